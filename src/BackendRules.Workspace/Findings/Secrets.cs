using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BackendRules.Workspaces;

/// <summary>What the tool never prints: what the rules on secrets mark, whoever asked for which rules.</summary>
public static class Secrets
{
    private const int Shortest = 4;
    private static readonly HashSet<string> s_rules = ["BR2001", "BR2002", "BR2003", "BR2004"];

    /// <summary>Whether the place of a rule's findings is a secret.</summary>
    public static bool Mark(string ruleId) => s_rules.Contains(ruleId);

    /// <summary>Where they are.</summary>
    public static IReadOnlyList<Place> Places(IEnumerable<Finding> findings) => [.. findings.Where(static f => Mark(f.RuleId)).Select(static f => f.Location with { Symbol = null })];

    /// <summary>A text in which those of an analysis are covered, wherever they were moved to.</summary>
    internal static string Cover(string text, AnalysisResult result, Confinement root)
    {
        foreach (var secret in result.Findings.Select((finding, index) => (finding, index)).Where(static f => Mark(f.finding.RuleId))
            .SelectMany(f => Words(result.Sources[f.index].Diagnostic, f.finding.Location, root)).Distinct(StringComparer.Ordinal).OrderByDescending(static w => w.Length))
            text = text.Replace(secret, new string('*', secret.Length), StringComparison.Ordinal);
        return text;
    }

    // A secret of several lines is covered line by line: a diff has a mark before each.
    private static IEnumerable<string> Words(Diagnostic diagnostic, Place place, Confinement root) =>
        Texts(diagnostic, place, root).SelectMany(static t => t.Split('\n')).Select(static t => t.Trim()).Where(static t => t.Length >= Shortest);

    private static IEnumerable<string> Texts(Diagnostic diagnostic, Place place, Confinement root)
    {
        if (diagnostic.Location.SourceTree is { } tree)
        {
            foreach (var token in tree.GetRoot().DescendantTokens(diagnostic.Location.SourceSpan).Where(t => t.Span.IntersectsWith(diagnostic.Location.SourceSpan)))
            {
                if (token.Kind() is not (SyntaxKind.StringLiteralToken or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
                    or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.Utf8SingleLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken))
                    continue;
                yield return token.ValueText;
                yield return token.Text.Trim('"', '@', '$');
            }

            yield break;
        }

        var path = Path.Combine(root.Root, place.File);
        if (!root.Contains(path) || !File.Exists(path) || PlainFile.IsOther(path))
            yield break;
        var lines = File.ReadAllLines(path);
        for (var number = place.Line; number <= Math.Min(place.EndLine, lines.Length); number++)
        {
            var line = lines[number - 1];
            var start = number == place.Line ? Math.Min(place.Column - 1, line.Length) : 0;
            yield return line[start..(number == place.EndLine ? Math.Clamp(place.EndColumn - 1, start, line.Length) : line.Length)].Trim('"', '\'');
        }
    }
}
