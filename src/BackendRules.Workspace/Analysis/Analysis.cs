using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>All findings of a solution, and how much of it was seen.</summary>
/// <param name="Findings">In the order of files, lines, columns and rules.</param>
/// <param name="Coverage">What was looked at.</param>
/// <param name="Files">The files that were looked at.</param>
public sealed record AnalysisResult(IReadOnlyList<Finding> Findings, Coverage Coverage, IReadOnlySet<string> Files)
{
    /// <summary>The compiler's errors, the first of each project.</summary>
    public IReadOnlyList<string> CompilerErrors { get; init; } = [];

    /// <summary>The diagnostics behind the findings, in the same order.</summary>
    internal IReadOnlyList<(ProjectId Project, Diagnostic Diagnostic)> Sources { get; init; } = [];
}

/// <summary>
/// Runs the rules over a solution, projects beside each other as far as their references allow. What was found in a project is kept by the content that it
/// depends on: after an edit only the project is analysed again, and those that see a difference in it.
/// </summary>
/// <param name="withProjects">Whether the analyzers that projects reference themselves run too.</param>
public sealed class Analysis(bool withProjects = false)
{
    // The present state, the base that it is compared with, and what some repairs would make of it: the longest unasked goes first.
    private const int Kept = 8;

    private readonly ConcurrentDictionary<ProjectId, ImmutableList<(string Key, ProjectResult Result)>> _known = [];

    /// <summary>Analyses everything that isn't known yet.</summary>
    /// <param name="loaded">The solution.</param>
    /// <param name="progress">Told each project that was analysed.</param>
    /// <param name="cancellation">Stops the analysis.</param>
    public Task<AnalysisResult> RunAsync(LoadedSolution loaded, IProgress<string>? progress = null, CancellationToken cancellation = default) =>
        RunAsync(loaded.Solution, loaded.Root, loaded.Problems, progress, cancellation);

    /// <summary>Analyses a solution that may differ from the files.</summary>
    public async Task<AnalysisResult> RunAsync(
        Solution solution, Confinement root, ImmutableArray<LoadProblem> problems, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        var projects = solution.Projects.Where(static p => p.Language == LanguageNames.CSharp).ToList();
        var seen = new List<Seen>();
        var trouble = problems.ToList();
        var errors = new List<string>();
        var errorCount = 0;
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (project, analysed) in Start(solution, root, progress, cancellation))
        {
            var result = await analysed.ConfigureAwait(false);
            seen.AddRange(result.Seen);
            errors.AddRange(result.Errors);
            errorCount += result.ErrorCount;
            var name = project.FilePath is { } path ? root.Show(path) : project.Name;
            if (result.ErrorCount > 0)
                trouble.Add(new LoadProblem(name, "compiler_errors", $"{result.ErrorCount} compiler {(result.ErrorCount == 1 ? "error" : "errors")}; rules don't see what doesn't bind. First: {result.Errors.FirstOrDefault()}"));
            trouble.AddRange(result.Crashes.Select(crash => new LoadProblem(name, "rule_failed", Shown.Short(crash, 200))));
            files.UnionWith(project.Documents.Select(static d => d.FilePath).OfType<string>().Where(f => root.Contains(f) && !IsGenerated(f) && !PlainFile.IsOther(f)).Select(root.Show));
        }

