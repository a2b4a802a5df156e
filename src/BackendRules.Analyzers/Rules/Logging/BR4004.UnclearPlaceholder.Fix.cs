using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Renames all unclear placeholders of a template. Also repairs what the SDK reports as CA1727 (casing) and CA2253 (numbers).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UnclearPlaceholderFix() : RuleFix("BR4004", "CA1727", "CA2253")
{
    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Rewrite(model, root, finding, cancellation) is null ? ImmutableArray<Repair>.Empty : ImmutableArray.Create(new Repair("Rename the placeholders", "BR4004"));

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var done = new HashSet<SyntaxNode>();
        foreach (var finding in findings)
        {
            if (Rewrite(editor.SemanticModel, editor.OriginalRoot, finding, cancellation) is var (template, changed) && done.Add(template))
                editor.ReplaceNode(template, changed);
        }
    }

    private static (SyntaxNode Template, SyntaxNode Changed)? Rewrite(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (LogCallSyntax.Around(root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true), model, cancellation) is not { Template: LiteralExpressionSyntax template } log
            || template.Token.Value is not string text || !template.Token.Text.StartsWith("\"", StringComparison.Ordinal) || template.Token.Text.StartsWith("\"\"\"", StringComparison.Ordinal))
            return null;
        var holes = MessageTemplate.Parse(text).Holes;
        if (holes.Count != log.Values.Count)
            return null;
        // Numbers may stand in any order, and Serilog then fills by number: only the written order can be named.
        for (var i = 0; i < holes.Count; i++)
        {
            if (holes[i].IsPositional && holes[i].Name != i.ToString(System.Globalization.CultureInfo.InvariantCulture))
                return null;
        }

        var taken = new HashSet<string>(holes.Where(static hole => UnclearPlaceholder.Flaw(hole.Name) is null).Select(static hole => hole.Name), StringComparer.OrdinalIgnoreCase);
        var renamed = new StringBuilder();
        var at = 0;
        for (var i = 0; i < holes.Count; i++)
        {
            var hole = holes[i];
            var name = UnclearPlaceholder.Flaw(hole.Name) is null ? hole.Name : PlaceholderName.Unique(UnclearPlaceholder.Better(hole.Name, log.Values[i], model), taken);
            renamed.Append(text, at, hole.Start - at).Append('{').Append(hole.Sign).Append(name).Append(hole.Rest).Append('}');
            at = hole.End;
        }

        renamed.Append(text, at, text.Length - at);
        return (template, SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(renamed.ToString())).WithTriviaFrom(template));
    }
}
