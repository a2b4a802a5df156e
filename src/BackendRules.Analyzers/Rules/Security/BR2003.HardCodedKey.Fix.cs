using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Reads the key from configuration; generates the initialisation vector.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class HardCodedKeyFix : MovedSecretFix
{
    private static readonly ImmutableArray<Repair> s_generate = ImmutableArray.Create(new Repair("Generate it", "BR2003.configuration"));

    public HardCodedKeyFix()
        : base("BR2003")
    {
    }

    protected override ImmutableArray<Repair>? OwnOffers(SyntaxNode root, Diagnostic finding)
    {
        if (!finding.Properties.ContainsKey(HardCodedKey.Vector))
            return null;
        return Assignment(root, finding) is null ? ImmutableArray<Repair>.Empty : s_generate;
    }

    protected override bool OwnRepair(DocumentEditor editor, Diagnostic finding)
    {
        if (!finding.Properties.ContainsKey(HardCodedKey.Vector))
            return false;
        if (Assignment(editor.OriginalRoot, finding) is { } assignment)
        {
            var receiver = ((MemberAccessExpressionSyntax)assignment.Left).Expression;
            editor.ReplaceNode(assignment, SyntaxFactory.ParseExpression(receiver.WithoutTrivia() + ".GenerateIV()").WithTriviaFrom(assignment));
        }

        return true;
    }

    private static AssignmentExpressionSyntax? Assignment(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).Parent is AssignmentExpressionSyntax
        {
            Left: MemberAccessExpressionSyntax, Parent: ExpressionStatementSyntax,
        } assignment ? assignment : null;
}
