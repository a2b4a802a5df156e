using System.Text.Json;
using System.Text.RegularExpressions;

namespace BackendRules.Workspaces;

/// <summary>Settings that decide who gets in and what is protected, where they changed. A value is never shown when it could be a secret.</summary>
internal static partial class ConfigurationDelta
{
    public static bool Wants(string path) => IsSettings(path) || IsDockerfile(path);

    public static IEnumerable<ReportItem> Of(IEnumerable<ChangedText> texts) =>
        texts.SelectMany(static text => IsSettings(text.File) ? Settings(text) : IsDockerfile(text.File) ? Dockerfile(text) : []);

    private static bool IsSettings(string path) =>
        Path.GetFileName(path) is var name && name.StartsWith("appsettings", StringComparison.OrdinalIgnoreCase) && name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static bool IsDockerfile(string path) => Path.GetFileName(path).StartsWith("Dockerfile", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<ReportItem> Settings(ChangedText text)
    {
        return Flat(text.Before) is { } before && Flat(text.After) is { } after ? Changes(text, before, after).Concat(ConfiguredHosts.Of(text, before, after)) : [];
    }

    private static IEnumerable<ReportItem> Changes(ChangedText text, Dictionary<string, string?> before, Dictionary<string, string?> after)
    {
        foreach (var key in before.Keys.Union(after.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))
        {
            var (was, isNow) = (before.TryGetValue(key, out var old), after.TryGetValue(key, out var now));
            if (was && isNow && old == now)
                continue;
            var secret = IsSecret(key);
            if (!secret && !Relevant().IsMatch(key))
                continue;
            var filled = isNow && now is { Length: > 0 };
            yield return new ReportItem
            {
                Kind = !was ? "setting-added" : isNow ? "setting-changed" : "setting-removed",
                Level = secret && filled && !Placeholder().IsMatch(now!) || LetsAnybodyIn(key, now) ? "warning" : "note",
                Text = secret && filled && !Placeholder().IsMatch(now!)
                    ? $"'{Shown.Short(key)}' holds a value of {now!.Length} characters in the repository"
                    : $"'{Shown.Short(key)}' {(!was ? "is new" : isNow ? "changed" : "is gone")}{(secret ? "" : LetsAnybodyIn(key, now) ? ": * lets anybody in" : Values(old, now))}",
                Subject = Shown.Short(key),
                File = text.File,
                Line = Line(isNow ? text.After : null, key),
            };
        }
    }

    private static bool LetsAnybodyIn(string key, string? value) => value == "*" && key.Contains("origin", StringComparison.OrdinalIgnoreCase);

    // Truth values and numbers say what was switched; texts may be addresses or names that are nobody's business.
    private static string Values(string? old, string? now) =>
        Plain().IsMatch(old ?? "false") && Plain().IsMatch(now ?? "false") && (old ?? now) is not null ? $": {old ?? "unset"} to {now ?? "unset"}" : "";

    internal static int? Line(string? json, string key)
    {
        // An element of a list has no name of its own.
        var name = '"' + key.Split(':').LastOrDefault(static part => !int.TryParse(part, out _)) + '"';
        var at = json?.IndexOf(name, StringComparison.Ordinal) ?? -1;
        return at < 0 ? null : json.AsSpan(0, at).Count('\n') + 1;
    }

    private static IEnumerable<ReportItem> Dockerfile(ChangedText text)
    {
        var (before, after) = (User(text.Before), User(text.After));
        if (text.After is null || before == after)
            yield break;
        var isRoot = after.User is null or "root" or "0";
        yield return new ReportItem
        {
            Kind = "setting-changed",
            Level = isRoot && text.Before is not null ? "warning" : "note",
            Text = after.User is null ? "the container's user isn't set any more" : $"the container runs as '{Shown.Short(after.User, 40)}'",
            Subject = "USER",
            File = text.File,
            Line = after.Line,
        };
    }

    private static (string? User, int? Line) User(string? dockerfile)
    {
        (string?, int?) found = (null, null);
        var lines = (dockerfile ?? "").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].TrimStart().StartsWith("USER ", StringComparison.OrdinalIgnoreCase))
                found = (lines[i].Trim()[5..].Trim(), i + 1);
        }

        return found;
    }

    // What can't be read says nothing, not that everything is gone.
    private static Dictionary<string, string?>? Flat(string? json)
    {
        var found = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (json is null)
            return found;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            Flatten(document.RootElement, "", found);
        }
        catch (JsonException)
        {
            return null;
        }

        return found;
    }

    private static void Flatten(JsonElement element, string path, Dictionary<string, string?> found)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                    Flatten(property.Value, path.Length == 0 ? property.Name : path + ":" + property.Name, found);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                    Flatten(item, $"{path}:{index++}", found);
                break;
            default:
                found[path] = element.ValueKind == JsonValueKind.Null ? null : element.ToString();
                break;
        }
    }

    internal static bool IsSecret(string key) => Secret().IsMatch(key);

    [GeneratedRegex(@"(password|passwd|pwd|secret|api[-_]?key|access[-_]?key|private[-_]?key|signing[-_]?key|encryption[-_]?key|token$|connectionstrings?:|credential)", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    [GeneratedRegex(@"(\bcors|allowedhosts|allowedorigins|https|hsts|cookie|authentication|authority|audience|issuer|validate|jwt|certificate|\btls|\bssl|dataprotection|ratelimit|lockout|antiforgery|encrypt|cache|pagesize|pooling|timeout|commandtimeout|retry)", RegexOptions.IgnoreCase)]
    private static partial Regex Relevant();

    [GeneratedRegex(@"^\s*(<[^>]*>|\$\{.*\}|#\{.*\}#|%\w+%|your[-_ ].*|change[-_ ]?me|\*+|x{3,}|todo|placeholder|replace.*|set (in|by|via) .*)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^(true|false|\d{1,9}(\.\d{1,6})?|\d{1,2}:\d\d:\d\d)$", RegexOptions.IgnoreCase)]
    private static partial Regex Plain();
}
