using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BackendRules.Build;

/// <summary>The record of all rules: the tool's list, and what a test holds against removed and reused ids.</summary>
internal static class RulesJson
{
    public const string Path = "src/BackendRules.Analyzers/rules.json";

    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    public static string Text()
    {
        var rules = new JsonArray();
        foreach (var check in RuleList.Checks)
        {
            var rule = check.Rule;
            var entry = new JsonObject
            {
                ["id"] = rule.Id,
                ["name"] = rule.Name,
                ["family"] = rule.Family.ToString(),
                ["title"] = rule.Title,
                ["level"] = RuleList.Word(rule.Level),
                ["strict"] = RuleList.Word(Presets.Strict(rule)),
                ["live"] = RuleList.Live(rule),
                ["fix"] = RuleList.Fixable.Contains(rule.Id),
                ["tests"] = rule.InTests,
                ["since"] = rule.Since,
                ["profile"] = new JsonArray(rule.Profile.Select(static line => (JsonNode)line).ToArray()),
                ["cwe"] = new JsonArray(rule.Cwe.Select(static number => (JsonNode)number).ToArray()),
                ["owasp"] = new JsonArray(rule.Owasp.Select(static category => (JsonNode)category).ToArray()),
                ["asvs"] = new JsonArray(rule.Asvs.Select(static number => (JsonNode)number).ToArray()),
                ["page"] = rule.Page,
            };
            if (check.Options.Length > 0)
            {
                entry["options"] = new JsonArray(check.Options.Select(static option => (JsonNode)new JsonObject
                {
                    ["key"] = option.Key, ["default"] = option.DefaultText, ["allowed"] = option.Allowed, ["about"] = option.About,
                }).ToArray());
            }

            rules.Add(entry);
        }

        return new JsonObject { ["rules"] = rules }.ToJsonString(s_options) + "\n";
    }
}
