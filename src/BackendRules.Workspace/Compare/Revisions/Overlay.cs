using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules.Workspaces;

/// <summary>Earlier sources in the projects of now: no second load, no files written.</summary>
internal sealed class Overlay(GitFolder git, string top)
{
    /// <summary>The solution as it was in a commit, as far as sources go.</summary>
    public async Task<Solution> ApplyAsync(Solution solution, string sha, IEnumerable<FileChange> changes, CancellationToken cancellation)
    {
        var all = changes.Where(static c => !c.IsSubmodule && !BuildInputs.IsSetting(c.Path)).ToList();
        var wanted = all.Where(c => c.Kind != "added" && (Path.GetExtension(c.Before ?? c.Path) == ".cs" || !solution.GetDocumentIdsWithFilePath(Full(c.Before ?? c.Path)).IsEmpty));
        var texts = await git.ReadAsync(sha, wanted.Select(static c => c.Before ?? c.Path), cancellation).ConfigureAwait(false);
        foreach (var change in all)
        {
            if (change.Kind is "added" or "renamed")
                solution = Without(solution, Full(change.Path));
            if (change.Kind == "added")
                continue;
            var before = change.Before ?? change.Path;
            if (texts.TryGetValue(before, out var bytes))
                solution = With(solution, Full(before), SourceText.From(bytes, bytes.Length, Encoding.UTF8));
        }

        return solution;
    }

    private string Full(string path) => Path.GetFullPath(path, top);

    private static Solution Without(Solution solution, string file)
    {
        foreach (var id in solution.GetDocumentIdsWithFilePath(file))
        {
            if (solution.GetDocument(id) is not null)
                solution = solution.RemoveDocument(id);
            else if (solution.GetAdditionalDocument(id) is not null)
                solution = solution.RemoveAdditionalDocument(id);
        }

        return solution;
    }

    private static Solution With(Solution solution, string file, SourceText text)
    {
        var ids = solution.GetDocumentIdsWithFilePath(file);
        foreach (var id in ids)
        {
            if (solution.GetDocument(id) is not null)
                solution = solution.WithDocumentText(id, text);
            else if (solution.GetAdditionalDocument(id) is not null)
                solution = solution.WithAdditionalDocumentText(id, text);
        }

        if (!ids.IsEmpty || !file.EndsWith(".cs", StringComparison.OrdinalIgnoreCase))
            return solution;
        foreach (var project in Owners(solution, file))
            solution = solution.AddDocument(DocumentId.CreateNewId(project.Id), Path.GetFileName(file), text, filePath: file);
        return solution;
    }

    // A project takes the sources below its folder, unless another project lies nearer.
    private static List<Project> Owners(Solution solution, string file) =>
        [.. solution.Projects.Where(p => p is { Language: LanguageNames.CSharp, FilePath: not null } && Below(file, Path.GetDirectoryName(p.FilePath)!))
            .GroupBy(static p => Path.GetDirectoryName(p.FilePath)!.Length).OrderByDescending(static g => g.Key).FirstOrDefault() ?? Enumerable.Empty<Project>()];

    private static bool Below(string file, string folder)
    {
        if (!file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return false;
        var first = file[(folder.Length + 1)..].Split(Path.DirectorySeparatorChar)[0];
        return first is not ("bin" or "obj");
    }
}
