using System.Text.Json;

namespace BackendRules.Build;

/// <summary>The public validator's word on the SARIF that the tool writes, with the rules of GitHub's code scanning.</summary>
internal static class SarifValidity
{
    public static IReadOnlyList<string> Run()
    {
        var folder = Path.Combine(Tree.Artifacts, "sarif");
        Directory.CreateDirectory(folder);
        var (log, verdict) = (Path.Combine(folder, "shop.sarif"), Path.Combine(folder, "verdict.sarif"));
        File.Delete(log);
        File.Delete(verdict);
        var (_, output) = ToolRun.Capture(Sample.Shop.Folder, "analyze", "--fail-level", "none", "-o", "sarif=" + log);
        if (!File.Exists(log))
            return ["the tool wrote no SARIF: " + output];
        // The wrapper hands its arguments to a shell, to which a bare semicolon ends the command; and it exits with 0 whatever it finds.
        NodeTool.SarifMultitool.Run(folder, "validate", log, "--rule-kind", @"Sarif\;GH", "-o", verdict, "--log", "ForceOverwrite");
        if (!File.Exists(verdict))
            return ["the validator wrote no verdict"];
        using var json = JsonDocument.Parse(File.ReadAllText(verdict));
        var run = json.RootElement.GetProperty("runs")[0];
        var results = run.TryGetProperty("results", out var all) ? all.EnumerateArray().ToList() : [];
        return [.. results.Where(static r => r.TryGetProperty("level", out var level) && level.GetString() == "error").Select(Told).Distinct().Take(20)];
    }

    private static string Told(JsonElement result)
    {
        var message = result.GetProperty("message");
        return result.GetProperty("ruleId").GetString() + " " + (message.TryGetProperty("text", out var text) ? text.GetString() : message.TryGetProperty("arguments", out var arguments) ? arguments.GetRawText() : "");
    }
}
