using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Compares the bytes in constant time.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class TimingUnsafeComparisonFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Compare in constant time", "BR2006.fixed"));

    public TimingUnsafeComparisonFix()
        : base("BR2006")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Node(root, finding) is { } node && Rewritten(node, model, cancellation) is not null ? s_offer : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Node(editor.OriginalRoot, finding) is { } node && Rewritten(node, editor.SemanticModel, cancellation) is { } better)
                editor.ReplaceNode(node, better.WithTriviaFrom(node));
        }
    }

    private static ExpressionSyntax? Node(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionSyntax>(node => node.Span == finding.Location.SourceSpan);

    private static ExpressionSyntax? Rewritten(ExpressionSyntax node, SemanticModel model, CancellationToken cancellation)
    {
        var isNegated = node.IsKind(SyntaxKind.NotEqualsExpression);
        if (Sides(node, model, cancellation) is not var (left, right))
            return null;
        var comparer = ShortName.Of("System.Security.Cryptography.CryptographicOperations", model, node.SpanStart);
        var conditions = new List<string>();
        if (Bytes(left, model, conditions, cancellation) is not { } first || Bytes(right, model, conditions, cancellation) is not { } second)
            return null;
        // A missing value is not equal to another missing one.
        var equal = string.Join(" && ", conditions.Append($"{comparer}.FixedTimeEquals({first}, {second})"));
        var text = isNegated ? conditions.Count == 0 ? "!" + equal : $"!({equal})" : conditions.Count > 0 && node.Parent is not (ParenthesizedExpressionSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or IfStatementSyntax or EqualsValueClauseSyntax) ? $"({equal})" : equal;
        return SyntaxFactory.ParseExpression(text);
    }

    private static (ExpressionSyntax Left, ExpressionSyntax Right)? Sides(ExpressionSyntax node, SemanticModel model, CancellationToken cancellation)
    {
        if (node is BinaryExpressionSyntax binary)
            return (binary.Left, binary.Right);
        if (node is not InvocationExpressionSyntax call || model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol method || method.Name is not ("Equals" or "SequenceEqual"))
            return null;
        var arguments = call.ArgumentList.Arguments;
        // A comparison that ignores case is another comparison; comparers of elements too.
        foreach (var argument in arguments)
        {
            if (model.GetTypeInfo(argument.Expression, cancellation).Type is { Name: "StringComparison" } && !argument.Expression.ToString().EndsWith("Ordinal", StringComparison.Ordinal))
                return null;
        }

        var isStatic = method.IsStatic && method.ReducedFrom is null;
        if (isStatic)
            return arguments.Count >= 2 ? (arguments[0].Expression, arguments[1].Expression) : null;
        return call.Expression is MemberAccessExpressionSyntax access && arguments.Count >= 1 && !method.ContainingType.Is("System.StringComparer") && (method.Name == "Equals" || arguments.Count == 1)
            ? (access.Expression, arguments[0].Expression)
            : null;
    }

    private static string? Bytes(ExpressionSyntax side, SemanticModel model, List<string> conditions, CancellationToken cancellation)
    {
        var info = model.GetTypeInfo(side, cancellation);
        var text = side.WithoutTrivia().ToString();
        switch (info.Type)
        {
            case IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte }:
                return text;
            case INamedTypeSymbol { Name: "Span" or "ReadOnlySpan" }:
                return text;
            case { SpecialType: SpecialType.System_String }:
                // Without nullable annotations nobody knows, and the encoder throws at null.
                var isKnown = side is LiteralExpressionSyntax or InterpolatedStringExpressionSyntax or BinaryExpressionSyntax;
                if (info.Nullability.FlowState == NullableFlowState.MaybeNull || info.Nullability.FlowState == NullableFlowState.None && !isKnown && !model.GetConstantValue(side, cancellation).HasValue)
                {
                    if (side is InvocationExpressionSyntax && info.Nullability.FlowState == NullableFlowState.None)
                        return Encoded(text, model, side.SpanStart);
                    if (side is not (IdentifierNameSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax))
                        return null;
                    conditions.Add($"{text} is not null");
                    if (side is ElementAccessExpressionSyntax && info.Nullability.FlowState == NullableFlowState.MaybeNull)
                        text += "!";
                }

                return Encoded(text, model, side.SpanStart);
            case { } type when type.Is("Microsoft.Extensions.Primitives.StringValues"):
                return Encoded($"{(side is IdentifierNameSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or InvocationExpressionSyntax ? text : $"({text})")}.ToString()", model, side.SpanStart);
            default:
                return null;
        }
    }

    private static string Encoded(string text, SemanticModel model, int position) => $"{ShortName.Of("System.Text.Encoding", model, position)}.UTF8.GetBytes({text})";
}
