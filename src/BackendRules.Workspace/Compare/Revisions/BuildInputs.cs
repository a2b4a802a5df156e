namespace BackendRules.Workspaces;

/// <summary>Which files decide how a project is built: when none of them differs, the earlier sources fit into the project as it is loaded now.</summary>
internal static class BuildInputs
{
    private static readonly HashSet<string> s_extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".csproj", ".props", ".targets", ".sln", ".slnx", ".slnf", ".proto", ".resx", ".projitems", ".shproj", ".ruleset", ".rsp", ".tt",
    };

    private static readonly HashSet<string> s_names = new(StringComparer.OrdinalIgnoreCase) { "global.json", "nuget.config", "packages.lock.json", "packages.config" };

    private static readonly HashSet<string> s_packages = new(StringComparer.OrdinalIgnoreCase) { ".csproj", ".props", ".targets", ".sln", ".slnx", ".slnf" };

    /// <summary>Whether a change needs the earlier tree to be loaded for itself.</summary>
    public static bool Decides(FileChange change) =>
        change.IsSubmodule || IsInput(change.Path) || (change.Before is { } before && IsInput(before))
        || (change.Kind is "deleted" or "renamed" && Path.GetExtension(change.Before ?? change.Path) is ".razor" or ".cshtml");

    /// <summary>Whether a change may alter which packages there are.</summary>
    public static bool ChangesPackages(FileChange change) => Restores(change.Path) || (change.Before is { } before && Restores(before));

    /// <summary>Whether a file sets severities: both revisions are judged with those of now.</summary>
    public static bool IsSetting(string path) =>
        Path.GetFileName(path) is ".editorconfig" || path.EndsWith(".globalconfig", StringComparison.OrdinalIgnoreCase);

    private static bool IsInput(string path) => s_extensions.Contains(Path.GetExtension(path)) || s_names.Contains(Path.GetFileName(path));

    private static bool Restores(string path) => s_packages.Contains(Path.GetExtension(path)) || s_names.Contains(Path.GetFileName(path));
}
