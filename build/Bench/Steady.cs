using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Build;

/// <summary>CPU in one warm process, as under the compiler server: interleaved, the least of several rounds, so that a noisy machine disturbs ratios least.</summary>
internal sealed class Steady(IReadOnlyList<CompilerCall> calls, int rounds)
{
    /// <summary>Rounds before the first that counts: while the runtime still compiles a set's code, that compiling counts as the set's cost, more than threefold in the second round.</summary>
    private const int WarmUps = 4;

    /// <summary>CPU milliseconds of compile and emit, and of the same with each set of analyzers.</summary>
    public (double Compile, IReadOnlyList<double> With) Measure(IReadOnlyList<ImmutableArray<DiagnosticAnalyzer>> sets)
    {
        var compile = double.MaxValue;
        var with = sets.Select(static _ => double.MaxValue).ToArray();
        for (var round = -WarmUps; round < rounds; round++)
        {
            var plain = Cpu(static compilation => Emit(compilation));
            var each = sets.Select(set => Cpu(compilation => Analyze(compilation, set))).ToArray();
            if (round < 0)
                continue;
            compile = Math.Min(compile, plain);
            for (var i = 0; i < each.Length; i++)
                with[i] = Math.Min(with[i], each[i]);
        }

        return (compile, with);
    }

    private double Cpu(Action<CSharpCompilation> run)
    {
        var compilations = calls.Select(static call => call.Fresh()).ToArray();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        foreach (var compilation in compilations)
            run(compilation);
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMilliseconds;
    }

    private static void Emit(Compilation compilation)
    {
        compilation.GetDiagnostics();
        compilation.Emit(Stream.Null);
    }

    private static void Analyze(CSharpCompilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var driver = compilation.WithAnalyzers(analyzers, new CompilationWithAnalyzersOptions(
            new AnalyzerOptions(ImmutableArray<AdditionalText>.Empty), null, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        driver.GetAllDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult();
        compilation.Emit(Stream.Null);
    }
}
