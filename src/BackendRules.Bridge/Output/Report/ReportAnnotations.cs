using System.Globalization;
using System.Text;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>A report as annotations of a GitHub workflow: what is serious stands at its line, the rest in the text that follows.</summary>
internal static class ReportAnnotations
{
    private const int Most = 10;

    public static string Write(Report report, int maxCharacters)
    {
        var text = new StringBuilder();
        // What is gone has no line in the tree that is checked out.
        var placed = report.Comparison.Parts.SelectMany(static p => p.Items).Where(static i => i.Rank > 1 && i.Kind is not "endpoint-removed")
            .GroupBy(static i => (i.RuleId, i.Text, i.File, i.Line)).Select(static g => g.First()).ToList();
        foreach (var group in placed.GroupBy(static i => i.Rank).OrderByDescending(static g => g.Key))
        {
            var command = group.Key == 3 ? "error" : "warning";
            foreach (var item in group.Take(Most))
            {
                var place = item.File is null ? "" : $"file={GithubFormat.Property(item.File)},{(item.Line is { } line ? $"line={line.ToString(CultureInfo.InvariantCulture)}," : "")}";
                text.Append(CultureInfo.InvariantCulture, $"::{command} {place}title={GithubFormat.Property(item.RuleId ?? item.Kind)}::{GithubFormat.Data(Shown.Clean(item.Text))}\n");
            }

            if (group.Count() > Most)
                text.Append(CultureInfo.InvariantCulture, $"::{command} title=BackendRules::{group.Count() - Most} more at this level; see the log.\n");
        }

        if (!report.Comparison.IsComplete)
            text.Append("::error title=BackendRules::The comparison is incomplete; see the log.\n");
        return text.Append(ReportFormats.Write("text", report, maxCharacters)).ToString();
    }
}
