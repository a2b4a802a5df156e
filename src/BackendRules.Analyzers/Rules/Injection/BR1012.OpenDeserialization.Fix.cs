using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Lets the program, not the text, name the types. Also repairs what the SDK reports as CA2326.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class OpenDeserializationFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Read no names of types", "BR1012.none"));

    public OpenDeserializationFix()
        : base("BR1012", "CA2326")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Value(root, finding) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Value(editor.OriginalRoot, finding) is { } value)
                editor.ReplaceNode(value, value.WithName(SyntaxFactory.IdentifierName("None")));
        }
    }

    private static MemberAccessExpressionSyntax? Value(SyntaxNode root, Diagnostic finding)
    {
        var node = root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true);
        var value = node is AttributeArgumentSyntax argument ? argument.Expression : ((node as AssignmentExpressionSyntax ?? node.Parent) as AssignmentExpressionSyntax)?.Right;
        return value as MemberAccessExpressionSyntax;
    }
}
