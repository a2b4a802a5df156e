using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Puts a limit on the action, or leaves the framework's own in force.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class RemovedLimitFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_limit = ImmutableArray.Create(new Repair("Limit the body to 100 MB", "BR2020.limit"));
    private static readonly ImmutableArray<Repair> s_default = ImmutableArray.Create(new Repair("Leave the default limit in force", "BR2020.limit"));

    public RemovedLimitFix()
        : base("BR2020")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) => Node(root, finding) switch
    {
        AttributeSyntax attribute when IsDisabling(attribute) => s_limit,
        AssignmentExpressionSyntax assignment when Removal.Can(assignment) => s_default,
        _ => ImmutableArray<Repair>.Empty,
    };

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var removal = new Removal(editor);
        foreach (var finding in findings)
        {
            switch (Node(editor.OriginalRoot, finding))
            {
                case AttributeSyntax attribute when IsDisabling(attribute):
                    var name = SyntaxFactory.ParseName(attribute.Name.ToString().Replace("DisableRequestSizeLimit", "RequestSizeLimit"));
                    editor.ReplaceNode(attribute, SyntaxFactory.Attribute(name, SyntaxFactory.ParseAttributeArgumentList("(100_000_000)")).WithTriviaFrom(attribute));
                    break;
                case AssignmentExpressionSyntax assignment when Removal.Can(assignment):
                    removal.Add(assignment);
                    break;
            }
        }

        removal.Apply();
    }

    private static SyntaxNode Node(SyntaxNode root, Diagnostic finding) => root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) switch
    {
        NameSyntax { Parent: AttributeSyntax attribute } => attribute,
        var node => node,
    };

    private static bool IsDisabling(AttributeSyntax attribute) => attribute.Name.ToString().Contains("DisableRequestSizeLimit");
}
