namespace BackendRules.Workspaces;

/// <summary>The folder that may be read and written. Links are followed first and compared after; what can't be decided is outside.</summary>
public sealed class Confinement
{
    private readonly string _real;

    /// <param name="root">The folder.</param>
    public Confinement(string root)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _real = Real(Root) ?? throw new Fault("path_outside_root", "The root can't be resolved.");
    }

    /// <summary>The folder, absolute.</summary>
    public string Root { get; }

    /// <summary>The absolute path of an argument.</summary>
    /// <exception cref="Fault">It lies outside, or is no ordinary path.</exception>
    public string Resolve(string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal) || path.StartsWith(@"\\", StringComparison.Ordinal)
            || path.StartsWith("//", StringComparison.Ordinal) || path.Length > 4096)
            throw Outside(path);
        var full = Path.GetFullPath(path, Root);
        return Contains(full) ? full : throw Outside(path);
    }

    /// <summary>Whether a path, its links followed, lies inside.</summary>
    public bool Contains(string path)
    {
        if (Real(Path.GetFullPath(path)) is not { } real)
            return false;
        var comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return real.Equals(_real, comparison) || real.StartsWith(Path.TrimEndingDirectorySeparator(_real) + Path.DirectorySeparatorChar, comparison);
    }

    /// <summary>The path as results show it: relative to the root, with slashes.</summary>
    public string Show(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>The folders above a file, nearest first, up to this one.</summary>
    public IEnumerable<string> Above(string file)
    {
        for (var folder = Path.GetDirectoryName(file); folder is not null && folder.Length >= Root.Length; folder = Path.GetDirectoryName(folder))
            yield return folder;
    }

    private static Fault Outside(string path) =>
        new("path_outside_root", $"'{Shown.Short(path)}' is outside the root.", "Start backend-rules with --root for the folder that may be read.");

    // Every existing segment's link is followed; what doesn't exist yet is appended.
    private static string? Real(string path)
    {
        var current = Path.GetPathRoot(path)!;
        var hops = 0;
        var rest = new Stack<string>(path[current.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        while (rest.TryPop(out var segment))
        {
            if (segment == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            var next = Path.Combine(current, segment);
            FileSystemInfo entry = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (entry.LinkTarget is not { } target)
            {
                current = next;
                continue;
            }

            if (++hops > 40)
                return null;
            var resolved = Path.IsPathRooted(target) ? target : Path.Combine(current, target);
            var root = Path.GetPathRoot(resolved)!;
            foreach (var part in resolved[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
                rest.Push(part);
            current = root;
        }

        return current;
    }
}
