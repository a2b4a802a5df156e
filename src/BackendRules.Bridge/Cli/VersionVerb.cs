using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

// Inside, so that Option is the command line's and not a rule's.
using System.CommandLine;

/// <summary><c>backend-rules version</c>.</summary>
internal static class VersionVerb
{
    public static string Tool { get; } = typeof(VersionVerb).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    public static Command Make(Session session)
    {
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("version", "The versions of the tool and of its rules.") { json };
        command.SetAction(async (parsed, _) =>
        {
            await session.Output.WriteLineAsync(parsed.GetValue(json)
                ? JsonSerializer.Serialize(new { Tool, Rules = RuleSet.Version, RuleCount = RuleSet.Rules.Count }, Json.Compact)
                : $"backend-rules {Tool}, rules {RuleSet.Version} ({RuleSet.Rules.Count})");
            return ExitCodes.Ok;
        });
        return command;
    }
}

/// <summary><c>backend-rules schema</c>: the JSON Schemas of what the tool prints and of its settings.</summary>
internal static class SchemaVerb
{
    private static readonly Dictionary<string, Type> s_types = new(StringComparer.Ordinal)
    {
        ["run"] = typeof(RunView), ["finding"] = typeof(Finding), ["patch"] = typeof(PatchView), ["rules"] = typeof(IReadOnlyList<RuleView>),
        ["comparison"] = typeof(ReportView), ["report"] = typeof(ReportView), ["delivery"] = typeof(BackendRules.Cao.DeliveryResult),
        ["settings"] = typeof(ToolSettings),
    };

    public static Command Make(Session session)
    {
        var name = new Argument<string?>("name") { Description = "run, finding, patch, rules, comparison, report, delivery or settings.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("schema", "Print the JSON Schema of an output, or of backendrules.json.\n\nExample:\n  backend-rules schema run") { name };
        command.SetAction(async (parsed, _) =>
        {
            await session.Output.WriteLineAsync(parsed.GetValue(name) is { } one ? Of(one).ToJsonString(Json.Indented) : string.Join('\n', s_types.Keys));
            return ExitCodes.Ok;
        });
        return command;
    }

    internal static IReadOnlyCollection<string> Names => s_types.Keys;

    internal static JsonNode Of(string name) => s_types.TryGetValue(name, out var type)
        ? Json.Compact.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true })
        : throw new Fault("invalid_argument", $"'{Shown.Short(name)}' is no schema; allowed: {string.Join(", ", s_types.Keys)}.");
}
