using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Draws from the cryptographic generator. Also repairs what the SDK reports as CA5394.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class PredictableSecretFix : RuleFix
{
    private const string Generator = "System.Security.Cryptography.RandomNumberGenerator";

    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Use RandomNumberGenerator", "BR2008.generator"));

    public PredictableSecretFix()
        : base("BR2008", "CA5394")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Node(root, finding) is { } node && Rewritten(node, node, model, cancellation) is not null ? s_offer : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Node(editor.OriginalRoot, finding) is { } node && Rewritten(node, node, editor.SemanticModel, cancellation) is not null)
                editor.ReplaceNode(node, (current, _) => Rewritten(node, (ExpressionSyntax)current, editor.SemanticModel, cancellation)!.WithTriviaFrom(current));
        }
    }

    private static ExpressionSyntax? Node(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionSyntax>(node => node.Span == finding.Location.SourceSpan);

    private static ExpressionSyntax? Rewritten(ExpressionSyntax original, ExpressionSyntax current, SemanticModel model, CancellationToken cancellation)
    {
        var generator = ShortName.Of(Generator, model, original.SpanStart);
        if (original is not InvocationExpressionSyntax call || model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol method)
            return Piece(original, model, generator, cancellation);
        var arguments = ((InvocationExpressionSyntax)current).ArgumentList;
        switch (method.Name)
        {
            case "Next":
                return arguments.Arguments.Count == 0
                    ? SyntaxFactory.ParseExpression($"{generator}.GetInt32(int.MaxValue)")
                    : Call($"{generator}.GetInt32", arguments);
            case "NextBytes" when Has(model, "Fill"):
                return Call($"{generator}.Fill", arguments);
            case "GetItems" when method.TypeArguments.Length == 1 && arguments.Arguments.Count == 2 && Has(model, "GetItems"):
                return Call($"{generator}.GetItems<{method.TypeArguments[0].ToMinimalDisplayString(model, original.SpanStart)}>", arguments);
            case "GetString" or "GetHexString" when Has(model, method.Name):
                return Call($"{generator}.{method.Name}", arguments);
            case "Substring":
                return Piece(original, model, generator, cancellation);
            default:
                return null;
        }
    }

    /// <summary><c>Guid.NewGuid().ToString("N").Substring(0, 8)</c>, and <c>[..8]</c>.</summary>
    private static ExpressionSyntax? Piece(ExpressionSyntax original, SemanticModel model, string generator, CancellationToken cancellation)
    {
        var length = original switch
        {
            InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: 0 } }, { Expression: { } taken }] } => taken,
            ElementAccessExpressionSyntax { ArgumentList.Arguments: [{ Expression: RangeExpressionSyntax { LeftOperand: null, RightOperand: { } taken } }] } => taken,
            _ => null,
        };
        if (length is null || !Has(model, "GetHexString") || model.GetTypeInfo(length, cancellation).Type is not { SpecialType: SpecialType.System_Int32 })
            return null;
        var isUpper = original.ToString().IndexOf("ToUpper", StringComparison.Ordinal) >= 0;
        return SyntaxFactory.ParseExpression($"{generator}.GetHexString({length.WithoutTrivia()}{(isUpper ? "" : ", lowercase: true")})");
    }

    private static bool Has(SemanticModel model, string method) =>
        model.Compilation.GetTypeByMetadataName(Generator) is { } type && type.GetMembers(method).Any(static member => member is IMethodSymbol { IsStatic: true });

    private static InvocationExpressionSyntax Call(string method, ArgumentListSyntax arguments) =>
        SyntaxFactory.InvocationExpression(SyntaxFactory.ParseExpression(method), arguments);
}
