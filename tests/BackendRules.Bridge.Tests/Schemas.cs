using System.Text.Json;

namespace BackendRules.Bridge.Tests;

/// <summary>Looks whether a document keeps a schema of the kind that the tool publishes: types, properties, what is required, references.</summary>
internal static class Schemas
{
    public static IReadOnlyList<string> Breaches(JsonElement value, JsonElement schema)
    {
        var breaches = new List<string>();
        Look(value, schema, schema, "$", breaches);
        return breaches;
    }

    private static void Look(JsonElement value, JsonElement schema, JsonElement root, string path, List<string> breaches)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return;
        if (schema.TryGetProperty("$ref", out var reference))
            schema = reference.GetString()!.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(root, static (node, name) => node.GetProperty(name.Replace("~1", "/", StringComparison.Ordinal)));
        if (schema.TryGetProperty("type", out var type) && !Types(type).Contains(Kind(value)) && !(Kind(value) == "integer" && Types(type).Contains("number")))
            breaches.Add($"{path} is {Kind(value)} and not {type}");
        if (schema.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(w => JsonElement.DeepEquals(w, value)))
            breaches.Add($"{path} is none of {words}");
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var name in schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(static r => r.GetString()!) : [])
            {
                if (!value.TryGetProperty(name, out _))
                    breaches.Add($"{path} lacks {name}");
            }

            foreach (var property in value.EnumerateObject())
            {
                if (schema.TryGetProperty("properties", out var known) && known.TryGetProperty(property.Name, out var own))
                    Look(property.Value, own, root, $"{path}.{property.Name}", breaches);
                else if (schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind != JsonValueKind.False)
                    Look(property.Value, others, root, $"{path}.{property.Name}", breaches);
                else if (known.ValueKind == JsonValueKind.Object)
                    breaches.Add($"{path} has {property.Name}, which the schema doesn't know");
            }
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
                Look(item, items, root, $"{path}[{index++}]", breaches);
        }
    }

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.String ? [type.GetString()!] : type.EnumerateArray().Select(static t => t.GetString()!);

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };
}
