using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Adds the filter that lets cancellation through.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class CancellationAsErrorFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_filter = ImmutableArray.Create(new Repair("Let cancellation through", "BR3006.filter"));

    public CancellationAsErrorFix()
        : base("BR3006")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Clause(root, finding) is not null ? s_filter : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Clause(editor.OriginalRoot, finding) is not { } clause)
                continue;
            var name = CaughtVariable.Name(clause, editor.SemanticModel);
            editor.ReplaceNode(clause, (current, _) => CaughtVariable.WithoutCancellation((CatchClauseSyntax)current, name));
        }
    }

    private static CatchClauseSyntax? Clause(SyntaxNode root, Diagnostic finding) =>
        root.FindToken(finding.Location.SourceSpan.Start).Parent?.FirstAncestorOrSelf<CatchClauseSyntax>(static clause => clause.Filter is null);
}
