using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Adds <c>[Index]</c> to the entity, where its project knows EF Core.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UnindexedFilterFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Add an index", "BR6011.index"));

    public UnindexedFilterFix()
        : base("BR6011")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Target(root, finding) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Target(editor.OriginalRoot, finding) is var (type, property))
                editor.ReplaceNode(type, (current, _) => AttributeAbove.Add((TypeDeclarationSyntax)current, "Index", $"(nameof({property}))"));
        }
    }

    private static (TypeDeclarationSyntax Type, string Property)? Target(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<PropertyDeclarationSyntax>() is { Parent: TypeDeclarationSyntax type } property ? (type, property.Identifier.ValueText) : null;
}
