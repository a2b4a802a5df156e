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
        var ours = typeof(LiveAnalyzer).Assembly.GetTypes().Where(static type => typeof(DiagnosticAnalyzer).IsAssignableFrom(type) && !type.IsAbstract)
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!).ToImmutableArray();
        var zero = ImmutableArray.Create<DiagnosticAnalyzer>(new EmptyAnalyzer());
        var peers = Peers.All().ToArray();

        var sets = new List<(string Name, ImmutableArray<DiagnosticAnalyzer> Set)> { ("one empty operation analyzer", zero), ("BackendRules.Analyzers", ours) };
        sets.AddRange(peers.Select(static peer => (peer.Name, CompilerCall.Load(peer.Files))));
        var (compile, with) = new Steady(calls, rounds).Measure(sets.ConvertAll(static set => set.Set));
        Console.WriteLine($"Steady: CPU in one warm process, least of {rounds}; cost is above the empty analyzer, share is of compile and emit ({compile:N0} ms).\n\n| Analyzers | CPU ms | Cost ms | Share |\n| --- | ---: | ---: | ---: |");
        for (var i = 0; i < sets.Count; i++)
            Console.WriteLine($"| {sets[i].Name} | {with[i]:N0} | {with[i] - with[0]:N0} | {(with[i] - with[0]) / compile:P1} |");

        var folder = Path.GetDirectoryName(typeof(LiveAnalyzer).Assembly.Location)!;
        string[] own = [Path.Combine(folder, "BackendRules.Flow.dll"), Path.Combine(folder, "BackendRules.Analyzers.dll")];
        var none = Enumerable.Range(0, rounds).Min(_ => Cold.Measure(calls, []));
        Console.WriteLine($"\nCold: user CPU of fresh compiler processes; without analyzers {none:0.0} s.\n\n| Analyzers | CPU s | Adds s |\n| --- | ---: | ---: |");
        foreach (var (name, files) in peers.Prepend(("BackendRules.Analyzers", own)))
        {
            var cold = Enumerable.Range(0, rounds).Min(_ => Cold.Measure(calls, files));
            Console.WriteLine($"| {name} | {cold:0.0} | {cold - none:0.0} |");
        }

        if (each)
            Each(calls, rounds, zero);
        return 0;
    }

    private static void Each(IReadOnlyList<CompilerCall> calls, int rounds, ImmutableArray<DiagnosticAnalyzer> zero)
    {
        var sets = RuleList.Checks.Select(static check => ImmutableArray.Create<DiagnosticAnalyzer>(new SingleRule(check))).Prepend(zero).ToArray();
        var (compile, with) = new Steady(calls, rounds).Measure(sets);
        Console.WriteLine("\n| Rule alone | Cost ms | Share |\n| --- | ---: | ---: |");
        foreach (var (rule, cost) in RuleList.All.Zip(with.Skip(1), (rule, cpu) => (rule, cpu - with[0])).OrderByDescending(static pair => pair.Item2))
            Console.WriteLine($"| {rule.Id} {rule.Name} | {cost:N0} | {cost / compile:P1} |");
    }
}
