using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Turns a check on again, and takes validators out that always say yes. Also repairs what the SDK reports as CA5404 and CA5405.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class WeakTokenValidationFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_check = ImmutableArray.Create(new Repair("Verify the token", "BR2010.verify"));

    public WeakTokenValidationFix()
        : base("BR2010", "CA5404", "CA5405")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Setting(root, finding) is not null ? s_check : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var removal = new Removal(editor);
        foreach (var finding in findings)
        {
            if (Setting(editor.OriginalRoot, finding) is not { } setting)
                continue;
            if (IsFlag(setting))
                editor.ReplaceNode(setting.Right, SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression).WithTriviaFrom(setting.Right));
            else
                removal.Add(setting);
        }

        removal.Apply();
    }

    // The SDK marks the validator, ours the whole setting.
    private static AssignmentExpressionSyntax? Setting(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) is var node && (node as AssignmentExpressionSyntax ?? node.Parent as AssignmentExpressionSyntax) is { } assignment && (IsFlag(assignment) || Removal.Can(assignment)) ? assignment : null;

    /// <summary>RequireHttpsMetadata is true when nobody says otherwise.</summary>
    private static bool IsFlag(AssignmentExpressionSyntax assignment) => assignment.Right.IsKind(SyntaxKind.FalseLiteralExpression) && !assignment.Left.ToString().EndsWith("RequireHttpsMetadata", StringComparison.Ordinal);
}
