using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Prohibits document types, takes resolvers away, and gives style sheets the default settings.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class OpenXmlFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Fetch nothing that the XML names", "BR1015.closed"));

    public OpenXmlFix()
        : base("BR1015")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Change(root, finding) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Change(editor.OriginalRoot, finding) is var (old, text))
                editor.ReplaceNode(old, SyntaxFactory.ParseExpression(text).WithTriviaFrom(old));
        }
    }

    private static (SyntaxNode Old, string Text)? Change(SyntaxNode root, Diagnostic finding) => root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) switch
    {
        AssignmentExpressionSyntax { Right: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Parse" } value } => (value, value.Expression + ".Prohibit"),
        AssignmentExpressionSyntax { Left: var left, Right: var value } when left.ToString().EndsWith("XmlResolver", StringComparison.Ordinal) => (value, "null"),
        AssignmentExpressionSyntax { Right: LiteralExpressionSyntax value } => (value, "false"),
        ObjectCreationExpressionSyntax made => (made, made.Type + ".Default"),
        MemberAccessExpressionSyntax trusted => (trusted, trusted.Expression + ".Default"),
        _ => null,
    };
}
