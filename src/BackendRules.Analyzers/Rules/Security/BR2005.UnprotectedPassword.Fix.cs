using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Raises the number of rounds, and the mode of Identity's hasher.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UnprotectedPasswordFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_rounds = ImmutableArray.Create(new Repair("Work more rounds", "BR2005.stronger"));

    private static readonly ImmutableArray<Repair> s_mode = ImmutableArray.Create(new Repair("Use IdentityV3", "BR2005.stronger"));

    public UnprotectedPasswordFix()
        : base("BR2005")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Rewritten(root, finding) is var (_, better) ? better is LiteralExpressionSyntax ? s_rounds : s_mode : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Rewritten(editor.OriginalRoot, finding) is var (node, better))
                editor.ReplaceNode(node, better.WithTriviaFrom(node));
        }
    }

    private static (ExpressionSyntax Node, ExpressionSyntax Better)? Rewritten(SyntaxNode root, Diagnostic finding)
    {
        var node = root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionSyntax>(n => n.Span == finding.Location.SourceSpan);
        if (node is LiteralExpressionSyntax && finding.Properties.TryGetValue(UnprotectedPassword.Rounds, out var rounds)
            && int.TryParse(rounds, NumberStyles.Integer, CultureInfo.InvariantCulture, out var count))
            return (node, SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(count.ToString("N0", CultureInfo.InvariantCulture).Replace(",", "_"), count)));
        while (node?.Parent is MemberAccessExpressionSyntax outer && outer.Name == node)
            node = outer;
        return node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IdentityV2" } mode ? (mode, mode.WithName(SyntaxFactory.IdentifierName("IdentityV3"))) : null;
    }
}
