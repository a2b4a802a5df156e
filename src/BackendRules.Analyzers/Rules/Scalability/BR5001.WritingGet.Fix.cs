using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Changes the verb to POST: the attribute, or <c>MapGet</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class WritingGetFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_post = ImmutableArray.Create(new Repair("Answer POST instead", "BR5001.post"));

    public WritingGetFix()
        : base("BR5001")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Name(root, finding) is null ? ImmutableArray<Repair>.Empty : s_post;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Name(editor.OriginalRoot, finding) is { } name)
                editor.ReplaceNode(name, SyntaxFactory.IdentifierName(name.Identifier.ValueText.Replace("Get", "Post")).WithTriviaFrom(name));
        }
    }

    private static IdentifierNameSyntax? Name(SyntaxNode root, Diagnostic finding)
    {
        var name = root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) switch
        {
            AttributeSyntax { Name: IdentifierNameSyntax simple } => simple,
            IdentifierNameSyntax { Parent: AttributeSyntax } inAttribute => inAttribute,
            IdentifierNameSyntax map => map,
            _ => null,
        };
        return name is { Identifier.ValueText: "HttpGet" or "HttpGetAttribute" or "MapGet" } ? name : null;
    }
}
