using System.Globalization;
using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>A report in one file: no network, no text of the repository that isn't encoded, a policy that lets nothing else in.</summary>
internal static class HtmlFormat
{
    private const int MaxFindings = 2000;

    public static string Write(FormatContext context)
    {
        var (run, counts) = (context.Run, context.Run.Counts);
        var (style, script) = (Resource("report.css"), Resource("report.js"));
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        var html = new StringBuilder();
        html.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Append(CultureInfo.InvariantCulture,
            $"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\">\n");
        html.Append(CultureInfo.InvariantCulture, $"<title>BackendRules: {Text(Path.GetFileName(run.Target))}</title>\n<style>{style}</style></head>\n<body>\n");
        html.Append(CultureInfo.InvariantCulture, $"<header><h1>{Text(Path.GetFileName(run.Target))}</h1><p>{Text(TextFormat.Summary(context with { Run = run with { RunId = "", Coverage = run.Coverage with { Problems = [] } } }).Trim())}</p>");
        html.Append("<ul class=\"tiles\">");
        foreach (var (name, count) in new[] { ("new", counts.New), ("known", counts.Unchanged), ("gone", counts.Fixed), ("suppressed", counts.Suppressed) })
            html.Append(CultureInfo.InvariantCulture, $"<li><b>{count}</b> {name}</li>");
        html.Append("</ul></header>\n");
        AppendProblems(html, run.Coverage);
        AppendFilters(html, run);
        html.Append("<main id=\"findings\">\n");
        foreach (var finding in run.Findings.OrderByDescending(static f => f.Rank).Take(MaxFindings))
            AppendFinding(html, context, finding);
        html.Append("</main>\n");
        if (run.Findings.Count > MaxFindings)
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"more\">{run.Findings.Count - MaxFindings} findings more are in the JSON and SARIF forms.</p>\n");
        html.Append(CultureInfo.InvariantCulture, $"<footer>BackendRules {Text(run.Version)}</footer>\n<script>{script}</script>\n</body></html>\n");
        return html.ToString();
    }

    private static void AppendProblems(StringBuilder html, Coverage coverage)
    {
        if (coverage.Problems.Count == 0)
            return;
        var ordered = coverage.Problems.OrderBy(static p => p.Code.StartsWith(Coverage.Reserve, StringComparison.Ordinal) ? 1 : 0).ToList();
        html.Append(CultureInfo.InvariantCulture, $"<details class=\"problems\"><summary>{(coverage.Complete ? "Notes of the build" : "Not everything was analysed")} ({ordered.Count})</summary><ul>");
        foreach (var problem in ordered.Take(50))
            html.Append(CultureInfo.InvariantCulture, $"<li>{Text(problem.Project ?? "")} <code>{Text(problem.Code)}</code> {Text(problem.Message)}</li>");
        html.Append("</ul></details>\n");
    }

    private static void AppendFilters(StringBuilder html, Run run)
    {
        html.Append("<nav><label>Search <input id=\"search\" type=\"search\" placeholder=\"rule, file or words\"></label>");
        AppendChoice(html, "status", run.Findings.Select(static f => f.Status));
        AppendChoice(html, "level", run.Findings.Select(static f => f.Level));
        AppendChoice(html, "category", run.Findings.Select(static f => f.Category));
        AppendChoice(html, "project", run.Findings.Select(static f => f.Project ?? ""));
        html.Append("<label>Group by <select id=\"group\"><option value=\"\">nothing</option><option value=\"rule\">rule</option><option value=\"file\">file</option><option value=\"category\">family</option></select></label>");
        html.Append("<output id=\"shown\"></output></nav>\n");
    }

    private static void AppendChoice(StringBuilder html, string name, IEnumerable<string> values)
    {
        html.Append(CultureInfo.InvariantCulture, $"<label>{char.ToUpperInvariant(name[0])}{name[1..]} <select data-filter=\"{name}\"><option value=\"\">all</option>");
        foreach (var value in values.Where(static v => v.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            html.Append(CultureInfo.InvariantCulture, $"<option>{Text(value)}</option>");
        html.Append("</select></label>");
    }

    private static void AppendFinding(StringBuilder html, FormatContext context, Finding finding)
    {
        var title = RuleSet.Rules.TryGetValue(finding.RuleId, out var rule) ? rule.Title : finding.RuleId;
        html.Append(CultureInfo.InvariantCulture,
            $"<article class=\"{Text(finding.Level)}\" data-status=\"{Text(finding.Status)}\" data-level=\"{Text(finding.Level)}\" data-category=\"{Text(finding.Category)}\" data-project=\"{Text(finding.Project ?? "")}\" data-rule=\"{Text(finding.RuleId)}\" data-file=\"{Text(finding.Location.File)}\">");
        html.Append(CultureInfo.InvariantCulture,
            $"<h3><span class=\"level\">{Text(finding.Level)}</span> <span class=\"rule\" title=\"{Text(title)}\">{Text(finding.RuleId)}</span> {Text(finding.Message)}</h3>");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"place\">{Text(finding.Location.File)}:{finding.Location.Line}:{finding.Location.Column} <span class=\"status\">{Text(finding.Status)}</span>{(finding.Fixable ? " <span class=\"fix\">fix available</span>" : "")}</p>");
        AppendExcerpt(html, context, finding.RuleId, finding.Location);
        if (finding.Related is { Count: > 0 } steps)
        {
            html.Append("<details open><summary>Steps</summary><ol>");
            foreach (var step in steps)
            {
                html.Append(CultureInfo.InvariantCulture, $"<li><span class=\"place\">{Text(step.Location.File)}:{step.Location.Line}</span> {Text(step.Message)}");
                AppendExcerpt(html, context, finding.RuleId, step.Location, around: 0);
                html.Append("</li>");
            }

            html.Append("</ol></details>");
        }

        html.Append("</article>\n");
    }

    private static void AppendExcerpt(StringBuilder html, FormatContext context, string ruleId, Place place, int around = 2)
    {
        var lines = context.Excerpts.Read(ruleId, place, around);
        if (lines.Count == 0)
            return;
        html.Append("<pre>");
        foreach (var line in lines)
        {
            var text = line.Text;
            var before = Math.Min(line.Before, text.Length);
            var marked = Math.Min(line.Marked, text.Length - before);
            html.Append(CultureInfo.InvariantCulture, $"<i>{line.Number,5}</i> ");
            html.Append(line.Marked == 0 ? Text(text) : $"{Text(text[..before])}<mark>{Text(text.Substring(before, marked))}</mark>{Text(text[(before + marked)..])}").Append('\n');
        }

        html.Append("</pre>");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    internal static string Resource(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("report/" + name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
