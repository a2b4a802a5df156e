using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Makes a new RSA key long enough, also what the SDK reports as CA5385. Everything else has a second side that would stop to understand.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class WeakCryptographyFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Make a key of 3072 bits", "BR2007.size"));

    public WeakCryptographyFix()
        : base("BR2007", "CA5385")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Literal(root, finding) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Literal(editor.OriginalRoot, finding) is { } literal)
                editor.ReplaceNode(literal, literal.WithToken(SyntaxFactory.Literal(literal.Token.LeadingTrivia, "3072", 3072, literal.Token.TrailingTrivia)));
        }
    }

    private static LiteralExpressionSyntax? Literal(SyntaxNode root, Diagnostic finding)
    {
        var node = root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true);
        if (finding.Properties.ContainsKey(WeakCryptography.Size))
            return node.FirstAncestorOrSelf<LiteralExpressionSyntax>();
        return node is ObjectCreationExpressionSyntax { ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: int and < 2048 } size }, ..], Type: { } type } && type.ToString().Contains("RSA") ? size : null;
    }
}
