using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>Lets the environment decide: around the statement, or as the value.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class DebugInProductionFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_gate = ImmutableArray.Create(new Repair("Only in development", "BR2019.gate"));

    public DebugInProductionFix()
        : base("BR2019")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Place(root, finding) is { } place && EnvironmentInScope.IsDevelopment(place, model) is not null && (TakesValue(place) || Statement(place) is not null) ? s_gate : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var lineBreak = LineBreak.Of(editor.OriginalRoot);
        foreach (var finding in findings)
        {
            if (Place(editor.OriginalRoot, finding) is not { } place || EnvironmentInScope.IsDevelopment(place, editor.SemanticModel) is not { } condition)
                continue;
            switch (place)
            {
                case AssignmentExpressionSyntax assignment:
                    editor.ReplaceNode(assignment.Right, SyntaxFactory.ParseExpression(condition).WithTriviaFrom(assignment.Right));
                    break;
                case InvocationExpressionSyntax call when TakesValue(call):
                    editor.ReplaceNode(call, (current, _) => ((InvocationExpressionSyntax)current).WithArgumentList(
                        SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(SyntaxFactory.ParseExpression(condition))))
                            .WithTriviaFrom(((InvocationExpressionSyntax)current).ArgumentList)));
                    break;
                default:
                    if (Statement(place) is { } statement)
                        editor.ReplaceNode(statement, (current, _) => Gated((StatementSyntax)current, condition, lineBreak));
                    break;
            }
        }
    }

    private static ExpressionSyntax? Place(SyntaxNode root, Diagnostic finding)
    {
        var node = root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true);
        return node as AssignmentExpressionSyntax ?? (ExpressionSyntax?)node.FirstAncestorOrSelf<InvocationExpressionSyntax>(call => call.Expression is MemberAccessExpressionSyntax access && access.Name.Span == finding.Location.SourceSpan);
    }

    private static bool TakesValue(ExpressionSyntax place) => place is AssignmentExpressionSyntax
        || place is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "EnableSensitiveDataLogging" or "EnableDetailedErrors" } };

    /// <summary>A statement that is this call and nothing else.</summary>
    private static ExpressionStatementSyntax? Statement(ExpressionSyntax place) =>
        place is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax }, Parent: ExpressionStatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax } statement } ? statement : null;

    private static StatementSyntax Gated(StatementSyntax statement, string condition, SyntaxTrivia lineBreak)
    {
        var indent = statement.GetLeadingTrivia().LastOrDefault(static t => t.IsKind(SyntaxKind.WhitespaceTrivia));
        var space = indent.IsKind(SyntaxKind.WhitespaceTrivia) ? indent.ToString() : "";
        var text = $"if ({condition}){lineBreak}{space}    {statement.WithoutTrivia()}";
        return SyntaxFactory.ParseStatement(text).WithTriviaFrom(statement).WithAdditionalAnnotations(Formatter.Annotation);
    }
}
