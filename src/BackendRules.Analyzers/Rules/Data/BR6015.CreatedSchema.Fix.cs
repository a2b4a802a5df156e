using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Applies the migrations that exist.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class CreatedSchemaFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Apply the migrations", "BR6015.migrate"));

    public CreatedSchemaFix()
        : base("BR6015")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        finding.Properties.ContainsKey(CreatedSchema.Migrations) && Name(root, finding) is not null ? s_offer : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Name(editor.OriginalRoot, finding) is { } name)
                editor.ReplaceNode(name, SyntaxFactory.IdentifierName(name.Identifier.ValueText.Replace("EnsureCreated", "Migrate")).WithTriviaFrom(name));
        }
    }

    /// <summary>Where the answer of <c>EnsureCreated</c> is used, <c>Migrate</c> has none to give.</summary>
    private static SimpleNameSyntax? Name(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call
        && (call.Parent is AwaitExpressionSyntax waited ? waited.Parent : call.Parent) is ExpressionStatementSyntax ? access.Name : null;
}
