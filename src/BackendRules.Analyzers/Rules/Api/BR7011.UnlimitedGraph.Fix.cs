using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Adds the page size to <c>[EnableQuery]</c>, or <c>[UsePaging]</c> above a resolver's other attributes, which it must come before.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UnlimitedGraphFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Answer in pages", "BR7011.pages"));

    public UnlimitedGraphFix()
        : base("BR7011")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Target(root, finding) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var target in findings.Select(finding => Target(editor.OriginalRoot, finding)).OfType<SyntaxNode>().Distinct().ToArray())
        {
            if (target is AttributeSyntax attribute)
            {
                var size = SyntaxFactory.ParseAttributeArgumentList("(PageSize = 100)")!.Arguments[0];
                editor.ReplaceNode(attribute, attribute.WithArgumentList(attribute.ArgumentList is { Arguments.Count: > 0 } list
                    ? list.AddArguments(size.WithLeadingTrivia(SyntaxFactory.Space)) : SyntaxFactory.AttributeArgumentList(SyntaxFactory.SingletonSeparatedList(size))));
            }
            else if (target is MethodDeclarationSyntax method)
            {
                editor.ReplaceNode(method, AttributeAbove.Add(method, "UsePaging"));
            }
        }
    }

    private static SyntaxNode? Target(SyntaxNode root, Diagnostic finding)
    {
        if (!finding.Properties.TryGetValue(UnlimitedGraph.Missing, out var missing))
            return null;
        var node = root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true);
        return missing == "PageSize" ? node.FirstAncestorOrSelf<AttributeSyntax>() : node.FirstAncestorOrSelf<MethodDeclarationSyntax>();
    }
}
