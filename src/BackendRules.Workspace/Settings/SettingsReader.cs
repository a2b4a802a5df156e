using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BackendRules.Workspaces;

/// <summary>Reads <c>backendrules.json</c> by hand, so that each fault is named with its place: a setting that is misspelt must not silently decide nothing.</summary>
public static partial class SettingsReader
{
    private static readonly JsonDocumentOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>The settings of a text.</summary>
    /// <param name="json">The file's text.</param>
    /// <param name="today">The day from which an acceptance may last.</param>
    /// <exception cref="Fault">Something in it is not what it has to be.</exception>
    public static ToolSettings Read(string json, DateOnly today)
    {
        try
        {
            using var document = JsonDocument.Parse(json, s_options);
            var members = Members(document.RootElement, "$", ["$schema", "breaking", "schema"]);
            return new ToolSettings
            {
                Breaking = members.TryGetValue("breaking", out var breaking) ? Breaking(breaking, today) : new BreakingSettings(),
                Database = members.TryGetValue("schema", out var schema) ? new DatabaseSettings { LargeTables = Texts(Members(schema, "$.schema", ["largeTables"]), "largeTables", "$.schema") } : new DatabaseSettings(),
            };
        }
        catch (JsonException e)
        {
            throw Wrong("$", $"no JSON ({Shown.Short(e.Message, 160)})");
        }
    }

    private static BreakingSettings Breaking(JsonElement element, DateOnly today)
    {
        var members = Members(element, "$.breaking", ["levels", "unstable", "accepted"]);
        var levels = new SortedDictionary<string, ContractLevel>(StringComparer.Ordinal);
        foreach (var (id, level) in members.TryGetValue("levels", out var all) ? Members(all, "$.breaking.levels", null) : [])
        {
            if (!ContractRule.All.Any(r => r.Id == id))
                throw Wrong($"$.breaking.levels.{id}", "no rule; the rules are BRC001 to BRC090, in capitals");
            levels[id] = level.ValueKind == JsonValueKind.String ? level.GetString() switch
            {
                "breaking" => ContractLevel.Breaking,
                "potential" => ContractLevel.Potential,
                "info" => ContractLevel.Info,
                _ => throw Level(id),
            } : throw Level(id);
        }

        var accepted = new List<AcceptedChange>();
        if (members.TryGetValue("accepted", out var list))
        {
            if (list.ValueKind != JsonValueKind.Array)
                throw Wrong("$.breaking.accepted", "no list");
            foreach (var one in list.EnumerateArray())
                accepted.Add(Accepted(one, $"$.breaking.accepted[{accepted.Count}]", today));
            if (accepted.GroupBy(static a => a.Fingerprint).FirstOrDefault(static g => g.Count() > 1) is { } twice)
                throw Wrong("$.breaking.accepted", $"accepting '{twice.Key}' twice");
        }

        var unstable = Texts(members, "unstable", "$.breaking");
        if (unstable.FirstOrDefault(static text => UnstablePart.Of(text) is null) is { } strange)
            throw Wrong($"$.breaking.unstable: {strange}", "neither a route such as /internal/** nor a version such as v*-beta");
        return new BreakingSettings { Levels = levels, Unstable = unstable, Accepted = accepted };
    }

    private static AcceptedChange Accepted(JsonElement element, string path, DateOnly today)
    {
        string[] names = ["fingerprint", "reason", "by", "until"];
        var members = Members(element, path, names);
        string Text(string name) => members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is { Length: > 0 } text
            ? text : throw Wrong($"{path}.{name}", "missing, or no text");
        var (print, reason, by) = (Text(names[0]), Text(names[1]), Text(names[2]));
        if (!Fingerprint().IsMatch(print))
            throw Wrong($"{path}.fingerprint", "no fingerprint of a contract change: 16 digits and letters a to f, from the JSON of a comparison");
        if (reason.Length < SuppressionFile.MinReason)
            throw Wrong($"{path}.reason", $"too short; {SuppressionFile.MinReason} characters at least say why");
        if (!DateOnly.TryParseExact(Text(names[3]), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var until))
            throw Wrong($"{path}.until", "no day as yyyy-MM-dd");
        if (until > today.AddDays(SuppressionFile.MaxDays))
            throw Wrong($"{path}.until", $"more than {SuppressionFile.MaxDays} days ahead");
        return new AcceptedChange(print, reason, by, until);
    }

    private static List<string> Texts(Dictionary<string, JsonElement> members, string name, string path)
    {
        if (!members.TryGetValue(name, out var list))
            return [];
        if (list.ValueKind != JsonValueKind.Array)
            throw Wrong($"{path}.{name}", "no list");
        return [.. list.EnumerateArray().Select((one, i) => one.ValueKind == JsonValueKind.String && one.GetString()!.Trim() is { Length: > 0 } text ? text : throw Wrong($"{path}.{name}[{i}]", "no text"))];
    }

    private static Dictionary<string, JsonElement> Members(JsonElement element, string path, string[]? known)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Wrong(path, "no object");
        var members = element.EnumerateObject().ToDictionary(static p => p.Name, static p => p.Value, StringComparer.Ordinal);
        return known is not null && members.Keys.FirstOrDefault(name => !known.Contains(name)) is { } strange
            ? throw Wrong($"{path}.{strange}", $"unknown; known are {string.Join(", ", known)}") : members;
    }

    private static Fault Level(string id) => Wrong($"$.breaking.levels.{id}", "no level; the levels are breaking, potential and info");

    private static Fault Wrong(string path, string what) =>
        new("invalid_configuration", $"{ToolSettings.FileName}: '{Shown.Short(path)}' is {what}.", "backend-rules schema settings prints what may stand there.");

    [GeneratedRegex("^[0-9a-f]{16}$")]
    private static partial Regex Fingerprint();
}
