using System.Diagnostics;

namespace BackendRules.Build;

/// <summary>What CI waits for: a process that begins anew, beside a build of the same.</summary>
internal static class ColdAnswer
{
    public static void Run()
    {
        var backend = new LargeBackend(Path.Combine(Tree.Artifacts, "bench", "cold"), modules: 5, features: 15, methods: 11);
        Console.WriteLine($"{backend.Documents} documents, {backend.Lines:N0} lines in 21 projects\n\n| A fresh process | s |\n| --- | ---: |");
        foreach (var (name, run) in new (string, Func<int>)[]
        {
            ("dotnet build --no-incremental", () => Shell.Capture("dotnet", backend.Folder, "build", "Shop.slnx", "--no-restore", "--no-incremental", "-v", "q").Code),
            ("backend-rules analyze", () => ToolRun.Capture(backend.Folder, "analyze", "--root", backend.Folder, "--fail-level", "none").Code),
        })
        {
            var watch = Stopwatch.StartNew();
            var code = run();
            Console.WriteLine($"| {name} | {(code == 0 ? $"{watch.Elapsed.TotalSeconds:N1}" : $"failed with {code}")} |");
        }

        Console.WriteLine();
    }
}
