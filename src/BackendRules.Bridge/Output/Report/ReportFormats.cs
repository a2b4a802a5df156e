using System.Globalization;
using System.Text;
using System.Text.Json;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>The forms of a report by name.</summary>
internal static class ReportFormats
{
    /// <summary>The most characters that a form for people has when nothing else is asked for.</summary>
    public const int DefaultCharacters = 60_000;

    /// <summary>The fewest that still hold the headings.</summary>
    public const int LeastCharacters = 1_500;

    private static readonly Dictionary<string, Func<Report, int, IReadOnlyList<string>?, string>> s_all = new(StringComparer.Ordinal)
    {
        ["text"] = Text,
        ["markdown"] = Markdown,
        ["json"] = static (report, _, _) => JsonSerializer.Serialize(ReportView.Of(report), Json.Indented) + "\n",
        ["html"] = static (report, _, _) => ReportHtml.Write(report),
        ["github"] = static (report, characters, _) => ReportAnnotations.Write(report, characters),
    };

    public static IReadOnlyCollection<string> Names => s_all.Keys;

    /// <summary>Reads <c>FORMAT</c> and <c>FORMAT=FILE</c>.</summary>
    public static IReadOnlyList<(string Format, string? File)> Parse(IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
            return [("text", null)];
        var parsed = texts.Select(static text => text.Split('=', 2) is [var format, var file] ? (Format: Name(format), (string?)file) : (Name(text), null)).ToList();
        if (parsed.Find(static p => !s_all.ContainsKey(p.Format)) is { Format: { } unknown })
            throw new Fault("invalid_argument", $"'{Shown.Short(unknown)}' is no format of a report; allowed: {string.Join(", ", Names)}.");
        return parsed;
    }

    public static string Write(string format, Report report, int maxCharacters = DefaultCharacters, IReadOnlyList<string>? files = null) => s_all[Name(format)](report, maxCharacters, files);

    public static async Task WriteAsync(IReadOnlyList<(string Format, string? File)> targets, Report report, int maxCharacters, Session session)
    {
        foreach (var (format, file) in targets)
        {
            var text = Write(format, report, maxCharacters);
            if (file is null)
            {
                await session.Output.WriteAsync(text);
                continue;
            }

            var full = session.Full(file);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            PrivateFiles.Write(full, Encoding.UTF8.GetBytes(text), shared: true);
        }
    }

    private static string Name(string format) => format == "md" ? "markdown" : format;

    private static string Text(Report report, int maxCharacters, IReadOnlyList<string>? files)
    {
        var page = ReportPage.Of(report, maxCharacters, files);
        var text = new StringBuilder(page.Title).Append('\n');
        foreach (var line in page.Preface)
            text.Append(line).Append('\n');
        foreach (var section in page.Sections)
        {
            text.Append('\n').Append(section.Heading).Append('\n');
            foreach (var item in section.Items)
                text.Append("   ").Append(item).Append('\n');
            if (section.More > 0)
                text.Append(CultureInfo.InvariantCulture, $"   and {section.More} more\n");
            foreach (var note in section.Notes)
                text.Append("   ").Append(note).Append('\n');
        }

        if (page.Footer.Count > 0)
            text.Append('\n');
        foreach (var line in page.Footer)
            text.Append(line).Append('\n');
        return text.ToString();
    }

    private static string Markdown(Report report, int maxCharacters, IReadOnlyList<string>? files)
    {
        // Escaping makes text longer: lines are chosen for a smaller number until what comes out fits.
        for (var aim = maxCharacters; ; aim = aim * 9 / 10)
        {
            var text = Markdown(ReportPage.Of(report, aim, files));
            if (text.Length <= maxCharacters || aim < LeastCharacters / 4)
                return text;
        }
    }

    private static string Markdown(ReportPage page)
    {
        var text = new StringBuilder("## ").Append(MarkdownFormat.Cell(page.Title)).Append("\n\n");
        foreach (var line in page.Preface)
            text.Append(MarkdownFormat.Cell(line)).Append("\n\n");
        foreach (var section in page.Sections)
        {
            text.Append("### ").Append(MarkdownFormat.Cell(section.Heading)).Append("\n\n");
            foreach (var item in section.Items)
                text.Append("- ").Append(MarkdownFormat.Cell(item)).Append('\n');
            if (section.More > 0)
                text.Append(CultureInfo.InvariantCulture, $"- and {section.More} more\n");
            if (section.Items.Count > 0 || section.More > 0)
                text.Append('\n');
            foreach (var note in section.Notes)
                text.Append(MarkdownFormat.Cell(note)).Append("\n\n");
        }

        foreach (var line in page.Footer)
            text.Append(line.StartsWith("- ", StringComparison.Ordinal) ? "- " + MarkdownFormat.Cell(line[2..]) : "\n" + MarkdownFormat.Cell(line) + "\n").Append('\n');
        return text.ToString().TrimEnd('\n') + "\n";
    }
}
