using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules;

/// <summary>BR3002: a failure in a request, a consumer or background work that nobody will ever hear of.</summary>
public sealed class SwallowedException : Check
{
    internal static readonly Rule Declared = new(
        "BR3002",
        nameof(SwallowedException),
        "A caught failure is logged, reported or thrown on",
        "'{0}' swallows the failure: it is neither logged nor reported, and the caller takes it for success; log it, rethrow it, or catch only what you expect",
        Level.Warning)
    {
        Profile = ["CR2"],
        Cwe = [390, 391],
        Owasp = ["A09"],
        Asvs = ["16.3.4"],
    };

    private static readonly DiagnosticDescriptor s_narrow = Declared.Saying("'{0}' is empty and doesn't say why; say it in a comment, or log it", Level.Info);

    private static readonly string[] s_expected =
    [
        "System.OperationCanceledException", "System.ObjectDisposedException", "Microsoft.JSInterop.JSDisconnectedException", "System.Threading.ChannelClosedException",
        "System.Threading.Channels.ChannelClosedException", "System.Threading.ThreadAbortException", "System.Threading.ThreadInterruptedException",
    ];

    private static readonly string[] s_bestEffort = ["Try", "Safe", "Ignore", "Suppress"];

    public SwallowedException()
        : base(Declared)
    {
    }

    public override void Start(Watch watch) => watch.Operation(OperationKind.CatchClause, static context =>
    {
        var clause = (ICatchClauseOperation)context.Operation;
        if (clause.Syntax is not CatchClauseSyntax syntax || Narrows(clause))
            return;
        var isBroad = IsBroad(clause.ExceptionType);
        var isEmpty = clause.Handler.Operations.IsEmpty;
        if (!isBroad && (!isEmpty || IsExpected(clause.ExceptionType) || HasComment(syntax)))
            return;
        if (IsBestEffort(clause, context.ContainingSymbol) || (HasComment(syntax) && IsSecond(clause)) || !ServedCode.Contains(context, clause)
            || SwallowingCatch.OnlyCleansUp(clause) || !SwallowingCatch.Is(clause))
            return;
        var header = TextSpan.FromBounds(syntax.CatchKeyword.SpanStart, syntax.Declaration?.Span.End ?? syntax.CatchKeyword.Span.End);
        context.ReportDiagnostic(Diagnostic.Create(isBroad ? Declared.Descriptor : s_narrow, Location.Create(syntax.SyntaxTree, header),
            $"catch{(clause.ExceptionType is { } type && syntax.Declaration is not null ? $" ({type.Name})" : "")}"));
    });

    /// <summary>A filter chooses; one that only lets cancellation through doesn't.</summary>
    private static bool Narrows(ICatchClauseOperation clause)
    {
        if (clause.Filter is not { } filter)
            return false;
        foreach (var operation in filter.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IInvocationOperation or IBinaryOperation { OperatorKind: not (BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr) }:
                    return true;
                case ITypePatternOperation pattern when !pattern.MatchedType.IsOrInherits("System.OperationCanceledException"):
                case IIsTypeOperation test when !test.TypeOperand.IsOrInherits("System.OperationCanceledException"):
                case IDeclarationPatternOperation declared when !declared.MatchedType.IsOrInherits("System.OperationCanceledException"):
                // What fails while everything stops is no failure; 'when (!token.IsCancellationRequested)' is the other way round.
                case IPropertyReferenceOperation property when property.Property.Name != "IsCancellationRequested" || property.Parent is not IUnaryOperation { OperatorKind: UnaryOperatorKind.Not }:
                    return true;
            }
        }

        return false;
    }

    private static bool IsBroad(ITypeSymbol? type) => type is null || type.SpecialType == SpecialType.System_Object || type.Is("System.Exception") || type.Is("System.SystemException");

    private static bool IsExpected(ITypeSymbol? type)
    {
        foreach (var expected in s_expected)
        {
            if (type.IsOrInherits(expected))
                return true;
        }

        return false;
    }

    private static bool HasComment(CatchClauseSyntax clause)
    {
        foreach (var trivia in clause.DescendantTrivia())
        {
            if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia))
                return true;
        }

        return false;
    }

    /// <summary>Another failure is being handled, and somebody hears of that one: its own block isn't silent.</summary>
    private static bool IsSecond(ICatchClauseOperation clause)
    {
        for (var current = clause.Parent; current is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); current = current.Parent)
        {
            if (current is ICatchClauseOperation first)
                return !SwallowingCatch.Is(first);
        }

        return false;
    }

    /// <summary>The name of the function says that failing is fine.</summary>
    private static bool IsBestEffort(IOperation operation, ISymbol container)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is ILocalFunctionOperation local && SaysSo(local.Symbol.Name))
                return true;
        }

        return SaysSo(container.Name);
    }

    private static bool SaysSo(string name) =>
        Array.Exists(s_bestEffort, word => name.StartsWith(word, StringComparison.Ordinal) && (name.Length == word.Length || char.IsUpper(name[word.Length])))
        || name.IndexOf("BestEffort", StringComparison.Ordinal) >= 0 || name.IndexOf("Silent", StringComparison.Ordinal) >= 0 || name.IndexOf("Quiet", StringComparison.Ordinal) >= 0
        || name.IndexOf("IfPossible", StringComparison.Ordinal) >= 0;
}
