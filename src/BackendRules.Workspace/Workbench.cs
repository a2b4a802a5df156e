using System.Diagnostics;

namespace BackendRules.Workspaces;

/// <summary>
/// Everything that the command line and the server do with code: open once, keep fresh, analyse, repair. One call at a time; a second one waits.
/// </summary>
public sealed class Workbench(Confinement root, StateStore store) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private LoadedSolution? _loaded;
    private Analysis _analysis = new();
    private Analysis _foreign = new(withProjects: true);

    /// <summary>What may be read and, where allowed, written.</summary>
    public Confinement Root => root;

    /// <summary>What is remembered.</summary>
    public StateStore Store => store;

    /// <summary>Analyses and remembers the run.</summary>
    /// <param name="options">What to analyse.</param>
    /// <param name="progress">Told what is going on: a phase and a name.</param>
    /// <param name="cancellation">Stops.</param>
    /// <param name="runId">The run's handle, where it had to be given out before.</param>
    public async Task<Run> AnalyzeAsync(
        AnalyzeOptions options, IProgress<(string Phase, string Name)>? progress = null, CancellationToken cancellation = default, string? runId = null)
    {
        options.Check();
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var started = DateTimeOffset.UtcNow;
            var watch = Stopwatch.StartNew();
            var loaded = await OpenAsync(options.Path, progress, cancellation).ConfigureAwait(false);
            var analysis = options.ProjectAnalyzers ? _foreign : _analysis;
            var result = await analysis.RunAsync(loaded, Phase(progress, "analyze"), cancellation).ConfigureAwait(false);
            var choice = options.Scope == "changed" ? await new ChangedScope(loaded, analysis).ChooseAsync(result, options.Base, cancellation).ConfigureAwait(false) : null;
            var known = Accepted.Mark(result, ReadBaseline(options), SuppressionFile.Read(Path.Combine(root.Root, SuppressionFile.DefaultFile)), DateOnly.FromDateTime(started.UtcDateTime));
            var files = options.Scope == "files" ? options.FileFilter() : null;
            var findings = known.Findings
                .Select((f, i) => choice is { } c && c.Unchanged.Contains(i) && f.Status == "new" ? f with { Status = "unchanged" } : f)
                .Where(f => options.Wants(f) && (choice is null || choice.Files.Contains(f.Location.File) || f.Status == "new") && (files is null || files(f.Location.File)))
                .ToList();
            var run = new Run
            {
                RunId = runId ?? Handles.New("run"),
                Target = root.Show(loaded.Target),
                Root = root.Root,
                Scope = options.Scope,
                Base = choice?.Base,
                Counts = Counts.Of(findings, choice?.Gone ?? known.Gone),
                Coverage = result.Coverage,
                Findings = findings,
                Secrets = Secrets.Places(result.Findings),
                Version = RuleSet.Version,
                StartedAt = started,
                ElapsedMs = watch.ElapsedMilliseconds,
            };
            store.Save("run", run.RunId, run);
            return run;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Compares two revisions and remembers what came of it.</summary>
    /// <param name="options">What to compare.</param>
    /// <param name="progress">Told what is going on.</param>
    /// <param name="cancellation">Stops.</param>
    /// <param name="comparisonId">The handle, where it had to be given out before.</param>
    public async Task<Comparison> CompareAsync(
        ComparisonRequest options, IProgress<(string Phase, string Name)>? progress = null, CancellationToken cancellation = default, string? comparisonId = null)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            using var pair = await RevisionPair.ChooseAsync(root, options.Base, options.Head, cancellation).ConfigureAwait(false);
            var loaded = await OpenAsync(options.Path, progress, cancellation).ConfigureAwait(false);
            await pair.LoadAsync(loaded, Phase(progress, "load"), cancellation).ConfigureAwait(false);
            var (comparison, run) = await new Comparing(pair, _analysis, root.Show(loaded.Target), options.OpenApi).RunAsync(comparisonId ?? Handles.New("cmp"), Phase(progress, "compare"), cancellation).ConfigureAwait(false);
            comparison = comparison with { Root = root.Root, Sources = pair.Sources, Asked = new AskedRevisions(options.Base, options.Head) };
            store.Save("run", comparison.RunId!, run with { Root = root.Root });
            store.Save("cmp", comparison.ComparisonId, comparison);
            return comparison;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Computes and checks a repair, and remembers it.</summary>
    public async Task<Patch> PreviewAsync(
        string? path, Func<Finding, bool> wanted, string? fixKey = null, IProgress<(string Phase, string Name)>? progress = null, CancellationToken cancellation = default)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var loaded = await OpenAsync(path, progress, cancellation).ConfigureAwait(false);
            var result = await CurrentAsync(loaded, progress, cancellation).ConfigureAwait(false);
            var patch = await new FixEngine(loaded, _analysis).PreviewAsync(result, wanted, fixKey, cancellation).ConfigureAwait(false);
            store.Save("pat", patch.PatchId, patch);
            return patch;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The file that is open, relative to the root.</summary>
    public string? OpenTarget => _loaded is { } open ? root.Show(open.Target) : null;

    /// <summary>Everything that is found now, whatever the scope: what a baseline is made from.</summary>
    public async Task<AnalysisResult> FindAllAsync(string? path, IProgress<(string Phase, string Name)>? progress = null, CancellationToken cancellation = default)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await CurrentAsync(await OpenAsync(path, progress, cancellation).ConfigureAwait(false), progress, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _loaded?.Dispose();
        _one.Dispose();
    }

    private async Task<LoadedSolution> OpenAsync(string? path, IProgress<(string Phase, string Name)>? progress, CancellationToken cancellation)
    {
        var target = Target.Find(root.Resolve(path ?? "."));
        if (_loaded is { } open && open.Target == target && await Freshness.RefreshAsync(open, cancellation).ConfigureAwait(false) is not null)
            return open;
        _loaded?.Dispose();
        _loaded = null;
        (_analysis, _foreign) = (new Analysis(), new Analysis(withProjects: true));
        return _loaded = await SolutionLoader.LoadAsync(target, root, Phase(progress, "load"), cancellation).ConfigureAwait(false);
    }

    private Task<AnalysisResult> CurrentAsync(LoadedSolution loaded, IProgress<(string Phase, string Name)>? progress, CancellationToken cancellation) =>
        _analysis.RunAsync(loaded, Phase(progress, "analyze"), cancellation);

    private Baseline? ReadBaseline(AnalyzeOptions options) => options.Baseline switch
    {
        "none" => null,
        { } named => Baseline.Read(root.Resolve(named)) ?? throw new Fault("invalid_argument", $"There is no baseline '{Shown.Short(named)}'."),
        null => Baseline.Read(Path.Combine(root.Root, Baseline.DefaultFile)),
    };

    private static Phased? Phase(IProgress<(string Phase, string Name)>? progress, string phase) => progress is null ? null : new Phased(progress, phase);

    private sealed class Phased(IProgress<(string Phase, string Name)> progress, string phase) : IProgress<string>
    {
        public void Report(string value) => progress.Report((phase, value));
    }
}
