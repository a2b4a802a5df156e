using System.Collections.Frozen;
using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>When the files of a solution were last written and how long they were: what tells that one has changed.</summary>
internal sealed class FileStamps
{
    private static readonly string[] s_skipped = ["bin", "obj", "node_modules", ".git"];
    private readonly FrozenDictionary<string, (DateTime Written, long Length)> _documents;
    private readonly FrozenDictionary<string, (DateTime Written, long Length)> _inputs;
    private readonly FrozenSet<string> _sources;

    private FileStamps(
        FrozenDictionary<string, (DateTime Written, long Length)> documents, FrozenDictionary<string, (DateTime Written, long Length)> inputs, FrozenSet<string> sources)
    {
        _documents = documents;
        _inputs = inputs;
        _sources = sources;
    }

    public static FileStamps Of(Solution solution, Confinement root) => new(
        Documents(solution).Distinct(StringComparer.Ordinal).ToFrozenDictionary(static f => f, Stamp, StringComparer.Ordinal),
        Inputs(solution).Distinct(StringComparer.Ordinal).ToFrozenDictionary(static f => f, Stamp, StringComparer.Ordinal),
        Sources(solution, root));

    /// <summary>The source files whose content may have changed.</summary>
    public IReadOnlyList<string> Changed(Solution solution) => [.. _documents.Where(pair => Stamp(pair.Key) != pair.Value).Select(static pair => pair.Key)];

    /// <summary>Whether the solution has to be read again: a project or a setting changed, or a source file came or went.</summary>
    public bool IsStale(Solution solution, Confinement root) =>
        _inputs.Any(static pair => Stamp(pair.Key) != pair.Value) || _documents.Keys.Any(static f => !File.Exists(f)) || !Sources(solution, root).SetEquals(_sources);

    private static IEnumerable<string> Documents(Solution solution) =>
        solution.Projects.SelectMany(static p => p.Documents.Concat(p.AdditionalDocuments)).Select(static d => d.FilePath).OfType<string>();

    private static IEnumerable<string> Inputs(Solution solution)
    {
        foreach (var project in solution.Projects)
        {
            foreach (var file in project.AnalyzerConfigDocuments.Select(static d => d.FilePath).OfType<string>())
                yield return file;
            if (project.FilePath is not { } path)
                continue;
            yield return path;
            for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
            {
                foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", ".editorconfig", ".globalconfig", ".gitignore" })
                    yield return Path.Combine(folder, name);
                yield return Path.Combine(folder, "obj", "project.assets.json");
            }
        }

        if (solution.FilePath is { } file2)
            yield return file2;
    }

    private static FrozenSet<string> Sources(Solution solution, Confinement root)
    {
        var folders = solution.Projects.Select(static p => Path.GetDirectoryName(p.FilePath)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var outer = folders.Where(f => !folders.Any(o => o != f && f.StartsWith(o + Path.DirectorySeparatorChar, StringComparison.Ordinal)));
        return outer.SelectMany(Below).Concat(ConfigurationFiles.Candidates(root)).ToFrozenSet(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Below(string folder)
    {
        var options = new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.System };
        foreach (var file in Directory.EnumerateFiles(folder, "*.cs", options))
            yield return file;
        foreach (var below in Directory.EnumerateDirectories(folder, "*", options))
        {
            if (s_skipped.Contains(Path.GetFileName(below), StringComparer.OrdinalIgnoreCase))
                continue;
            foreach (var file in Below(below))
                yield return file;
        }
    }

    private static (DateTime Written, long Length) Stamp(string file)
    {
        var info = new FileInfo(file);
        return info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
    }
}
