using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Workspaces;

/// <summary>What the analyzers and the compiler said about one project.</summary>
internal sealed record ProjectResult(IReadOnlyList<Seen> Seen, int ErrorCount, ImmutableArray<string> Errors, ImmutableArray<string> Crashes)
{
    private const int KeptErrors = 20;

    public static async Task<ProjectResult> OfAsync(
        Project project, ImmutableArray<DiagnosticAnalyzer> analyzers, Confinement root, CancellationToken cancellation)
    {
        if (await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation)
            return new ProjectResult([], 0, [], ["the project has no compilation"]);
        var crashes = new List<string>();
        var options = new CompilationWithAnalyzersOptions(
            project.AnalyzerOptions,
            (exception, analyzer, _) =>
            {
                lock (crashes)
                    crashes.Add($"{analyzer.GetType().Name}: {exception.GetType().Name} {exception.Message}{Where(exception)}");
            },
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: true);
        var found = await compilation.WithAnalyzers(analyzers, options).GetAnalyzerDiagnosticsAsync(cancellation).ConfigureAwait(false);
        var errors = await Task.Run(() => compilation.GetDiagnostics(cancellation), cancellation).ConfigureAwait(false);
        var wrong = errors.Where(static d => d.Severity == DiagnosticSeverity.Error).ToList();
        var sources = new Sources(compilation);
        var seen = new List<Seen>();
        foreach (var diagnostic in found.Where(static d => d.Id != "AD0001" && d.Severity != DiagnosticSeverity.Hidden))
        {
            if (await Workspaces.Seen.OfAsync(diagnostic, project, sources, root, cancellation).ConfigureAwait(false) is { } one)
                seen.Add(one);
        }

        return new ProjectResult(seen, wrong.Count, [.. wrong.Take(KeptErrors).Select(d => Say(d, root))], [.. crashes.Distinct(StringComparer.Ordinal)]);
    }

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
