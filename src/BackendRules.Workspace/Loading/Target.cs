namespace BackendRules.Workspaces;

/// <summary>What is analysed: one solution or one project file.</summary>
public static class Target
{
    private static readonly string[] s_solutions = [".slnx", ".sln", ".slnf"];
    private static readonly string[] s_skipped = ["bin", "obj", "node_modules", "artifacts", "packages", "TestResults"];

    /// <summary>The solution or project that a path means: itself, or the only one in the folder; solutions go before projects.</summary>
    /// <exception cref="Fault">There is none, or more than one.</exception>
    public static string Find(string path)
    {
        // What isn't a file of some length would be waited for without end: a pipe, a device.
        if (File.Exists(path) && new FileInfo(path).Length == 0 && IsTarget(path))
            throw new Fault("workspace_load_failed", $"'{Path.GetFileName(path)}' is empty, or no file.");
        if (File.Exists(path))
            return IsTarget(path) ? path : throw new Fault("workspace_not_found", $"'{Path.GetFileName(path)}' is neither a solution nor a C# project.");
        if (!Directory.Exists(path))
            throw new Fault("workspace_not_found", $"There is no '{Shown.Short(Path.GetFileName(path))}'.");
        var found = Candidates(path);
        return found switch
        {
            [var one] => one,
            [] => throw new Fault("workspace_not_found", "There is no solution and no C# project in the folder.", "Name one with its path."),
            _ => throw new Fault("workspace_ambiguous", $"There are {found.Count} solutions or projects in the folder.", "Name one with its path.")
            {
                Candidates = [.. found.Take(20).Select(f => Path.GetRelativePath(path, f).Replace('\\', '/'))],
            },
        };
    }

    /// <summary>The solutions of a folder; where it has none, those of the folders below; where they have none, the projects in the same way.</summary>
    public static IReadOnlyList<string> Candidates(string folder)
    {
        foreach (var extensions in new[] { s_solutions, [".csproj"] })
        {
            var here = Files(folder, extensions, 0);
            if (here.Count > 0)
                return Preferred(here);
            var below = Files(folder, extensions, 3);
            if (below.Count > 0)
                return Preferred(below);
        }

        return [];
    }

    private static bool IsTarget(string path) =>
        s_solutions.Append(".csproj").Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    // A solution kept in both forms is one solution, and a filter is never the first choice.
    private static List<string> Preferred(List<string> files)
    {
        var whole = files.Where(f => !f.EndsWith(".slnf", StringComparison.OrdinalIgnoreCase)).ToList();
        return [.. (whole.Count > 0 ? whole : files).GroupBy(static f => Path.ChangeExtension(f, null)).Select(group => group.OrderByDescending(Path.GetExtension).First())];
    }

    private static List<string> Files(string folder, string[] extensions, int depth)
    {
        var options = new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint };
        var found = Directory.EnumerateFiles(folder, "*", options)
            .Where(f => extensions.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase)).ToList();
        if (depth > 0)
        {
            foreach (var below in Directory.EnumerateDirectories(folder, "*", options).Where(d => !s_skipped.Contains(Path.GetFileName(d), StringComparer.OrdinalIgnoreCase)))
                found.AddRange(Files(below, extensions, depth - 1));
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }
}
