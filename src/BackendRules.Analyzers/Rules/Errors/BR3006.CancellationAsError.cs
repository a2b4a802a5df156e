using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules;

/// <summary>BR3006: a caller who goes away, or a host that stops, taken for a failure.</summary>
public sealed class CancellationAsError : Check
{
    internal static readonly Rule Declared = new(
        "BR3006",
        nameof(CancellationAsError),
        "Cancellation isn't handled as an error",
        "A caller who goes away ends in this catch as an error; let cancellation through with 'when (ex is not OperationCanceledException)'",
        Level.Info)
    {
        Profile = ["CR2", "CR5"],
        Cwe = [755],
    };

    public CancellationAsError()
        : base(Declared)
    {
    }

    public override void Start(Watch watch) => watch.Operation(OperationKind.CatchClause, static context =>
    {
        var clause = (ICatchClauseOperation)context.Operation;
        if (clause.Filter is not null || clause.Syntax is not CatchClauseSyntax syntax || !(clause.ExceptionType is null || clause.ExceptionType.SpecialType == SpecialType.System_Object || clause.ExceptionType.Is("System.Exception"))
            || clause.Parent is not ITryOperation attempt || attempt.Catches.Any(static other => other.ExceptionType.IsOrInherits("System.OperationCanceledException")))
            return;
        if (!PassesToken(attempt.Body) || !IsError(clause) || Distinguishes(clause) || !ServedCode.Contains(context, clause))
            return;
        var header = TextSpan.FromBounds(syntax.CatchKeyword.SpanStart, syntax.Declaration?.Span.End ?? syntax.CatchKeyword.Span.End);
        context.ReportDiagnostic(Declared.At(Location.Create(syntax.SyntaxTree, header)));
    });

    /// <summary>An awaited call gets the token of the request.</summary>
    internal static bool PassesToken(IBlockOperation body)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation is not IAwaitOperation awaited || EndsInside(awaited, body))
                continue;
            foreach (var inner in awaited.Descendants())
            {
                if (inner is IArgumentOperation { ArgumentKind: ArgumentKind.Explicit, Parameter: { } parameter, Value: { } value } && parameter.Type.Is("System.Threading.CancellationToken")
                    && LocalValues.Bare(value) is IParameterReferenceOperation or IPropertyReferenceOperation { Property.Name: "RequestAborted" or "CancellationToken" } or IFieldReferenceOperation)
                    return true;
            }
        }

        return false;
    }

    /// <summary>A cancellation of the call is caught on its way to the body's end, and not thrown again.</summary>
    private static bool EndsInside(IOperation awaited, IBlockOperation body)
    {
        var inner = awaited;
        for (var around = awaited.Parent; around is not null && inner != body; inner = around, around = around.Parent)
        {
            if (around is ITryOperation attempt && inner == attempt.Body && inner != body && attempt.Catches.FirstOrDefault(Takes) is { Filter: null } clause
                && !clause.Handler.Descendants().Any(static operation => operation is IThrowOperation))
                return true;
        }

        return false;

        static bool Takes(ICatchClauseOperation clause) =>
            clause.ExceptionType is null || clause.ExceptionType.SpecialType == SpecialType.System_Object || clause.ExceptionType.Is("System.Exception") || clause.ExceptionType.Is("System.OperationCanceledException");
    }

    /// <summary>It logs an error, or answers with 500.</summary>
    private static bool IsError(ICatchClauseOperation clause)
    {
        foreach (var operation in clause.Handler.Descendants())
        {
            if (operation is not IInvocationOperation call)
                continue;
            if (call.TargetMethod.Name is "Problem" or "InternalServerError" || LogCall.Of(call) is { IsFailure: true })
                return true;
            if (call.TargetMethod.Name == "StatusCode" && call.Arguments.Length > 0 && LocalValues.Bare(call.Arguments[0].Value).ConstantValue is { HasValue: true, Value: 500 })
                return true;
        }

        return false;
    }

    /// <summary>The handler asks itself whether it was cancelled.</summary>
    private static bool Distinguishes(ICatchClauseOperation clause)
    {
        foreach (var operation in clause.Handler.Descendants())
        {
            if (operation is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" } or IInvocationOperation { TargetMethod.Name: "ThrowIfCancellationRequested" }
                || operation is IIsTypeOperation test && test.TypeOperand.IsOrInherits("System.OperationCanceledException")
                || operation is ITypePatternOperation pattern && pattern.MatchedType.IsOrInherits("System.OperationCanceledException")
                || operation is IDeclarationPatternOperation declared && declared.MatchedType.IsOrInherits("System.OperationCanceledException"))
                return true;
        }

        return false;
    }
}
