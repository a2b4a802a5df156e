using System.Diagnostics;

namespace BackendRules.Workspaces;

/// <summary>Makes the five parts from two revisions.</summary>
internal sealed class Comparing(RevisionPair pair, Analysis analysis, string target, string? openApi)
{
    private const int MaxReached = 40;

    public async Task<(Comparison Comparison, Run Run)> RunAsync(string comparisonId, IProgress<string>? progress, CancellationToken cancellation)
    {
        var (started, watch) = (DateTimeOffset.UtcNow, Stopwatch.StartNew());
        var (head, earlier) = (pair.Head, pair.Base);
        var today = DateOnly.FromDateTime(started.UtcDateTime);
        // Before anything that takes time: a fault in it is for whoever called.
        var team = Settings(head.Root, today);
        var settings = team.Breaking;
        var descriptions = new DescriptionFile(pair, openApi);
        var descriptionNow = descriptions.Now();
        var after = await analysis.RunAsync(head.Solution, head.Root, head.Problems, progress, cancellation).ConfigureAwait(false);
        var before = earlier is null || ReferenceEquals(earlier, head) ? null
            : await (ReferenceEquals(earlier.Root, head.Root) ? analysis : new Analysis()).RunAsync(earlier.Solution, earlier.Root, earlier.Problems, progress, cancellation).ConfigureAwait(false);
        var same = ReferenceEquals(earlier, head);
        var findings = FindingDifference.Of(same ? after : before, after, [.. pair.RootChanges], pair.Show);
        progress?.Report("contracts");
        var (contractNow, schemaNow) = await ReadAsync(head, descriptionNow, cancellation).ConfigureAwait(false);
        var (contractThen, schemaThen) = same ? (contractNow, schemaNow) : earlier is null ? (new ApiContract(), new SchemaModel()) : await ReadAsync(earlier, await descriptions.ThenAsync(cancellation).ConfigureAwait(false), cancellation, await TextsThenAsync(cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        var difference = Contract.Compare(contractThen, contractNow);
        var contract = new ContractParts(difference with { Changes = TeamLevels.Apply(difference.Changes, settings, today) }, Schema.Compare(schemaThen, schemaNow, team.Database.LargeTables.ToHashSet(StringComparer.OrdinalIgnoreCase)), head.Root, (earlier ?? head).Root);
        var texts = await ChangedText.ReadAsync(pair, static f => SuppressionDelta.Wants(f) || DependencyDelta.Wants(f) || ConfigurationDelta.Wants(f), cancellation).ConfigureAwait(false);
        var performance = await PerformanceAsync(findings, contract, contractNow, cancellation).ConfigureAwait(false);
        var gaps = Gaps.Of(pair, before, after, findings, same ? [] : contract.Gaps()).ToList();
        var parts = new PartBuilder(gaps);
        var doubt = new Doubt(pair, before, after);
        var five = new[]
        {
            parts.Make(PartNames.Endpoints, doubt.Of([.. contract.Endpoints(), .. OperationDelta.Of(contractThen, contractNow, (earlier ?? head).Root, head.Root)])),
            parts.Make(PartNames.Schema, [.. contract.Schema()], contract.SchemaNotes),
            parts.Make(PartNames.Security, [.. Security(findings, doubt.Of([.. contract.Access()]), doubt.Of([.. contract.Boundaries(), .. contract.Safeguards()]), texts)], texts.Any(static t => DependencyDelta.Wants(t.File)) ? ["Packages were not checked for known vulnerabilities."] : []),
            parts.Make(PartNames.Breaking, doubt.Of(contract.Breaking()), [.. TeamLevels.Lowered(difference.Changes, settings), .. TeamLevels.Expired(difference.Changes, settings, today), .. gaps.Exists(static g => g.Parts.Count == PartNames.All.Count) ? [] : TeamLevels.Orphaned(difference.Changes, settings)]),
            parts.Make(PartNames.Performance, performance, performance.Count > 0 ? ["Static estimates, not measured."] : []),
        };
        var run = RunOf(after, findings, started, watch.ElapsedMilliseconds);
        return (new Comparison
        {
            ComparisonId = comparisonId,
            Target = target,
            Revisions = pair.Revisions,
            Verdict = VerdictOf(five[3]),
            Parts = five,
            Others = [.. findings.New.Where(static f => Concern.Of(f) is null).OrderByDescending(static f => f.Rank).Select(static f => Concern.Item(f, "new-finding"))],
            Unresolved = gaps,
            BaseCoverage = before?.Coverage,
            Coverage = after.Coverage,
            Version = RuleSet.Version,
            CreatedAt = started,
            ElapsedMs = watch.ElapsedMilliseconds,
            RunId = run.RunId,
        }, run);
    }

    // The findings of the later revision, so that each can be looked at and repaired by its fingerprint.
    private Run RunOf(AnalysisResult after, FindingDifference findings, DateTimeOffset started, long elapsed)
    {
        var added = findings.New.Select(static f => f.Fingerprint).ToHashSet(StringComparer.Ordinal);
        var all = after.Findings.Select(f => f.Suppressed is null ? f with { Status = added.Contains(f.Fingerprint) ? "new" : "unchanged" } : f).ToList();
        return new Run
        {
            RunId = Handles.New("run"),
            Target = target,
            Root = "",
            Scope = "solution",
            Base = pair.Choice,
            Counts = Counts.Of(all, findings.Fixed.Count),
            Coverage = after.Coverage,
            Findings = all,
            Secrets = Secrets.Places(all),
            Version = RuleSet.Version,
            StartedAt = started,
            ElapsedMs = elapsed,
        };
    }

    private static ToolSettings Settings(Confinement root, DateOnly today) =>
        Path.Combine(root.Root, ToolSettings.FileName) is var file && File.Exists(file) && root.Contains(file) ? SettingsReader.Read(PlainFile.ReadText(file), today) : new ToolSettings();

    private static string VerdictOf(ReportPart breaking) =>
        breaking.Items.Any(static i => i.Level == "breaking") ? "breaking"
        : breaking.Items.Any(static i => i.Level == "potential") ? "potentially-breaking"
        : breaking.Status is "none" or "changes" ? "compatible" : "unknown";

    // Where the earlier sources were laid over the present tree, what isn't C# has to be taken from git.
    private async Task<IReadOnlyDictionary<string, string?>?> TextsThenAsync(CancellationToken cancellation)
    {
        if (pair.Revisions.Mode is not ("overlay" or "approximate"))
            return null;
        var texts = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var change in pair.Changes.Where(static c => CodeText.Wants(c.Path) || (c.Before is { } before && CodeText.Wants(before))))
        {
            texts[Path.Combine(pair.HeadTop, change.Path)] = null;
            if (change.Kind != "added" && pair.Choice is { } choice && await pair.Git.ReadAsync(choice.Sha, change.Before ?? change.Path, cancellation).ConfigureAwait(false) is { } bytes)
                texts[Path.Combine(pair.HeadTop, change.Before ?? change.Path)] = System.Text.Encoding.UTF8.GetString(bytes);
        }

        return texts;
    }

    private static async Task<(ApiContract, SchemaModel)> ReadAsync(Side side, ApiDescriptions descriptions, CancellationToken cancellation, IReadOnlyDictionary<string, string?>? texts = null)
    {
        var parts = await CodePart.OfAsync(side.Solution, cancellation, texts).ConfigureAwait(false);
        return (Contract.Read(parts, cancellation, descriptions), Schema.Read(parts, cancellation));
    }

    private static IEnumerable<ReportItem> Security(FindingDifference findings, IReadOnlyList<ReportItem> access, IReadOnlyList<ReportItem> boundaries, IReadOnlyList<ChangedText> texts) =>
    [
        .. findings.New.Where(static f => Concern.Of(f) == PartNames.Security).Select(static f => Concern.Item(f, "new-finding")),
        .. access,
        .. boundaries,
        .. SuppressionDelta.Of(texts),
        .. findings.Silenced.Select(static f => Concern.Item(f, "finding-silenced") with { Level = Concern.Of(f) == PartNames.Security ? "warning" : "note", Text = "silenced: " + f.Message }),
        .. ConfigurationDelta.Of(texts.Where(static t => ConfigurationDelta.Wants(t.File))),
        .. DependencyDelta.Of([.. texts.Where(static t => DependencyDelta.Wants(t.File))]),
        .. findings.Fixed.Where(static f => Concern.Of(f) == PartNames.Security).Select(static f => Concern.Item(f, "fixed-finding")),
    ];

    private async Task<List<ReportItem>> PerformanceAsync(FindingDifference findings, ContractParts contract, ApiContract now, CancellationToken cancellation)
    {
        var items = new List<ReportItem>();
        var reach = new EndpointReach(pair.Head.Solution, pair.Head.Root, now.Endpoints);
        foreach (var finding in findings.New.Where(static f => Concern.Of(f) == PartNames.Performance))
        {
            var item = Concern.Item(finding, "new-finding");
            items.Add(items.Count < MaxReached ? item with { Endpoints = await reach.OfAsync(finding, cancellation).ConfigureAwait(false) is { Count: > 0 } endpoints ? endpoints : null } : item);
        }

        items.AddRange(contract.Performance());
        items.AddRange(findings.Fixed.Where(static f => Concern.Of(f) == PartNames.Performance).Select(static f => Concern.Item(f, "fixed-finding")));
        return items;
    }
}
