using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Build;

/// <summary>A set of analyzers that is measured.</summary>
/// <param name="Name">As the table names it.</param>
/// <param name="Analyzers">The set.</param>
/// <param name="On">Rules of it that are switched on beside those that are by themselves.</param>
internal sealed record Contestant(string Name, ImmutableArray<DiagnosticAnalyzer> Analyzers, params string[] On);

/// <summary>What a set cost in its cheapest round.</summary>
/// <param name="Cpu">Milliseconds.</param>
/// <param name="Allocated">Megabytes that it and the compiler allocated.</param>
internal readonly record struct Cost(double Cpu, double Allocated)
{
    public static readonly Cost Most = new(double.MaxValue, double.MaxValue);

    public Cost Least(Cost other) => new(Math.Min(Cpu, other.Cpu), Math.Min(Allocated, other.Allocated));
}

/// <summary>CPU in one warm process, as under the compiler server: interleaved, the least of several rounds, so that a noisy machine disturbs ratios least.</summary>
internal sealed class Steady(IReadOnlyList<CompilerCall> calls, int rounds)
{
    /// <summary>Rounds before the first that counts: while the runtime still compiles a set's code, that compiling counts as the set's cost, more than threefold in the second round.</summary>
    private const int WarmUps = 4;

    /// <summary>What compile and emit cost, and the same with each set of analyzers.</summary>
    public (Cost Compile, IReadOnlyList<Cost> With) Measure(IReadOnlyList<Contestant> sets)
    {
        var compile = Cost.Most;
        var with = sets.Select(static _ => Cost.Most).ToArray();
        for (var round = -WarmUps; round < rounds; round++)
        {
            var plain = Measure(static compilation => Emit(compilation));
            var each = sets.Select(set => Measure(compilation => Analyze(compilation, set))).ToArray();
            if (round < 0)
                continue;
            compile = compile.Least(plain);
            for (var i = 0; i < each.Length; i++)
                with[i] = with[i].Least(each[i]);
        }

        return (compile, with);
    }

    private Cost Measure(Action<CSharpCompilation> run)
    {
        var compilations = calls.Select(static call => call.Fresh()).ToArray();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var (before, allocated) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(precise: true));
        foreach (var compilation in compilations)
            run(compilation);
        process.Refresh();
        return new Cost((process.TotalProcessorTime - before).TotalMilliseconds, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1e6);
    }

    private static void Emit(Compilation compilation)
    {
        compilation.GetDiagnostics();
        compilation.Emit(Stream.Null);
    }

    private static void Analyze(CSharpCompilation compilation, Contestant set)
    {
        if (set.On.Length > 0)
            compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(set.On.ToDictionary(static id => id, static _ => ReportDiagnostic.Warn)));
        var driver = compilation.WithAnalyzers(set.Analyzers, new CompilationWithAnalyzersOptions(
            new AnalyzerOptions(ImmutableArray<AdditionalText>.Empty), null, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        driver.GetAllDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult();
        compilation.Emit(Stream.Null);
    }
}
