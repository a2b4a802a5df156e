using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Declares it with <c>using</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LeakedConnectionFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Declare it with 'using'", "BR6017.using"));

    public LeakedConnectionFix()
        : base("BR6017")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Statement(root, finding) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Statement(editor.OriginalRoot, finding) is { } statement)
                editor.ReplaceNode(statement, (node, _) => Held((LocalDeclarationStatementSyntax)node, finding.Properties.ContainsKey(LeakedConnection.Waits)));
        }
    }

    private static LocalDeclarationStatementSyntax? Statement(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan) is VariableDeclaratorSyntax declarator && declarator.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is { Declaration.Variables.Count: 1, Parent: not SwitchSectionSyntax } statement ? statement : null;

    private static LocalDeclarationStatementSyntax Held(LocalDeclarationStatementSyntax statement, bool waits)
    {
        var leading = statement.GetLeadingTrivia();
        var held = statement.WithoutLeadingTrivia().WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space));
        if (waits)
            held = held.WithAwaitKeyword(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space));
        return held.WithLeadingTrivia(leading);
    }
}
