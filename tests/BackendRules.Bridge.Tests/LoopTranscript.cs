using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using BackendRules.Workspaces.Tests;

namespace BackendRules.Bridge.Tests;

/// <summary>
/// What an agent reads on its way from a finding to its repair, word for word, in both revisions of the protocol. <c>BACKENDRULES_BLESS=1</c> writes the file
/// anew; it is reviewed like code.
/// </summary>
public sealed partial class LoopTranscript : IDisposable
{
    private static readonly string s_path = typeof(LoopTranscript).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "Transcripts").Value!;
    private readonly Backend _backend = new();

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData("2026-07-28")]
    [InlineData("2025-11-25")]
    public async Task Analyze_finding_preview_apply_analyze(string protocol)
    {
        var written = new StringBuilder("# From a finding to its repair\n");
        await using var agent = await Agent.StartAsync(_backend, protocol);
        var run = await CallAsync("analyze", new { scope = "solution" });
        var runId = run.GetProperty("runId").GetString();
        var fingerprint = run.GetProperty("findings")[0].GetProperty("fingerprint").GetString();
        await CallAsync("get_finding", new { runId, fingerprint, contextLines = 2 });
        var patchId = (await CallAsync("preview_fix", new { runId, fingerprints = new[] { fingerprint } })).GetProperty("patchId").GetString();
        await CallAsync("apply_fix", new { patchId, confirm = true });
        await CallAsync("analyze", new { scope = "changed", @base = "HEAD" });

        var file = Path.Combine(s_path, "loop.md");
        if (Environment.GetEnvironmentVariable("BACKENDRULES_BLESS") == "1")
            await File.WriteAllTextAsync(file, written.ToString());
        Assert.Equal((await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n"), written.ToString());

        async Task<JsonElement> CallAsync(string tool, object arguments)
        {
            var answer = await agent.CallAsync(tool, arguments);
            written.Append($"\n## {tool}\n\n```json\n{Same(JsonSerializer.Serialize(arguments))}\n```\n\n```text\n{Same(Agent.Text(answer)).TrimEnd()}\n```\n\n```json\n{Same(JsonSerializer.Serialize(answer.StructuredContent, s_form))}\n```\n");
            return answer.StructuredContent!.Value;
        }
    }

    private static readonly JsonSerializerOptions s_form = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true, NewLine = "\n" };

    // Handles, times and commits are other ones each time.
    private static string Same(string text) =>
        Time().Replace(Sha().Replace(Handle().Replace(text, "$1…"), "$1\"…\""), "$1…");

    [GeneratedRegex("((?:run|pat)_)[0-9a-z]{26}")]
    private static partial Regex Handle();

    [GeneratedRegex("(\"sha\": ?)\"[0-9a-f]{40}\"")]
    private static partial Regex Sha();

    [GeneratedRegex("(\"elapsedMs\": ?)[0-9]+")]
    private static partial Regex Time();
}
