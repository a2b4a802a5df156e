using System.Text.Json;

namespace BackendRules.Workspaces;

/// <summary>Packages that came, went or changed, as project files, central versions and lock files say.</summary>
internal static class DependencyDelta
{
    public static bool Wants(string path) => Path.GetExtension(path) is ".csproj" or ".props" or ".targets" || Path.GetFileName(path) == "packages.lock.json";

    public static IEnumerable<ReportItem> Of(IReadOnlyList<ChangedText> texts)
    {
        var written = texts.Where(static t => t.Name != "packages.lock.json" && ProjectText.IsReadable(t.Before) && ProjectText.IsReadable(t.After)).SelectMany(static t => Differences(t, Packages(t.Before), Packages(t.After), transitive: false)).ToList();
        // With central versions a package stands in two files; the one that says the version says it all.
        var versioned = written.Where(static i => (i.Before ?? i.After) is not null).Select(static i => (i.Kind, i.Subject)).ToHashSet();
        written.RemoveAll(i => (i.Before ?? i.After) is null && versioned.Contains((i.Kind, i.Subject)));
        var direct = written.Select(static i => i.Subject).ToHashSet(StringComparer.OrdinalIgnoreCase);
        // What a lock file repeats of the projects is said once; the rest are packages that others bring.
        return written.Concat(texts.Where(static t => t.Name == "packages.lock.json")
            .SelectMany(static t => Locked(t.Before) is { } before && Locked(t.After) is { } after ? Differences(t, before, after, transitive: true) : []).Where(i => !direct.Contains(i.Subject)).DistinctBy(static i => (i.Kind, i.Subject, i.Before, i.After)));
    }

    private static IEnumerable<ReportItem> Differences(
        ChangedText text, Dictionary<string, (string? Version, int Line)> before, Dictionary<string, (string? Version, int Line)> after, bool transitive)
    {
        foreach (var name in before.Keys.Union(after.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase))
        {
            var (was, isNow) = (before.TryGetValue(name, out var old), after.TryGetValue(name, out var now));
            if (was && isNow && old.Version == now.Version)
                continue;
            var (kind, what) = (was, isNow) switch
            {
                (false, true) => ("dependency-added", $"{Shown.Short(name)}{Version(now.Version)} is new"),
                (true, false) => ("dependency-removed", $"{Shown.Short(name)}{Version(old.Version)} is gone"),
                _ => ("dependency-changed", $"{Shown.Short(name)} goes from {Shown.Short(old.Version ?? "no version", 40)} to {Shown.Short(now.Version ?? "no version", 40)}"),
            };
            yield return new ReportItem
            {
                Kind = kind,
                Level = kind == "dependency-changed" && (Major(old.Version) != Major(now.Version) || Older(now.Version, old.Version)) ? "warning" : "note",
                Text = what + (transitive ? " (lock file)" : "") + (kind == "dependency-changed" && Older(now.Version, old.Version) ? ", an older version" : ""),
                Subject = Shown.Short(name),
                Before = old.Version,
                After = now.Version,
                File = text.File,
                Line = isNow && now.Line > 0 ? now.Line : null,
            };
        }
    }

    private static string Version(string? version) => version is null ? "" : " " + Shown.Short(version, 40);

    private static string? Major(string? version) => version?.TrimStart('[', '(').Split('.', ',', '-')[0];

    private static bool Older(string? now, string? before) =>
        System.Version.TryParse(now?.Split('-')[0], out var current) && System.Version.TryParse(before?.Split('-')[0], out var previous) && current < previous;

    private static Dictionary<string, (string? Version, int Line)> Packages(string? xml)
    {
        var found = new Dictionary<string, (string?, int)>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, version, line) in ProjectText.Packages(xml))
            found[name] = (version, line);
        return found;
    }

    // What can't be read says nothing, not that everything is gone.
    private static Dictionary<string, (string? Version, int Line)>? Locked(string? json)
    {
        var found = new Dictionary<string, (string?, int)>(StringComparer.OrdinalIgnoreCase);
        if (json is null)
            return found;
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var package in document.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(static framework => framework.Value.EnumerateObject()))
            {
                if (package.Value.TryGetProperty("resolved", out var resolved))
                    found[package.Name] = (resolved.GetString(), 0);
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }

        return found;
    }
}
