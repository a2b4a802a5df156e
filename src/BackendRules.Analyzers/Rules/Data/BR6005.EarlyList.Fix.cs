using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Lets the database pick, and loads what it picked.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class EarlyListFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Let the database do it", "BR6005.database"));

    public EarlyListFix()
        : base("BR6005")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Change(root, finding) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Change(editor.OriginalRoot, finding) is var (old, made))
                editor.ReplaceNode(old, made.WithTriviaFrom(old));
        }
    }

    private static (ExpressionSyntax Old, ExpressionSyntax New)? Change(SyntaxNode root, Diagnostic finding)
    {
        if (root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax pick)
            return null;
        var access = pick as MemberAccessExpressionSyntax ?? (pick as InvocationExpressionSyntax)?.Expression as MemberAccessExpressionSyntax;
        if (access is null)
            return null;
        var loaded = access.Expression;
        while (loaded is ParenthesizedExpressionSyntax inner)
            loaded = inner.Expression;
        var waits = loaded is AwaitExpressionSyntax;
        if (loaded is AwaitExpressionSyntax awaited)
            loaded = awaited.Expression;
        if (loaded is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var query } load } list || load.Name.Identifier.ValueText == "ConfigureAwait")
            return null;
        var name = access.Name.Identifier.ValueText is "Length" ? "Count" : access.Name.Identifier.ValueText;
        var arguments = (pick as InvocationExpressionSyntax)?.ArgumentList ?? SyntaxFactory.ArgumentList();
        if (name is "Where" or "Take" or "Skip")
        {
            var picked = SyntaxFactory.InvocationExpression(load.WithExpression(SyntaxFactory.InvocationExpression(load.WithName(SyntaxFactory.IdentifierName(name)), arguments)), list.ArgumentList);
            return !waits ? (pick, picked) : IsOuter(pick) ? (pick, Await(picked)) : (pick, SyntaxFactory.ParenthesizedExpression(Await(picked)));
        }

        if (!waits)
            return (pick, SyntaxFactory.InvocationExpression(load.WithName(SyntaxFactory.IdentifierName(name)), arguments));
        var all = arguments.AddArguments(list.ArgumentList.Arguments.ToArray());
        ExpressionSyntax single = Await(SyntaxFactory.InvocationExpression(load.WithName(SyntaxFactory.IdentifierName(name + "Async")), all));
        return (pick, IsOuter(pick) ? single : SyntaxFactory.ParenthesizedExpression(single));
    }

    private static AwaitExpressionSyntax Await(ExpressionSyntax task) => SyntaxFactory.AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), task.WithoutTrivia());

    /// <summary>Whether an <c>await</c> may stand there without parentheses.</summary>
    private static bool IsOuter(ExpressionSyntax node) => node.Parent is EqualsValueClauseSyntax or ArgumentSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or AssignmentExpressionSyntax or ExpressionStatementSyntax or LambdaExpressionSyntax or BinaryExpressionSyntax or ParenthesizedExpressionSyntax or IfStatementSyntax or ForEachStatementSyntax;
}
