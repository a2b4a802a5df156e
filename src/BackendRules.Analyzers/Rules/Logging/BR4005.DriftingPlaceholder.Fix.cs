using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Writes a placeholder as the rest of the solution does. A value of another kind needs a name that only its author can give.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class DriftingPlaceholderFix() : RuleFix("BR4005")
{
    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Template(root, finding) is { } template && Names(finding) is var (from, to) && Renamed(template, new() { [from] = to }) is not null
            ? ImmutableArray.Create(new Repair($"Write '{to}'", "BR4005")) : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var group in findings.GroupBy(finding => Template(editor.OriginalRoot, finding)))
        {
            if (group.Key is not { } template)
                continue;
            var names = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var finding in group)
            {
                if (Names(finding) is var (from, to))
                    names[from] = to;
            }

            if (Renamed(template, names) is { } text)
                editor.ReplaceNode(template, SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(text)).WithTriviaFrom(template));
        }
    }

    /// <summary>The template, when it is an ordinary literal.</summary>
    private static LiteralExpressionSyntax? Template(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) is LiteralExpressionSyntax { Token: { Value: string } token } literal
        && token.Text.StartsWith("\"", StringComparison.Ordinal) && !token.Text.StartsWith("\"\"\"", StringComparison.Ordinal) ? literal : null;

    private static (string From, string To)? Names(Diagnostic finding) =>
        finding.Properties.TryGetValue(DriftingPlaceholder.From, out var from) && finding.Properties.TryGetValue(DriftingPlaceholder.To, out var to) && from is not null && to is not null
            ? (from, to) : null;

    private static string? Renamed(LiteralExpressionSyntax template, Dictionary<string, string> names)
    {
        var text = (string)template.Token.Value!;
        // The whole text is the name of a property.
        if (names.TryGetValue(text, out var whole))
            return whole;
        // A compiled template finds its parameters by name, in any case.
        var isCompiled = template.FirstAncestorOrSelf<AttributeArgumentSyntax>() is not null;
        var holes = MessageTemplate.Parse(text).Holes;
        var written = new StringBuilder();
        var at = 0;
        foreach (var hole in holes)
        {
            var name = names.TryGetValue(hole.Name, out var other) && holes.All(existing => existing.Name != other)
                && (!isCompiled || string.Equals(hole.Name, other, StringComparison.OrdinalIgnoreCase)) ? other : hole.Name;
            written.Append(text, at, hole.Start - at).Append('{').Append(hole.Sign).Append(name).Append(hole.Rest).Append('}');
            at = hole.End;
        }

        written.Append(text, at, text.Length - at);
        return written.ToString() == text ? null : written.ToString();
    }
}
