using System.Globalization;
using System.Text;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>Findings for a person: where, what, the line itself, the way of the value, and a count at the end.</summary>
internal static class TextFormat
{
    private const int MaxProblems = 20;
    private const string Reset = "\u001b[0m";
    private const string Dim = "\u001b[2m";
    private const string Bold = "\u001b[1m";

    public static string Write(FormatContext context)
    {
        var text = new StringBuilder();
        foreach (var finding in context.Run.Findings.Take(context.MaxFindings))
        {
            text.Append(Headline(finding, context.Colours)).Append('\n');
            AppendExcerpt(text, context, finding.RuleId, finding.Location, 1, Colour(finding.Level));
            AppendSteps(text, context, finding);
            text.Append('\n');
        }

        if (context.Run.Findings.Count > context.MaxFindings)
            text.Append(CultureInfo.InvariantCulture, $"{context.Run.Findings.Count - context.MaxFindings} findings more; --max-findings shows them.\n\n");
        return text.Append(Summary(context)).ToString();
    }

    public static string WriteShort(FormatContext context)
    {
        var text = new StringBuilder();
        foreach (var finding in context.Run.Findings)
            text.Append(Headline(finding, colours: false)).Append('\n');
        return text.ToString();
    }

    internal static string Headline(Finding finding, bool colours)
    {
        var place = $"{finding.Location.File}:{finding.Location.Line}:{finding.Location.Column}:";
        var status = finding.Suppressed is not null ? "suppressed" : finding.Status;
        var end = $"[{status}]{(finding.Fixable ? " [fix]" : "")}";
        return colours
            ? $"{Bold}{place}{Reset} {Colour(finding.Level)}{finding.Level} {finding.RuleId}{Reset}: {finding.Message} {Dim}{end}{Reset}"
            : $"{place} {finding.Level} {finding.RuleId}: {finding.Message} {end}";
    }

    internal static void AppendExcerpt(StringBuilder text, FormatContext context, string ruleId, Place place, int around, string colour)
    {
        var lines = context.Excerpts.Read(ruleId, place, around);
        var width = lines.Count == 0 ? 0 : lines[^1].Number.ToString(CultureInfo.InvariantCulture).Length;
        foreach (var line in lines)
        {
            var number = line.Number.ToString(CultureInfo.InvariantCulture).PadLeft(width);
            text.Append(context.Colours ? $"  {Dim}{number} |{Reset} {line.Text}" : $"  {number} | {line.Text}".TrimEnd()).Append('\n');
            if (line.Marked == 0)
                continue;
            var mark = new string(' ', line.Before) + "^" + new string('~', line.Marked - 1);
            text.Append(context.Colours ? $"  {new string(' ', width)} {Dim}|{Reset} {colour}{mark}{Reset}" : $"  {new string(' ', width)} | {mark}").Append('\n');
        }
    }

    private static void AppendSteps(StringBuilder text, FormatContext context, Finding finding)
    {
        var steps = (finding.Related ?? []).Select(step => (Place: $"{step.Location.File}:{step.Location.Line}:{step.Location.Column}", Words: step.Message.Length > 0 ? step.Message : context.Excerpts.Words(finding.RuleId, step.Location))).ToList();
        var width = steps.Count == 0 ? 0 : Math.Min(60, steps.Max(static s => s.Place.Length));
        for (var index = 0; index < steps.Count; index++)
            text.Append(string.Create(CultureInfo.InvariantCulture, $"    {index + 1}. {steps[index].Place.PadRight(width)}  {steps[index].Words}").TrimEnd()).Append('\n');
    }

    internal static string Summary(FormatContext context)
    {
        var (run, counts) = (context.Run, context.Run.Counts);
        var text = new StringBuilder();
        var levels = string.Join(", ", Levels.All.Where(counts.ByLevel.ContainsKey).Select(l => Plural(counts.ByLevel[l], l)));
        text.Append(counts.Total == 0 ? "No findings" : $"{Plural(counts.Total, "finding")}: {levels}; {counts.New} new, {counts.Unchanged} known");
        if (counts.Fixed > 0)
            text.Append(CultureInfo.InvariantCulture, $"; {counts.Fixed} gone");
        if (counts.Suppressed > 0)
            text.Append(CultureInfo.InvariantCulture, $"; {counts.Suppressed} suppressed");
        if (run.Base is { } choice)
            text.Append(CultureInfo.InvariantCulture, $"; against {choice.Ref} ({choice.Sha[..Math.Min(10, choice.Sha.Length)]}, {choice.How})");
        text.Append(CultureInfo.InvariantCulture, $". {Plural(run.Coverage.FilesAnalyzed, "file")} in {Plural(run.Coverage.ProjectsTotal, "project")}.\n");
        if (!run.Coverage.Complete)
            text.Append(CultureInfo.InvariantCulture, $"INCOMPLETE: {run.Coverage.ProjectsAnalyzed} of {run.Coverage.ProjectsTotal} projects analysed without reservation.\n");
        var serious = run.Coverage.Problems.Where(static p => !p.Code.StartsWith(Coverage.Reserve, StringComparison.Ordinal)).ToList();
        foreach (var problem in serious.Take(MaxProblems))
            text.Append(CultureInfo.InvariantCulture, $"  {(problem.Project is null ? "" : problem.Project + ": ")}{problem.Code}: {problem.Message}\n");
        if (serious.Count > MaxProblems)
            text.Append(CultureInfo.InvariantCulture, $"  {serious.Count - MaxProblems} problems more; the json form has all.\n");
        if (run.Coverage.Problems.Count > serious.Count)
            text.Append(CultureInfo.InvariantCulture, $"  {Plural(run.Coverage.Problems.Count - serious.Count, "note")} of the build on projects that were loaded; the json form has all.\n");
        if (run.RunId.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"{run.RunId}\n");
        return text.ToString();
    }

    internal static string Plural(int count, string word) => string.Create(CultureInfo.InvariantCulture, $"{count} {word}{(count == 1 ? "" : "s")}");

    private static string Colour(string level) => level switch { "error" => "\u001b[31m", "warning" => "\u001b[33m", _ => "\u001b[36m" };
}
