using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Orders by the entity's key before the page is cut.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class PageWithoutOrderFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_order = ImmutableArray.Create(new Repair("Order by the key", "BR6006.order"));

    public PageWithoutOrderFix()
        : base("BR6006")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        finding.Properties.ContainsKey(PageWithoutOrder.Key) && Skip(root, finding) is not null ? s_order : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (!finding.Properties.TryGetValue(PageWithoutOrder.Key, out var key) || Skip(editor.OriginalRoot, finding) is not { } access)
                continue;
            // The line break that stands before the dot of Skip stands before the new dot too.
            editor.ReplaceNode(access, (node, _) =>
            {
                var skip = (MemberAccessExpressionSyntax)node;
                var order = SyntaxFactory.InvocationExpression(
                    SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, skip.Expression, skip.OperatorToken, SyntaxFactory.IdentifierName("OrderBy")),
                    SyntaxFactory.ParseArgumentList($"(x => x.{key})"));
                return skip.WithExpression(order.WithTrailingTrivia(skip.Expression.GetTrailingTrivia()));
            });
        }
    }

    private static MemberAccessExpressionSyntax? Skip(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Skip" } access } ? access : null;
}
