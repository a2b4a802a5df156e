using System.Text.RegularExpressions;

namespace BackendRules.Workspaces;

/// <summary>Which projects of a target a build can read to the end: one that meets a pipe or a device on its way would wait for ever.</summary>
internal sealed partial class ReadableProjects
{
    private static readonly string[] s_above =
        ["Directory.Build.props", "Directory.Build.targets", "Directory.Build.rsp", "Directory.Packages.props", "global.json"];

    private readonly Dictionary<string, string?> _stops = new(StringComparer.Ordinal);

    private ReadableProjects(string target) => Projects = target.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase) ? [target] : [.. Named(target, Listed())];

    /// <summary>All projects that the target names.</summary>
    public IReadOnlyList<string> Projects { get; }

    public static ReadableProjects Of(string target) => new(target);

    /// <summary>The file at which reading a project would stop, or <see langword="null"/>.</summary>
    public string? StopOf(string project)
    {
        if (_stops.TryGetValue(project, out var known))
            return known;
        _stops[project] = null;
        return _stops[project] = Above(project).Concat(Beside(project)).Prepend(project).FirstOrDefault(PlainFile.IsOther)
            ?? Named(project, Taken()).Where(File.Exists).Select(StopOf).FirstOrDefault(static stop => stop is not null);
    }

    private static IEnumerable<string> Above(string project)
    {
        for (var folder = Path.GetDirectoryName(project); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            foreach (var name in s_above)
                yield return Path.Combine(folder, name);
        }
    }

    // What a restore leaves, and what an IDE does.
    private static IEnumerable<string> Beside(string project)
    {
        yield return project + ".user";
        var left = Path.Combine(Path.GetDirectoryName(project)!, "obj");
        yield return Path.Combine(left, "project.assets.json");
        yield return Path.Combine(left, Path.GetFileName(project) + ".nuget.g.props");
        yield return Path.Combine(left, Path.GetFileName(project) + ".nuget.g.targets");
    }

    private static IEnumerable<string> Named(string file, Regex names)
    {
        var folder = Path.GetDirectoryName(file)!;
        foreach (Match match in names.Matches(File.ReadAllText(file)))
        {
            var name = match.Groups["path"].Value.Replace("$(MSBuildThisFileDirectory)", "", StringComparison.Ordinal).Replace(@"\\", "/", StringComparison.Ordinal).Replace('\\', '/');
            if (!name.Contains("$(", StringComparison.Ordinal) && !name.Contains('*', StringComparison.Ordinal))
                yield return Path.GetFullPath(name, folder);
        }
    }

    [GeneratedRegex(@"""(?<path>[^""\r\n]+\.\w+proj)""")]
    private static partial Regex Listed();

    [GeneratedRegex(@"\b(?:Include|Project)\s*=\s*""(?<path>[^""\r\n;]+\.(?:\w+proj|props|targets))""")]
    private static partial Regex Taken();
}
