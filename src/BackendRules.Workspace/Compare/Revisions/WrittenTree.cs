using System.Xml.Linq;

namespace BackendRules.Workspaces;

/// <summary>The files of a commit in a folder of their own, read out of the repository without touching it; gone when disposed.</summary>
internal sealed class WrittenTree : IDisposable
{
    private const long MaxFile = 16 << 20;
    private const string Link = "120000";
    private const string SubmoduleMode = "160000";

    private readonly List<string> _notes = [];

    private WrittenTree() => Folder = Directory.CreateTempSubdirectory("backend-rules-").FullName;

    /// <summary>Where the tree is; the user's alone.</summary>
    public string Folder { get; }

    /// <summary>What isn't there.</summary>
    public IReadOnlyList<string> Notes => _notes;

    public static async Task<WrittenTree> OfAsync(string top, string sha, CancellationToken cancellation)
    {
        var tree = new WrittenTree();
        var whole = false;
        try
        {
            await tree.WriteAsync(top, sha, "", cancellation).ConfigureAwait(false);
            whole = true;
            return tree;
        }
        finally
        {
            if (!whole)
                tree.Dispose();
        }
    }

    /// <summary>Both revisions are judged with the severities of now.</summary>
    public void TakeSettings(string top)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var old in Directory.EnumerateFiles(Folder, "*", options).Where(BuildInputs.IsSetting).ToList())
            File.Delete(old);
        foreach (var file in Directory.EnumerateFiles(top, ".editorconfig", options).Concat(Directory.EnumerateFiles(top, "*.globalconfig", options)))
        {
            var target = Path.Combine(Folder, Path.GetRelativePath(top, file));
            if (Directory.Exists(Path.GetDirectoryName(target)))
                File.Copy(file, target, overwrite: true);
        }
    }

    /// <summary>What restoring the projects gave is used again: it names the packages, and where the project lies.</summary>
    public void TakePackages(string top, IEnumerable<string> projects)
    {
        foreach (var folder in projects.Select(static p => Path.GetDirectoryName(p)!).Distinct(StringComparer.Ordinal))
        {
            var (from, to) = (Path.Combine(folder, "obj"), Path.Combine(Folder, Path.GetRelativePath(top, folder), "obj"));
            if (!Directory.Exists(from) || !Directory.Exists(Path.GetDirectoryName(to)))
                continue;
            Directory.CreateDirectory(to);
            foreach (var file in Directory.EnumerateFiles(from).Where(static f => Path.GetFileName(f) is var name && (name == "project.assets.json" || name.EndsWith(".nuget.g.props", StringComparison.Ordinal) || name.EndsWith(".nuget.g.targets", StringComparison.Ordinal))))
                File.WriteAllText(Path.Combine(to, Path.GetFileName(file)), File.ReadAllText(file).Replace(top + Path.DirectorySeparatorChar, Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal));
        }
    }

    /// <summary>Writes a solution of those of some projects that are there.</summary>
    public string WriteSolution(string folder, IEnumerable<string> projects)
    {
        var file = Path.Combine(folder, "backend-rules.slnx");
        var there = projects.Select(p => Path.Combine(Folder, p)).Where(File.Exists).Select(p => new XElement("Project", new XAttribute("Path", Path.GetRelativePath(folder, p))));
        new XElement("Solution", there).Save(file);
        return file;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A build server may still hold a file; the folder is in the place that the system clears.
        }
    }

    private async Task WriteAsync(string repository, string sha, string under, CancellationToken cancellation)
    {
        var git = new GitFolder(repository);
        var entries = await git.ListAsync(sha, cancellation).ConfigureAwait(false);
        var (links, big) = (entries.Count(static e => e.Mode == Link), entries.Count(static e => e.Size > MaxFile));
        if (links > 0)
            _notes.Add($"{links} symbolic links of {Named(under)} are not followed");
        if (big > 0)
            _notes.Add($"{big} files of {Named(under)} above 16 MB are left out");
        var files = entries.Where(static e => e.Mode is not (Link or SubmoduleMode) && e.Size <= MaxFile).ToList();
        var written = 0;
        await git.ReadAsync(
            files,
            async (entry, bytes) =>
            {
                if (Place(under, entry.Path) is not { } file)
                    return;
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                await File.WriteAllBytesAsync(file, bytes, cancellation).ConfigureAwait(false);
                written++;
            },
            cancellation).ConfigureAwait(false);
        if (written < files.Count)
            _notes.Add($"{files.Count - written} files of {Named(under)} can't be read from the repository");
        foreach (var submodule in entries.Where(static e => e.Mode == SubmoduleMode))
            await WriteSubmoduleAsync(repository, submodule, under, cancellation).ConfigureAwait(false);
    }

    private async Task WriteSubmoduleAsync(string repository, TreeEntry submodule, string under, CancellationToken cancellation)
    {
        var folder = Path.Combine(repository, submodule.Path);
        var name = Shown.Short(under + submodule.Path);
        if (!Path.Exists(Path.Combine(folder, ".git")) || await new GitFolder(folder).CommitAsync(submodule.Sha, cancellation).ConfigureAwait(false) is null)
        {
            _notes.Add($"the submodule {name} isn't there at {submodule.Sha[..7]}");
            return;
        }

        await WriteAsync(folder, submodule.Sha, under + submodule.Path + "/", cancellation).ConfigureAwait(false);
    }

    // Git refuses names that lead out of a tree; a repository made by hand may hold them all the same.
    private string? Place(string under, string path)
    {
        var full = Path.GetFullPath(under + path, Folder);
        return full.StartsWith(Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? full : null;
    }

    private static string Named(string under) => under.Length == 0 ? "the commit" : "the submodule " + Shown.Short(under.TrimEnd('/'));
}
