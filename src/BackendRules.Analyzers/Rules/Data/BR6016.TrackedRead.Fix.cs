using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Adds <c>AsNoTracking</c> behind the entity set.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class TrackedReadFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Don't track", "BR6016.untracked"));

    public TrackedReadFix()
        : base("BR6016")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Set(model, root, finding, cancellation) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var set in findings.Select(finding => Set(editor.SemanticModel, editor.OriginalRoot, finding, cancellation)).OfType<ExpressionSyntax>().Distinct())
        {
            editor.ReplaceNode(set, SyntaxFactory.InvocationExpression(
                SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, set.WithoutTrailingTrivia(), SyntaxFactory.IdentifierName("AsNoTracking"))).WithTrailingTrivia(set.GetTrailingTrivia()));
        }
    }

    /// <summary>The set at the start of the chain, where the chain is one expression.</summary>
    private static ExpressionSyntax? Set(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        var current = root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) as ExpressionSyntax;
        while (current is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access })
        {
            if (EfQuery.IsSet(model.GetTypeInfo(current, cancellation).Type))
                return current;
            current = access.Expression;
        }

        return current is not null && EfQuery.IsSet(model.GetTypeInfo(current, cancellation).Type) ? current : null;
    }
}
