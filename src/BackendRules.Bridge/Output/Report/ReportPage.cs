using System.Globalization;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>A section of a report, ready to be written: lines without markup.</summary>
/// <param name="Name">The part's name.</param>
/// <param name="Heading">Its heading with the counts.</param>
/// <param name="Items">Its items, the most serious first.</param>
/// <param name="Notes">What always stands below them.</param>
/// <param name="More">How many items were left out.</param>
internal sealed record ReportSection(string Name, string Heading, IReadOnlyList<string> Items, IReadOnlyList<string> Notes, int More);

/// <summary>
/// A report as lines: what every form prints, cut to a number of characters in one way. Headings, counts, what is unresolved and the notes always stand; items are taken from
/// the parts in turn, the most serious first.
/// </summary>
internal sealed record ReportPage(string Title, IReadOnlyList<string> Preface, IReadOnlyList<ReportSection> Sections, IReadOnlyList<string> Footer)
{
    private const int MaxGaps = 20;
    private const int LineOverhead = 4;

    public static ReportPage Of(Report report, int maxCharacters, IReadOnlyList<string>? files = null)
    {
        var comparison = report.Comparison;
        var title = $"Backend report{(report.ReportId.Length > 0 ? " " + report.ReportId : "")}: {Range(comparison.Revisions)}, verdict {Verdict(comparison)}";
        var preface = new List<string> { Coverage(comparison) };
        if (report.Stale is { } stale)
            preface.Insert(0, Line($"STALE: {stale} What follows is from before."));
        if (report.Notes?.Summary is { Length: > 0 } summary)
            preface.Add("Agent note: " + Line(summary));
        var empty = comparison.Parts.Select((part, index) => new ReportSection(part.Name, Heading(part, index + 1), [], Notes(part, report.Notes), part.Items.Count)).ToList();
        var footer = Footed(comparison, report.Notes, files);
        var fixedSize = title.Length + preface.Concat(footer).Concat(empty.SelectMany(static s => s.Notes.Append(s.Heading))).Sum(static l => l.Length + LineOverhead) + (empty.Count * 40);
        var items = comparison.Parts.Select(static p => p.Items.Select(Item).ToList()).ToList();
        var taken = Share(items, maxCharacters - fixedSize);
        return new ReportPage(
            title, preface,
            [.. empty.Select((section, i) => section with { Items = items[i][..taken[i]], More = items[i].Count - taken[i] })],
            footer);
    }

    /// <summary>An item as one line.</summary>
    public static string Item(ReportItem item)
    {
        var place = item.File is null ? "" : item.Line is null ? $" · {item.File}" : string.Create(CultureInfo.InvariantCulture, $" · {item.File}:{item.Line}");
        var reached = item.Endpoints is { Count: > 0 } endpoints ? $" · {(item.Kind is "contract-change" or "endpoint-modified" ? "in" : item.Kind.StartsWith("access", StringComparison.Ordinal) ? "asked for by" : "reached by")} {string.Join(", ", endpoints.Take(4))}{(endpoints.Count > 4 ? $" and {endpoints.Count - 4} more" : "")}" : "";
        var unsure = item.Confidence == "exact" ? "" : $" [{item.Confidence}]";
        var advice = item.Advice is null || item.Text.Contains(item.Advice.TrimEnd('.'), StringComparison.OrdinalIgnoreCase) ? "" : $" → {item.Advice}";
        var accepted = item.Accepted is null ? "" : $" [accepted {item.Accepted}]";
        var print = NeedsFingerprint(item) ? $" · fingerprint {item.Fingerprint}" : "";
        return Line($"{Word(item)} {(item.RuleId is null ? "" : item.RuleId + " ")}{item.Text}{unsure}{accepted}{reached}{advice}{place}{print}");
    }

    /// <summary>Whether a team may want to accept it: an acceptance in backendrules.json names the fingerprint.</summary>
    internal static bool NeedsFingerprint(ReportItem item) => item is { Kind: "contract-change", Accepted: null, Fingerprint: not null, Level: "breaking" or "potential" };

    private static string Word(ReportItem item) => item.Kind switch
    {
        "endpoint-added" => "ADDED",
        "endpoint-modified" => "CHANGED",
        "endpoint-removed" => "REMOVED",
        "new-finding" => $"NEW {item.Level}",
        "fixed-finding" => "NO LONGER FOUND",
        "suppression-added" or "severity-lowered" or "finding-silenced" => "SUPPRESSION",
        var kind when kind.StartsWith("access", StringComparison.Ordinal) => "ACCESS",
        var kind when kind.StartsWith("boundary", StringComparison.Ordinal) => "BOUNDARY",
        var kind when kind.StartsWith("setting", StringComparison.Ordinal) => "SETTING",
        var kind when kind.StartsWith("dependency", StringComparison.Ordinal) => "DEPENDENCY",
        "contract-change" when item.Accepted is not null => "ACCEPTED",
        "contract-change" => item.Level.ToUpperInvariant(),
        _ => item.Kind,
    };

