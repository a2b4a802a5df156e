using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Build;

/// <summary>What the package costs on a real solution, beside peers in the same run.</summary>
internal static class Bench
{
    public static int Run(string target, int rounds, bool each)
    {
        var calls = CompilerCall.Capture(Path.GetFullPath(target));
        if (calls.Count == 0)
        {
            Console.Error.WriteLine($"'{target}' was not compiled; build it first and see why.");
            return 1;
        }

        Console.WriteLine($"{calls.Count} projects, {calls.Sum(static call => call.Lines):N0} lines\n");
        var peers = Peers.All().ToArray();
        var sets = new List<Contestant>
        {
            new("one empty operation analyzer", [new EmptyAnalyzer()]),
            new("BackendRules.Analyzers", RuleList.Analyzers()),
            new("its rules over flows alone", Beside(new SingleHost(RuleList.Checks.Where(static check => check is TaintRule)))),
            new("one analyzer that asks for every graph", [new GraphAnalyzer()]),
        };
        foreach (var peer in peers)
        {
            var analyzers = CompilerCall.Load(peer.Files);
            sets.Add(new(peer.Name, analyzers));
            if (Peers.Taint(analyzers) is { Length: > 0 } taint)
                sets.Add(new($"{peer.Name}, taint rules on", analyzers, taint));
        }

        var (compile, with) = new Steady(calls, rounds).Measure(sets);
        Console.WriteLine($"Steady: one warm process, least of {rounds}; costs are above the empty analyzer, the share is of compile and emit ({compile.Cpu:N0} ms, {compile.Allocated:N0} MB allocated).\n\n"
            + "| Analyzers | CPU ms | Cost ms | Share | Allocates MB |\n| --- | ---: | ---: | ---: | ---: |");
        for (var i = 0; i < sets.Count; i++)
            Console.WriteLine($"| {sets[i].Name} | {with[i].Cpu:N0} | {with[i].Cpu - with[0].Cpu:N0} | {(with[i].Cpu - with[0].Cpu) / compile.Cpu:P1} | {with[i].Allocated - with[0].Allocated:N0} |");

        var folder = Path.GetDirectoryName(typeof(LiveAnalyzer).Assembly.Location)!;
        string[] own = [Path.Combine(folder, "BackendRules.Flow.dll"), Path.Combine(folder, "BackendRules.Analyzers.dll")];
        var none = Least([]);
        Console.WriteLine($"\nCold: user CPU of fresh compiler processes, and the most memory that one of them held; without analyzers {none.Seconds:0.0} s and {none.Peak:N0} MB.\n\n| Analyzers | CPU s | Adds s | Peak MB |\n| --- | ---: | ---: | ---: |");
        foreach (var (name, files) in peers.Prepend(("BackendRules.Analyzers", own)))
        {
            var cold = Least(files);
            Console.WriteLine($"| {name} | {cold.Seconds:0.0} | {cold.Seconds - none.Seconds:0.0} | {cold.Peak:N0} |");
        }

        if (each)
            Each(calls, rounds);
        return 0;

        (double Seconds, double Peak) Least(IReadOnlyList<string> files) =>
            Enumerable.Range(0, rounds).Select(_ => Cold.Measure(calls, files)).Aggregate(static (one, other) => (Math.Min(one.Seconds, other.Seconds), Math.Min(one.Peak, other.Peak)));
    }

    /// <summary>With the zero that is taken off again: what reads no operations by action would else be credited with the walk that the driver is spared.</summary>
    private static ImmutableArray<DiagnosticAnalyzer> Beside(DiagnosticAnalyzer some) => [new EmptyAnalyzer(), some];

    private static void Each(IReadOnlyList<CompilerCall> calls, int rounds)
    {
        var sets = RuleList.Checks.Select(static check => new Contestant(check.Rule.Id, Beside(new SingleHost([check])))).Prepend(new Contestant("zero", [new EmptyAnalyzer()])).ToArray();
        var (compile, with) = new Steady(calls, rounds).Measure(sets);
        Console.WriteLine("\n| Rule alone | Cost ms | Share |\n| --- | ---: | ---: |");
        foreach (var (rule, cost) in RuleList.All.Zip(with.Skip(1), (rule, cost) => (rule, cost.Cpu - with[0].Cpu)).OrderByDescending(static pair => pair.Item2))
            Console.WriteLine($"| {rule.Id} {rule.Name} | {cost:N0} | {cost / compile.Cpu:P1} |");
    }
}
