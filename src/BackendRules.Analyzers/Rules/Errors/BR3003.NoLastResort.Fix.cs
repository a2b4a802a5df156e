using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Adds problem details and the exception handler around <c>var app = builder.Build();</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class NoLastResortFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_add = ImmutableArray.Create(new Repair("Add problem details and an exception handler", "BR3003.add"));

    public NoLastResortFix()
        : base("BR3003")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Build(root, finding) is not null ? s_add : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        if (findings.IsEmpty || Build(editor.OriginalRoot, findings[0]) is not var (statement, builder, application))
            return;
        var lineBreak = LineBreak.Of(editor.OriginalRoot);
        var indent = SyntaxFactory.TriviaList(statement.GetLeadingTrivia().Where(static t => t.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1));
        var services = SyntaxFactory.ParseStatement($"{builder}.Services.AddProblemDetails();").WithLeadingTrivia(indent).WithTrailingTrivia(lineBreak);
        var handler = SyntaxFactory.ParseStatement($"{application}.UseExceptionHandler();").WithLeadingTrivia(indent).WithTrailingTrivia(lineBreak);
        var isGlobal = statement is GlobalStatementSyntax;
        editor.InsertBefore(statement, isGlobal ? SyntaxFactory.GlobalStatement(services) : (SyntaxNode)services);
        editor.InsertAfter(statement, isGlobal ? SyntaxFactory.GlobalStatement(handler) : (SyntaxNode)handler);
    }

    private static (SyntaxNode Statement, string Builder, string Application)? Build(SyntaxNode root, Diagnostic finding)
    {
        if (root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not
            {
                Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax builder },
                Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax declaration } variable },
            })
            return null;
        return (declaration.Parent is GlobalStatementSyntax global ? global : declaration, builder.Identifier.ValueText, variable.Identifier.ValueText);
    }
}
