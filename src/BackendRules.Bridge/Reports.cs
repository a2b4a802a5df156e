using System.Text;
using System.Text.Json;
using BackendRules.Cao;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>Makes reports out of comparisons, keeps them with their files, and hands them to the courier.</summary>
internal sealed class Reports(StateStore store)
{
    private const int KeptFiles = 4 * 200;
    private const int MaxOutputBytes = 30_000;

    /// <summary>Where the files are.</summary>
    public string Folder => Path.Combine(store.Folder, "reports");

    public Comparison Comparison(string id) =>
        store.Load<Comparison>("cmp", Last("cmp", id, "comparison", "backend-rules compare makes one."), "comparison");

    public Report Load(string id) => store.Load<Report>("rep", Last("rep", id, "report", "backend-rules report makes one."), "report");

    /// <summary>Makes a report and writes its files.</summary>
    public (Report Report, IReadOnlyList<string> Files) Build(Comparison comparison, AgentNotes? notes, string? stale = null)
    {
        var report = Report.Of(comparison, notes, stale);
        store.Save("rep", report.ReportId, report);
        PrivateFiles.MakeFolder(Folder);
        var files = Files(report);
        Write(files[0], ReportFormats.Write("markdown", report, 200_000));
        Write(files[1], ReportFormats.Write("json", report));
        Write(files[2], ReportFormats.Write("html", report));
        if (comparison.RunId is { } run && files.Count > 3)
            Write(files[3], Sarif.Write(store.Load<Run>("run", run, "run")).ToJsonString(Json.Indented) + "\n");
        foreach (var old in new DirectoryInfo(Folder).GetFiles("rep_*").OrderByDescending(static f => f.LastWriteTimeUtc).Skip(KeptFiles))
            old.Delete();
        return (report, files);
    }

    /// <summary>What has changed since a report's comparison; nothing for one that is on its way already, because it isn't sent again.</summary>
    public static async Task<string?> StaleAsync(Report report, Outbox outbox, CancellationToken cancellation) =>
        outbox.List().Any(delivery => delivery.ReportId == report.ReportId) ? null : await Staleness.FindAsync(report.Comparison, cancellation);

    /// <summary>The files of a report, the one to read first.</summary>
    public IReadOnlyList<string> Files(Report report) =>
        [.. new[] { "md", "json", "html", "sarif" }.Where(e => e != "sarif" || HasRun(report)).Select(e => Path.Combine(Folder, $"{report.ReportId}.{e}"))];

    /// <summary>Hands a report to the courier.</summary>
    public async Task<DeliveryResult> SendAsync(Courier courier, Report report, string? to, DeliveryChannel? channel, string? key, bool wait, CancellationToken cancellation) =>
        await courier.SendAsync(new DeliveryRequest(Summary(report)) { To = to, Channel = channel, Key = key, Wait = wait, Output = Output(report) }, cancellation);

    /// <summary>What the one line to the supervisor says.</summary>
    public ReportSummary Summary(Report report)
    {
        var comparison = report.Comparison;
        return new ReportSummary(report.ReportId, Path.GetFileName(comparison.Target), comparison.Verdict)
        {
            Parts = [.. comparison.Parts.Select(static p => new Cao.ReportPart(p.Name, p.Status, [.. p.Counts]))],
            Rules = [.. comparison.Parts.SelectMany(static p => p.Items).Concat(comparison.Others).Where(static i => i is { Kind: "new-finding", RuleId: not null })
                .GroupBy(static i => i.RuleId!).OrderByDescending(static g => g.Max(static i => Levels.Rank(i.Level))).ThenByDescending(static g => g.Count()).ThenBy(static g => g.Key, StringComparer.Ordinal)
                .Select(static g => new RuleCount(g.Key, g.Count()))],
            Unresolved = comparison.Unresolved.Count,
            IsStale = report.Stale is not null,
            IsIncomplete = !comparison.IsComplete,
            Base = comparison.Revisions.Base?.Sha is { } sha ? sha[..Math.Min(7, sha.Length)] : null,
            TestsPassed = report.Notes?.TestsPassed,
            TestsFailed = report.Notes?.TestsFailed,
            Files = Files(report),
        };
    }

    // A workflow step takes 32 KB: items go from the end of the longest part until it fits.
    internal static JsonElement Output(Report report)
    {
        // What differs from run to run would make the same report another one.
        var view = ReportView.Of(report) with { Others = [], ComparisonId = null, RunId = null };
        var element = JsonSerializer.SerializeToElement(view, Json.Compact);
        while (Encoding.UTF8.GetByteCount(element.GetRawText()) > MaxOutputBytes)
        {
            var longest = view.Parts.MaxBy(static p => p.Items.Count)!;
            view = longest.Items.Count > view.Unresolved.Count
                ? view with { Parts = [.. view.Parts.Select(p => p == longest ? p with { Items = [.. p.Items.Take(p.Items.Count * 3 / 4)], Notes = [.. p.Notes.Where(static n => n != Cut), Cut] } : p)] }
                : view.Unresolved.Count > 0
                    ? view with { Unresolved = [.. view.Unresolved.Take(view.Unresolved.Count * 3 / 4)] }
                    : view with { AgentNotes = null, Coverage = view.Coverage with { Problems = [] }, BaseCoverage = null };
            element = JsonSerializer.SerializeToElement(view, Json.Compact);
        }

        return element;
    }

    private const string Cut = "Items were left out for length; the counts are whole.";

    private bool HasRun(Report report) => File.Exists(Path.Combine(Folder, report.ReportId + ".sarif"))
        || (report.Comparison.RunId is { } run && File.Exists(Path.Combine(store.Folder, "runs", run + ".json")));

    private string Last(string kind, string id, string what, string hint) => id == "last"
        ? store.Newest(kind) ?? throw new Fault("not_found", $"There is no {what} yet.", hint)
        : id;

    private static void Write(string file, string text) => PrivateFiles.Write(file, Encoding.UTF8.GetBytes(text));
}
