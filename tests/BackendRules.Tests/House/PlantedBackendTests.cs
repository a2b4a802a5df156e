using System.Collections.Immutable;
using BackendRules.Build;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Tests;

/// <summary>The backend that the bench generates: each of its planted flows is found, its checked twin is not, and every run says the same.</summary>
public sealed class PlantedBackendTests
{
    [Fact]
    public async Task Every_planted_flow_is_found_and_nothing_beside_it()
    {
        var compilation = Growth.Compiled(2_500, LibraryReferences.All);
        Assert.DoesNotContain(compilation.GetDiagnostics(), static found => found.Severity == DiagnosticSeverity.Error);
        var result = Growth.Read(compilation, await See(compilation));
        Assert.Empty(result.Missed);
        Assert.Empty(result.Beside);
        Assert.Equal(0, result.Cut);
        Assert.InRange(result.Planted, 15, 25);
    }

    [Fact]
    public async Task Ten_runs_at_once_say_the_same()
    {
        var all = new List<string>();
        for (var run = 0; run < 10; run++)
        {
            var findings = await See(Growth.Compiled(1_000, LibraryReferences.All));
            all.Add(string.Join('\n', findings.Select(static one => $"{one}|{string.Join(';', one.AdditionalLocations.Select(static at => at.GetLineSpan().ToString()))}").Order(StringComparer.Ordinal)));
        }

        Assert.Single(all.Distinct(StringComparer.Ordinal));
        Assert.NotEmpty(all[0]);
    }

    private static Task<ImmutableArray<Diagnostic>> See(Compilation compilation) =>
        compilation.WithAnalyzers(ImmutableArray.Create<DiagnosticAnalyzer>(new LiveAnalyzer(), new WholeAnalyzer())).GetAnalyzerDiagnosticsAsync();
}
