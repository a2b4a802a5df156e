using System.Globalization;
using System.Text;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>Findings as a comment of a pull request.</summary>
internal static class MarkdownFormat
{
    private const int MaxRows = 200;

    public static string Write(FormatContext context)
    {
        var text = new StringBuilder("## BackendRules\n\n");
        text.Append(Cell(TextFormat.Summary(context with { Run = context.Run with { RunId = "", Coverage = context.Run.Coverage with { Problems = [] } } }).TrimEnd())).Append("\n\n");
        if (context.Run.Coverage.Problems.Count > 0)
        {
            foreach (var problem in context.Run.Coverage.Problems.Take(20))
                text.Append(CultureInfo.InvariantCulture, $"- {Cell(problem.Project ?? "")} {problem.Code}: {Cell(problem.Message)}\n");
            text.Append('\n');
        }

        var findings = context.Run.Findings.Where(static f => f.Suppressed is null).OrderByDescending(static f => f.Rank).Take(MaxRows).ToList();
        if (findings.Count == 0)
            return text.ToString();
        text.Append("| | Rule | Where | What |\n|---|---|---|---|\n");
        foreach (var finding in findings)
        {
            var rule = RuleSet.Rules.TryGetValue(finding.RuleId, out var known) ? $"[{finding.RuleId}]({known.Page})" : finding.RuleId;
            text.Append(CultureInfo.InvariantCulture,
                $"| {finding.Level}{(finding.Status == "new" ? "" : ", known")} | {rule} | {Cell(finding.Location.File)}:{finding.Location.Line} | {Cell(finding.Message)} |\n");
        }

        if (context.Run.Findings.Count > MaxRows)
            text.Append(CultureInfo.InvariantCulture, $"\n{context.Run.Findings.Count - MaxRows} more.\n");
        return text.ToString();
    }

    // Nothing of the repository's text becomes markup.
    internal static string Cell(string text)
    {
        var cell = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            cell.Append(c switch
            {
                '\n' or '\r' => " ",
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '|' or '[' or ']' or '*' or '_' or '`' or '#' or '\\' or '~' or '!' or '@' => "\\" + c,
                _ => c.ToString(),
            });
        }

        return cell.ToString();
    }
}
