using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.ML.Tokenizers;
using ModelContextProtocol.Protocol;

namespace BackendRules.Build;

/// <summary>
/// The loop as an agent runs it after a change, on a real backend: what did I bring, show me, repair it, and now? Faults of our own are planted in a copy, so that
/// the transcript holds no text of the backend. Tokens are those of o200k_base.
/// </summary>
internal sealed class AgentLoop
{
    private const int MostRepairs = 10;
    private readonly Tokenizer _tokenizer = TiktokenTokenizer.CreateForModel("gpt-4o");
    private readonly StringBuilder _calls = new();
    private readonly List<(string Tool, int Text, int Structured, double Milliseconds)> _sums = [];

    /// <param name="backend">A restored backend in a git repository.</param>
    /// <param name="project">The project, relative to it, that the faults are planted in and that is analysed.</param>
    public static async Task<int> RunAsync(string backend, string project)
    {
        var copy = Path.Combine(Tree.Artifacts, "loop");
        if (Directory.Exists(copy))
            Directory.Delete(copy, recursive: true);
        Shell.Capture("cp", Tree.Root, "-r", backend, copy);
        var target = Path.Combine(copy, project);
        if (!File.Exists(target) || Shell.Capture("dotnet", copy, "restore", target, "-v", "q").Code != 0)
        {
            Console.Error.WriteLine($"'{project}' isn't there or can't be restored.");
            return 1;
        }

        foreach (var fault in Directory.GetFiles(Tree.At("tests/Transcripts/Planted")))
            File.Copy(fault, Path.Combine(Path.GetDirectoryName(target)!, Path.GetFileName(fault)), overwrite: true);
        var loop = new AgentLoop();
        await using (var server = await ToolServer.StartAsync(copy, "--allow-apply", "--solution", project))
            await loop.WalkAsync(server);
        var commit = Field.Commit(backend);
        await File.WriteAllTextAsync(Tree.At("tests/Transcripts/agent.md"), loop.Written(Path.GetFileName(Path.TrimEndingDirectorySeparator(backend)), commit, project));
        return 0;
    }

    private async Task WalkAsync(ToolServer server)
    {
        var run = await CallAsync(server, "analyze", new { @base = "HEAD" });
        foreach (var finding in run.GetProperty("findings").EnumerateArray().Take(MostRepairs))
        {
            var (runId, fingerprint) = (run.GetProperty("runId").GetString(), finding.GetProperty("fingerprint").GetString());
            await CallAsync(server, "get_finding", new { runId, fingerprint, contextLines = 2 });
            if (!finding.GetProperty("fixable").GetBoolean())
            {
                await CallAsync(server, "explain_rule", new { ruleId = finding.GetProperty("ruleId").GetString() }, show: false);
                continue;
            }

            var patch = await CallAsync(server, "preview_fix", new { runId, fingerprints = new[] { fingerprint } });
            if (patch.ValueKind == JsonValueKind.Object && patch.GetProperty("applicable").GetBoolean())
                await CallAsync(server, "apply_fix", new { patchId = patch.GetProperty("patchId").GetString(), confirm = true });
        }

        await CallAsync(server, "analyze", new { @base = "HEAD" });
    }

    private async Task<JsonElement> CallAsync(ToolServer server, string tool, object arguments, bool show = true)
    {
        var watch = Stopwatch.StartNew();
        CallToolResult answer;
        do
            answer = await server.CallAsync(tool, arguments);
        while (answer.StructuredContent is { } running && running.TryGetProperty("state", out var state) && state.GetString() == "running");
        var time = watch.Elapsed.TotalMilliseconds;
        var text = answer.Content.OfType<TextContentBlock>().First().Text;
        var structured = answer.StructuredContent is { } content ? JsonSerializer.Serialize(content, s_form) : "";
        _sums.Add((tool, _tokenizer.CountTokens(text), _tokenizer.CountTokens(structured), time));
        _calls.Append(CultureInfo.InvariantCulture, $"\n## {tool} {JsonSerializer.Serialize(arguments, s_form)}\n\n{_sums[^1].Text} tokens as text, {_sums[^1].Structured} as structured content, {time:N0} ms\n\n```text\n{(show ? text.TrimEnd() : text.Split('\n')[0] + "\n…")}\n```\n");
        return answer.StructuredContent ?? default;
    }

    private string Written(string name, string commit, string project) => string.Create(CultureInfo.InvariantCulture, $"""
        # An agent's loop on a real backend

        Written by `build loop`: {name} at {commit}, project `{project}`, with the faults of `Planted` copied in. {_sums.Count} calls, {_sums.Sum(static s => s.Text)} tokens where a client hands on the text,
        {_sums.Sum(static s => s.Structured)} where it hands on structured content. The first call loads the project; the calls after it take {_sums.Skip(1).Max(static s => s.Milliseconds):N0} ms at most, on a machine that did other work too.

        """) + _calls;

    private static readonly JsonSerializerOptions s_form = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
