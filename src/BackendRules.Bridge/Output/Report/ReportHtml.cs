using System.Globalization;
using System.Net;
using System.Text;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>A report in one file: no network, no script, no text of the repository that isn't encoded.</summary>
internal static class ReportHtml
{
    private const int MaxItems = 2_000;

    public static string Write(Report report)
    {
        var comparison = report.Comparison;
        var html = new StringBuilder();
        html.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n");
        html.Append(CultureInfo.InvariantCulture, $"<title>Backend report: {Text(Path.GetFileName(comparison.Target))}</title>\n<style>{HtmlFormat.Resource("report.css")}</style></head>\n<body>\n");
        var page = ReportPage.Of(report, int.MaxValue / 2);
        html.Append(CultureInfo.InvariantCulture, $"<header><h1>{Text(Path.GetFileName(comparison.Target))}</h1><p>{Text(page.Title)}</p>");
        foreach (var line in page.Preface)
            html.Append(CultureInfo.InvariantCulture, $"<p>{Text(line)}</p>");
        html.Append("<ul class=\"tiles\">");
        foreach (var part in comparison.Parts)
            html.Append(CultureInfo.InvariantCulture, $"<li><b>{part.Items.Count}</b> <a href=\"#{part.Name}\">{Text(part.Name)}</a> {Text(part.Status)}</li>");
        html.Append("</ul></header>\n<main>\n");
        foreach (var (section, part) in page.Sections.Zip(comparison.Parts))
        {
            html.Append(CultureInfo.InvariantCulture, $"<section id=\"{part.Name}\"><h2>{Text(section.Heading)}</h2>\n");
            foreach (var item in part.Items.Take(MaxItems))
                Append(html, item);
            if (part.Items.Count > MaxItems)
                html.Append(CultureInfo.InvariantCulture, $"<p>{part.Items.Count - MaxItems} more are in the JSON form.</p>\n");
            foreach (var note in section.Notes)
                html.Append(CultureInfo.InvariantCulture, $"<p>{Text(note)}</p>\n");
            html.Append("</section>\n");
        }

        if (comparison.Unresolved.Count > 0)
        {
            html.Append(CultureInfo.InvariantCulture, $"<details class=\"problems\" open><summary>Not resolved ({comparison.Unresolved.Count})</summary><ul>");
            foreach (var gap in comparison.Unresolved.Take(MaxItems))
                html.Append(CultureInfo.InvariantCulture, $"<li>{Text(gap.What)}: {Text(gap.Reason)} <span class=\"place\">{Text(gap.File ?? "")}{(gap.Line is { } line ? ":" + line.ToString(CultureInfo.InvariantCulture) : "")}</span> {Text(gap.Remedy)}{(gap.IsOld ? " <span class=\"status\">as before</span>" : "")}</li>");
            html.Append("</ul></details>\n");
        }

        html.Append(CultureInfo.InvariantCulture, $"</main>\n<footer>BackendRules {Text(comparison.Version)}</footer>\n</body></html>\n");
        return html.ToString();
    }

    private static void Append(StringBuilder html, ReportItem item)
    {
        var level = item.Level switch { "breaking" => "error", "potential" => "warning", "info" => "note", var word => word };
        html.Append(CultureInfo.InvariantCulture, $"<article class=\"{Text(level)}\"><h3><span class=\"level\">{Text(item.Kind == "fixed-finding" ? "fixed" : item.Level)}</span> <span class=\"rule\">{Text(item.RuleId ?? item.Kind)}</span> {Text(item.Text)}</h3>");
        if (item.File is not null)
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"place\">{Text(item.File)}{(item.Line is { } line ? ":" + line.ToString(CultureInfo.InvariantCulture) : "")}</p>");
        if (item.Accepted is not null)
            html.Append(CultureInfo.InvariantCulture, $"<p>Accepted {Text(item.Accepted)}</p>");
        if (ReportPage.NeedsFingerprint(item))
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"place\">fingerprint {Text(item.Fingerprint!)}</p>");
        if (item.Endpoints is { Count: > 0 } endpoints)
            html.Append(CultureInfo.InvariantCulture, $"<p>Endpoints: {Text(string.Join(", ", endpoints.Take(20)))}</p>");
        if (item.Advice is not null)
            html.Append(CultureInfo.InvariantCulture, $"<p>{Text(item.Advice)}</p>");
        html.Append("</article>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(Shown.Clean(text));
}
