using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BackendRules.Build;

/// <summary>The server as a foreign client meets it: the MCP Inspector's command line, one process a call, so that every handle has to survive the server.</summary>
internal static partial class InspectorTranscript
{
    private static readonly string s_path = Tree.At("tests/Transcripts/inspector.md");

    /// <summary>Writes the transcript anew.</summary>
    public static void Bless()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(s_path)!);
        File.WriteAllText(s_path, Text());
    }

    public static IReadOnlyList<string> Differences()
    {
        var expected = File.Exists(s_path) ? File.ReadAllLines(s_path) : [];
        var actual = Text().Split('\n');
        return [.. expected.Except(actual).Select(static line => "no longer said: " + line).Concat(actual.Except(expected).Select(static line => "new: " + line)).Take(20)];
    }

    private static string Text()
    {
        var text = new StringBuilder("# The MCP Inspector drives the server\n\nWritten by `build bless` and compared by `build check`, where Node is there. Each call starts a server of its own: what one found the next still knows.\n");
        Call(text, "tools/list", static json => string.Join('\n', json.GetProperty("tools").EnumerateArray().Select(static tool => tool.GetProperty("name").GetString())));
        Call(text, "resources/templates/list", static json => string.Join('\n', json.GetProperty("resourceTemplates").EnumerateArray().Select(static one => one.GetProperty("uriTemplate").GetString())));
        Call(text, "prompts/list", static json => string.Join('\n', json.GetProperty("prompts").EnumerateArray().Select(static one => one.GetProperty("name").GetString())));
        var found = Tool(text, "analyze", "scope=files", """files=["Orders/OrdersController.cs"]""", """rules=["BR5007"]""", "limit=1");
        var (run, print) = (RunId().Match(found).Value, Fingerprint().Match(found).Value);
        Tool(text, "get_finding", $"runId={run}", $"fingerprint={print}", "contextLines=1");
        var patch = PatchId().Match(Tool(text, "preview_fix", $"runId={run}", $"""fingerprints=["{print}"]""")).Value;
        Tool(text, "apply_fix", $"patchId={patch}", "confirm=true");
        Tool(text, "analyze", "scope=everything");
        return text.ToString();
    }

    private static string Tool(StringBuilder text, string tool, params string[] arguments)
    {
        string[] given = ["--tool-name", tool, .. arguments.SelectMany(static argument => new[] { "--tool-arg", argument })];
        return Call(text, "tools/call", static json => string.Join('\n', json.GetProperty("content").EnumerateArray().Where(static c => c.TryGetProperty("text", out _)).Select(static c => c.GetProperty("text").GetString())), given);
    }

    private static string Call(StringBuilder text, string method, Func<JsonElement, string> show, params string[] arguments)
    {
        var output = NodeTool.Inspector.Run(Sample.Shop.Folder, ["--cli", "-e", "BACKENDRULES_STATE=" + ToolRun.State, "dotnet", ToolRun.Assembly, "mcp", "--root", Sample.Shop.Folder, "--method", method, .. arguments]);
        string said;
        try
        {
            // Behind a result that is an error it says so in a line of its own.
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(output[output.IndexOf('{', StringComparison.Ordinal)..]));
            using var json = JsonDocument.ParseValue(ref reader);
            said = show(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or ArgumentOutOfRangeException)
        {
            said = output;
        }

        text.Append($"\n## {method}{string.Concat(arguments.Where(static a => !a.StartsWith("--", StringComparison.Ordinal)).Select(static a => " " + Handle().Replace(a, "$1…")))}\n\n```text\n{Handle().Replace(said.TrimEnd(), "$1…")}\n```\n");
        return said;
    }

    [GeneratedRegex("run_[0-9a-z]{26}")]
    private static partial Regex RunId();

    [GeneratedRegex("pat_[0-9a-z]{26}")]
    private static partial Regex PatchId();

    [GeneratedRegex("br1:[0-9a-f]{16}")]
    private static partial Regex Fingerprint();

    [GeneratedRegex("((?:run|pat)_)[0-9a-z]{26}")]
    private static partial Regex Handle();
}