    internal static string Range(Revisions revisions) =>
        $"{(revisions.Base is { } b ? $"{b.Sha[..Math.Min(7, b.Sha.Length)]} ({b.How})" : "nothing (no commit yet)")} → {(revisions.IsWorkTree ? "work tree" : revisions.Head?[..7])}{(revisions.Branch is null || !revisions.IsWorkTree ? "" : $" of {revisions.Branch}")}";

    internal static string Verdict(Comparison comparison)
    {
        var count = comparison.Part(PartNames.Breaking).Items.Count(i => i.Level == (comparison.Verdict == "breaking" ? "breaking" : "potential"));
        return comparison.Verdict switch
        {
            "breaking" => $"BREAKING ({count})",
            "potentially-breaking" => $"potentially breaking ({count})",
            "compatible" => "compatible",
            _ => comparison.Part(PartNames.Breaking).Status == "partial" ? "unknown: no breaking change found, not all was resolved" : "unknown",
        };
    }

    private static string Coverage(Comparison comparison)
    {
        var (now, then) = (comparison.Coverage, comparison.BaseCoverage);
        var text = $"{comparison.Target}: {(comparison.IsComplete ? "analysis complete" : "analysis INCOMPLETE")}, {now.ProjectsAnalyzed} of {now.ProjectsTotal} projects{(then is null ? "" : $" (base {then.ProjectsAnalyzed} of {then.ProjectsTotal}, {comparison.Revisions.Mode})")}; {comparison.Revisions.ChangedFiles} {(comparison.Revisions.ChangedFiles == 1 ? "file differs" : "files differ")}{(comparison.Revisions.RenamedFiles > 0 ? $", {comparison.Revisions.RenamedFiles} of them renamed" : "")}.";
        return Line(text);
    }

    private static string Heading(ReportPart part, int number)
    {
        var counts = string.Join(", ", part.Counts.Where(static c => c.Value > 0).Select(static c => $"{c.Value} {c.Key}"));
        var status = part.Status switch { "none" => "none", "unknown" => "unknown", "partial" => counts.Length > 0 ? counts + " (partial)" : "none found (partial)", _ => counts };
        return $"{number}. {part.Title}: {status}";
    }

    private static List<string> Notes(ReportPart part, AgentNotes? notes) =>
        [.. part.Notes.Select(Line), .. notes?.On(part.Name) is { Length: > 0 } note ? ["Agent note: " + Line(note)] : Array.Empty<string>()];

    private static List<string> Footed(Comparison comparison, AgentNotes? notes, IReadOnlyList<string>? files)
    {
        var footer = new List<string>();
        if (comparison.Others.Count > 0)
            footer.Add($"Other new findings: {comparison.Others.Count} ({string.Join(", ", comparison.Others.GroupBy(static o => o.RuleId).OrderByDescending(static g => g.Count()).Take(6).Select(static g => $"{g.Key} x{g.Count()}"))}).");
        if (comparison.Unresolved.Count > 0)
            footer.Add($"Not resolved ({comparison.Unresolved.Count}):");
        footer.AddRange(comparison.Unresolved.OrderBy(static g => g.IsOld).Take(MaxGaps).Select(static g =>
            Line($"- {g.What}: {g.Reason}{(g.File is null ? "" : $" · {g.File}{(g.Line is null ? "" : ":" + g.Line)}")}{(g.Remedy.Length > 0 ? " → " + g.Remedy : "")}{(g.IsOld ? " (as before)" : "")}")));
        if (comparison.Unresolved.Count > MaxGaps)
            footer.Add($"- {comparison.Unresolved.Count - MaxGaps} more");
        if (notes is { TestsPassed: not null } or { TestsFailed: not null })
            footer.Add($"Tests (reported by the agent): {notes!.TestsPassed ?? 0} passed, {notes.TestsFailed ?? 0} failed.");
        if (files is { Count: > 0 })
            footer.Add("Full report: " + string.Join(" , ", files));
        return footer;
    }

    // In turn, one from each part, so that one part's length hides nothing of another's.
    private static int[] Share(List<List<string>> items, int left)
    {
        var taken = new int[items.Count];
        for (var any = true; any;)
        {
            any = false;
            for (var i = 0; i < items.Count; i++)
            {
                if (taken[i] >= items[i].Count || items[i][taken[i]].Length + LineOverhead > left)
                    continue;
                left -= items[i][taken[i]++].Length + LineOverhead;
                any = true;
            }
        }

        return taken;
    }

    private static string Line(string text) => Shown.Clean(text).ReplaceLineEndings(" ");
}
