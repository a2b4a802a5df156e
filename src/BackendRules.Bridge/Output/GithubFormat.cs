using System.Globalization;
using System.Text;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>Annotations of a GitHub workflow. GitHub shows ten of a level for a step: the rest is one line with its count.</summary>
internal static class GithubFormat
{
    private const int Most = 10;

    public static string Write(FormatContext context)
    {
        var text = new StringBuilder();
        foreach (var group in context.Run.Findings.Where(static f => f.Suppressed is null).GroupBy(static f => f.Level).OrderByDescending(static g => Levels.Rank(g.Key)))
        {
            var command = group.Key == "note" ? "notice" : group.Key;
            var ordered = group.OrderBy(static f => f.Status == "new" ? 0 : 1).ToList();
            foreach (var finding in ordered.Take(Most))
            {
                var place = finding.Location;
                text.Append(CultureInfo.InvariantCulture,
                    $"::{command} file={Property(place.File)},line={place.Line},endLine={place.EndLine},col={place.Column},endColumn={place.EndColumn},title={finding.RuleId}::{Data(finding.Message)}\n");
            }

            if (ordered.Count > Most)
                text.Append(CultureInfo.InvariantCulture, $"::{command} title=BackendRules::{ordered.Count - Most} more at this level; see the log or the SARIF file.\n");
        }

        if (!context.Run.Coverage.Complete)
            text.Append("::error title=BackendRules::The analysis is incomplete; see the log.\n");
        return text.Append(TextFormat.Summary(context)).ToString();
    }

    internal static string Data(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    internal static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