        var reserved = trouble.Where(static t => !t.Code.StartsWith(Coverage.Reserve, StringComparison.Ordinal)).ToList();
        var total = projects.Select(static p => p.FilePath ?? p.Name).Distinct(StringComparer.Ordinal).Count();
        var named = reserved.Select(static t => t.Project).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var loadedNames = projects.Select(p => p.FilePath is { } f ? root.Show(f) : p.Name).ToHashSet(StringComparer.Ordinal);
        var notLoaded = named.Count(n => !loadedNames.Contains(n));
        var (findings, sources) = Sign(seen);
        return new AnalysisResult(findings, new Coverage
        {
            ProjectsTotal = total + notLoaded,
            ProjectsAnalyzed = total - named.Count(loadedNames.Contains),
            FilesAnalyzed = files.Count,
            Problems = trouble,
            CompilerErrors = errorCount,
            Complete = reserved.Count == 0 && projects.Count > 0,
        }, files)
        {
            CompilerErrors = errors,
            Sources = sources,
        };
    }

    internal static bool IsGenerated(string file) =>
        file.Contains("/obj/", StringComparison.Ordinal) || file.Contains(@"\obj\", StringComparison.Ordinal)
        || file.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".Designer.cs", StringComparison.OrdinalIgnoreCase);

    // In the order of references; each waits for what it references, and only as many work as there are processors.
    private List<(Project Project, Task<ProjectResult> Result)> Start(Solution solution, Confinement root, IProgress<string>? progress, CancellationToken cancellation)
    {
        var slots = new SemaphoreSlim(Environment.ProcessorCount);
        var started = new List<(Project Project, Task<ProjectResult> Result)>();
        var byId = new Dictionary<ProjectId, Task<ProjectResult>>();
        foreach (var id in solution.GetProjectDependencyGraph().GetTopologicallySortedProjects(cancellation))
        {
            if (solution.GetProject(id) is not { Language: LanguageNames.CSharp } project)
                continue;
            var references = solution.GetProjectDependencyGraph().GetProjectsThatThisProjectTransitivelyDependsOn(id)
                .Select(other => (Id: other, Result: byId.GetValueOrDefault(other))).OrderBy(static r => r.Id.Id).ToList();
            byId[id] = Task.Run(() => ProjectAsync(project, root, references, slots, progress, cancellation), cancellation);
            started.Add((project, byId[id]));
        }

        return started;
    }

    private async Task<ProjectResult> ProjectAsync(
        Project project, Confinement root, IReadOnlyList<(ProjectId Id, Task<ProjectResult>? Result)> references, SemaphoreSlim slots, IProgress<string>? progress, CancellationToken cancellation)
    {
        var surfaces = new Dictionary<ProjectId, ProjectSurface?>();
        foreach (var (id, result) in references)
            surfaces[id] = result is null ? null : (await result.ConfigureAwait(false)).Surface;
        await slots.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var key = await ProjectKey.OfAsync(project, [.. references.Select(r => surfaces[r.Id])], cancellation).ConfigureAwait(false);
            var kept = _known.GetValueOrDefault(project.Id, []);
            if (kept.Find(k => k.Key == key) is { Result: { } known } entry)
            {
                _known[project.Id] = kept.Remove(entry).Insert(0, entry);
                return known;
            }

            var fresh = await ProjectResult.OfAsync(project, surfaces, withProjects ? RuleSet.With(project) : RuleSet.Analyzers, root, cancellation).ConfigureAwait(false);
            _known[project.Id] = [(key, fresh), .. kept.Take(Kept - 1)];
            progress?.Report(project.Name);
            return fresh;
        }
        finally
        {
            slots.Release();
        }
    }

    // A file that several projects or target frameworks compile has its findings once.
    private static (List<Finding> Findings, List<(ProjectId, Diagnostic)> Sources) Sign(List<Seen> seen)
    {
        var ordered = seen
            .GroupBy(static s => (s.Finding.RuleId, s.Finding.Location.File, s.Finding.Location.Line, s.Finding.Location.Column, s.Finding.Location.EndLine, s.Finding.Location.EndColumn, s.Finding.Message))
            .Select(static group => group.OrderBy(static s => s.Finding.Suppressed is null ? 0 : 1).ThenBy(static s => s.Finding.Project, StringComparer.Ordinal).First())
            .OrderBy(static s => s.Finding.Location.File, StringComparer.Ordinal)
            .ThenBy(static s => s.Finding.Location.Line).ThenBy(static s => s.Finding.Location.Column)
            .ThenBy(static s => s.Finding.RuleId, StringComparer.Ordinal).ThenBy(static s => s.Finding.Message, StringComparer.Ordinal)
            .ToList();
        var signed = Trace.Sign([.. ordered.Select(static s => (s.Finding.RuleId, s.Trace, s.LineHash))]);
        return (
            [.. ordered.Zip(signed, static (s, f) => s.Finding with { Fingerprints = f, Fingerprint = "br1:" + f.Primary[..16] })],
            [.. ordered.Select(static s => (s.Project, s.Diagnostic))]);
    }
}
