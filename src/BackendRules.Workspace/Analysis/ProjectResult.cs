using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Workspaces;

/// <summary>What the analyzers and the compiler said about one project.</summary>
internal sealed record ProjectResult(IReadOnlyList<Seen> Seen, int ErrorCount, ImmutableArray<string> Errors, ImmutableArray<string> Crashes, ProjectSurface? Surface)
{
    private const int KeptErrors = 20;

    /// <param name="project">The project.</param>
    /// <param name="references">What the projects look like that it references, also through others.</param>
    /// <param name="analyzers">What runs.</param>
    /// <param name="root">What may be shown.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<ProjectResult> OfAsync(
        Project project, IReadOnlyDictionary<ProjectId, ProjectSurface?> references, ImmutableArray<DiagnosticAnalyzer> analyzers, Confinement root, CancellationToken cancellation)
    {
        if (await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } loaded)
            return new ProjectResult([], 0, [], ["the project has no compilation"], null);
        var compilation = AsBuilt(project, loaded, references);
        var crashes = new List<string>();
        var left = new FactsTarget { RunsOthers = analyzers.Length > RuleSet.Analyzers.Length };
        var options = new CompilationWithAnalyzersOptions(
            Options(project, references, left),
            (exception, analyzer, _) =>
            {
                lock (crashes)
                    crashes.Add($"{analyzer.GetType().Name}: {exception.GetType().Name} {exception.Message}{Where(exception)}");
            },
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: true);
        // The driver asks the compiler about every body anyway: what it says comes along, instead of binding everything twice.
        var all = await compilation.WithAnalyzers(analyzers, options).GetAllDiagnosticsAsync(cancellation).ConfigureAwait(false);
        var wrong = all.Where(static d => d is { Severity: DiagnosticSeverity.Error, IsSuppressed: false } && IsOfCompiler(d)).ToList();
        var sources = new Sources(compilation);
        var seen = new List<Seen>();
        foreach (var diagnostic in all.Where(static d => !IsOfCompiler(d) && d.Id != "AD0001" && d.Severity != DiagnosticSeverity.Hidden))
        {
            if (await Workspaces.Seen.OfAsync(diagnostic, project, sources, root, cancellation).ConfigureAwait(false) is { } one)
                seen.Add(one);
        }

        var surface = ProjectSurface.Of(project, compilation, left.Facts, cancellation);
        return new ProjectResult(seen, wrong.Count, [.. wrong.Take(KeptErrors).Select(d => Say(d, root))], [.. crashes.Distinct(StringComparer.Ordinal)], surface);
    }

    private static bool IsOfCompiler(Diagnostic diagnostic) => diagnostic.Descriptor.CustomTags.Contains(WellKnownDiagnosticTags.Compiler);

    // A build compiles against the reference assemblies of other projects: rules see no bodies there, and nothing depends on them but the facts.
    private static Compilation AsBuilt(Project project, Compilation compilation, IReadOnlyDictionary<ProjectId, ProjectSurface?> references)
    {
        var byName = project.AllProjectReferences
            .Select(r => (Name: project.Solution.GetProject(r.ProjectId)?.AssemblyName, references.GetValueOrDefault(r.ProjectId)?.Declarations))
            .Where(static r => r is { Name: not null, Declarations: not null }).GroupBy(static r => r.Name!).ToDictionary(static g => g.Key, static g => g.First().Declarations!);
        return compilation.WithReferences(compilation.References.Select(reference =>
            reference is CompilationReference { Compilation.AssemblyName: { } name } && byName.TryGetValue(name, out var declarations)
                ? declarations.WithProperties(reference.Properties) : reference));
    }

    // The files of the last build may be older than the sources: what was just found goes instead.
    private static AnalyzerOptions Options(Project project, IReadOnlyDictionary<ProjectId, ProjectSurface?> references, FactsTarget left) => new(
        [
            .. project.AnalyzerOptions.AdditionalFiles.Where(static f => !f.Path.EndsWith(FactsTarget.Extension, StringComparison.OrdinalIgnoreCase)),
            .. references.Values.OfType<ProjectSurface>().Select(static s => s.Facts).OrderBy(static f => f.Path, StringComparer.Ordinal),
            left,
        ],
        project.AnalyzerOptions.AnalyzerConfigOptionsProvider);

    // The innermost call of ours: what a report of the defect needs.
    private static string Where(Exception exception) =>
        exception.StackTrace?.Split('\n').FirstOrDefault(static l => l.Contains("BackendRules.", StringComparison.Ordinal))?.Trim() is { } line
            ? " " + (line.IndexOf(" in ", StringComparison.Ordinal) is > 0 and var cut ? line[..cut] : line) : "";

    private static string Say(Diagnostic error, Confinement root)
    {
        var span = error.Location.GetLineSpan();
        var place = span.IsValid && root.Contains(span.Path) ? $"{root.Show(span.Path)}:{span.StartLinePosition.Line + 1} " : "";
        return Shown.Short($"{place}{error.Id} {error.GetMessage(CultureInfo.InvariantCulture)}", 200);
    }
}
