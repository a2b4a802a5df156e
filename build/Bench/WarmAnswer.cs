using System.Diagnostics;
using System.Text.Json;

namespace BackendRules.Build;

/// <summary>
/// What an agent waits for: the built tool is started as a server, edits are made as an editor makes them, and every answer is compared with that of a
/// process that begins anew.
/// </summary>
internal static class WarmAnswer
{
    private const int Rounds = 5;
    private const int LongRun = 200;

    public static async Task<int> RunAsync()
    {
        var backend = new LargeBackend(Path.Combine(Tree.Artifacts, "bench", "warm"), modules: 5, features: 15, methods: 5);
        Console.WriteLine($"{backend.Documents} documents, {backend.Lines:N0} lines in 21 projects\n");
        await using var server = await ToolServer.StartAsync(backend.Folder);
        var (load, _) = await AnalyzeAsync(server);
        Console.WriteLine($"first answer {load:N0} ms\n\n| Edit | Least ms | Most ms | Least CPU ms | Same as a fresh process |\n| --- | ---: | ---: | ---: | --- |");
        var same = true;
        // The first edit pays for code that no answer has run before.
        await File.AppendAllTextAsync(backend.File(1, "Api", 3), "// warm\n");
        await AnalyzeAsync(server);
        foreach (var (name, file, edit) in Edits(backend))
        {
            var text = await File.ReadAllTextAsync(file);
            var (times, cpu) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                await File.WriteAllTextAsync(file, edit(text, round));
                var before = server.Cpu;
                times.Add((await AnalyzeAsync(server)).Milliseconds);
                cpu.Add((server.Cpu - before).TotalMilliseconds);
            }

            var (_, warm) = await AnalyzeAsync(server);
            var equal = warm == Fresh(backend);
            same &= equal;
            Console.WriteLine($"| {name} | {times.Min():N0} | {times.Max():N0} | {cpu.Min():N0} | {(equal ? "yes" : "NO")} |");
            await File.WriteAllTextAsync(file, text);
            await AnalyzeAsync(server);
        }

        await RemainAsync(server, backend);
        return same ? 0 : 1;
    }

    // An hour of an agent's edits.
    private static async Task RemainAsync(ToolServer server, LargeBackend backend)
    {
        Console.WriteLine("\n| Edits | Memory MB |\n| ---: | ---: |");
        for (var edit = 0; edit <= LongRun; edit++)
        {
            if (edit % (LongRun / 5) == 0)
                Console.WriteLine($"| {edit} | {server.Megabytes:N0} |");
            var file = backend.File(edit % 5, (edit % 4) switch { 0 => "Domain", 1 => "Data", 2 => "Services", _ => "Api" }, edit % 15);
            await File.AppendAllTextAsync(file, $"internal static class More{edit} {{ public static int Number => {edit}; }}\n");
            await server.AnalyzeAsync(new { scope = "solution", limit = 0 });
        }
    }

    private static IEnumerable<(string Name, string File, Func<string, int, string> Edit)> Edits(LargeBackend backend)
    {
        yield return ("a body of a controller", backend.File(2, "Api", 7), static (text, round) => Replace(text, "limit, cancellation)", $"limit + {round + 1}, cancellation)"));
        yield return ("a new fault in a controller", backend.File(2, "Api", 7), static (text, round) => Replace(text, "await service.List3Async(title, limit, cancellation)", $"service.List3Async(title, limit + {round}, cancellation).Result"));
        yield return ("a body of a repository", backend.File(2, "Data", 7), static (text, round) => Replace(text, "reader.GetInt32(0)", $"reader.GetInt32(0) + {round + 1}"));
        yield return ("a new flow in a repository", backend.File(2, "Data", 7), static (text, round) => Replace(text, "WHERE Title = @title ORDER BY Id LIMIT @limit\"", $"WHERE Id > {round} AND Title = '\" + title + \"'\""));
        yield return ("a body of an entity's rules", backend.File(2, "Domain", 7), static (text, round) => Replace(text, "word.Length > 20", $"word.Length > {30 + round}"));
        yield return ("a new member of an entity's rules", backend.File(2, "Domain", 7), static (text, round) => Replace(text, "public bool Allows0", $"public int More{round} => {round};\n\n    public bool Allows0"));
    }

    private static string Replace(string text, string old, string replacement) =>
        text.Contains(old, StringComparison.Ordinal) ? text.Replace(old, replacement, StringComparison.Ordinal) : throw new InvalidOperationException($"The generated backend has no '{old}'.");

    private static async Task<(double Milliseconds, string Findings)> AnalyzeAsync(ToolServer server)
    {
        var watch = Stopwatch.StartNew();
        var answer = await server.AnalyzeAsync(new { scope = "solution", limit = 200, minLevel = "note" });
        return (watch.Elapsed.TotalMilliseconds, Signature(answer.GetProperty("findings")));
    }

    private static string Fresh(LargeBackend backend)
    {
        var (_, output) = ToolRun.Capture(backend.Folder, "analyze", "--root", backend.Folder, "-o", "json", "--deterministic");
        using var json = JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]);
        return Signature(json.RootElement.GetProperty("findings"));
    }

    private static string Signature(JsonElement findings) => string.Join('\n', findings.EnumerateArray()
        .Select(static f => $"{f.GetProperty("fingerprint")} {f.GetProperty("ruleId")} {f.GetProperty("location").GetProperty("file")}:{f.GetProperty("location").GetProperty("line")} {f.GetProperty("message")}").Order(StringComparer.Ordinal));
}
