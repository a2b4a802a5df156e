using System.Text.Json;
using BackendRules.Workspaces;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace BackendRules.Bridge;

/// <summary>
/// Compares a call with the tool's own schema before anything is bound: the SDK drops unknown arguments, ignores ranges, and answers the rest
/// without saying what was wrong.
/// </summary>
internal static class ArgumentGuard
{
    private const int MaxString = 4_096;

    public static McpRequestHandler<CallToolRequestParams, CallToolResult> Filter(McpRequestHandler<CallToolRequestParams, CallToolResult> next) => async (context, cancellation) =>
    {
        if (context.MatchedPrimitive is not McpServerTool tool)
            return await next(context, cancellation).ConfigureAwait(false);
        try
        {
            Check(tool.ProtocolTool, context.Params?.Arguments);
            return await next(context, cancellation).ConfigureAwait(false);
        }
        catch (Fault fault)
        {
            return Answer.Error(fault);
        }
    };

    internal static void Check(Tool tool, IDictionary<string, JsonElement>? arguments)
    {
        var schema = tool.InputSchema;
        var known = schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().ToDictionary(static p => p.Name, static p => p.Value) : [];
        foreach (var (name, value) in arguments ?? new Dictionary<string, JsonElement>())
        {
            if (!known.TryGetValue(name, out var expected))
                throw new Fault("unknown_argument", $"{tool.Name} has no argument '{Shown.Short(name)}'{Near(name, known.Keys)}; it has: {string.Join(", ", known.Keys)}.");
            Check(name, value, expected, nullable: true);
        }

        if (schema.TryGetProperty("required", out var required)
            && required.EnumerateArray().Select(static r => r.GetString()!).Where(r => arguments?.ContainsKey(r) != true).ToList() is { Count: > 0 } missing)
            throw new Fault("invalid_argument", $"{tool.Name} needs {string.Join(" and ", missing.Select(static m => $"'{m}'"))}.");
    }

    private static void Check(string name, JsonElement value, JsonElement schema, bool nullable)
    {
        var types = Types(schema);
        var kind = value.ValueKind switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Array => "array",
            JsonValueKind.Object => "object",
            _ => "null",
        };
        if (kind == "null" && nullable)
            return;
        if (types.Count > 0 && !types.Contains(kind) && !(kind == "integer" && types.Contains("number")))
            throw Wrong(name, value, string.Join(" or ", types.Where(static t => t != "null")));
        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(a => JsonElement.DeepEquals(a, value)))
            throw Wrong(name, value, "one of " + string.Join(", ", allowed.EnumerateArray().Where(static a => a.ValueKind == JsonValueKind.String).Select(static a => a.GetString())));
        if (kind is "integer" or "number")
            CheckRange(name, value, schema);
        if (kind == "string" && value.GetString() is { } text && (text.Length > Limit(schema, "maxLength", MaxString) || text.Contains('\0', StringComparison.Ordinal)))
            throw Wrong(name, value, $"at most {Limit(schema, "maxLength", MaxString)} characters without NUL");
        if (kind == "array")
        {
            var most = Limit(schema, "maxItems", 200);
            if (value.GetArrayLength() > most)
                throw Wrong(name, value, $"at most {most} items");
            if (schema.TryGetProperty("items", out var items))
            {
                foreach (var item in value.EnumerateArray())
                    Check(name, item, items, nullable: false);
            }
        }
    }

    private static void CheckRange(string name, JsonElement value, JsonElement schema)
    {
        var number = value.GetDouble();
        double? least = schema.TryGetProperty("minimum", out var min) ? min.GetDouble() : null;
        double? most = schema.TryGetProperty("maximum", out var max) ? max.GetDouble() : null;
        if (number < least || number > most)
            throw Wrong(name, value, $"{least} to {most}");
    }

    private static List<string> Types(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
            return [];
        return type.ValueKind == JsonValueKind.String ? [type.GetString()!] : [.. type.EnumerateArray().Select(static t => t.GetString()!)];
    }

    private static int Limit(JsonElement schema, string name, int otherwise) => schema.TryGetProperty(name, out var limit) ? limit.GetInt32() : otherwise;

    private static Fault Wrong(string name, JsonElement value, string allowed) =>
        new("invalid_argument", $"'{name}' is {Shown.Short(value.GetRawText())}; allowed: {allowed}.");

    private static string Near(string name, IEnumerable<string> known) =>
        known.FirstOrDefault(k => string.Equals(Bare(k), Bare(name), StringComparison.OrdinalIgnoreCase)) is { } near ? $"; did you mean '{near}'?" : "";

    private static string Bare(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
