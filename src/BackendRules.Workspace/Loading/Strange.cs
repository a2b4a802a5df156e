using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules.Workspaces;

/// <summary>What a project takes for one of its files and is none.</summary>
/// <param name="Project">The project's file.</param>
/// <param name="Path">Where it lies.</param>
internal sealed record Strange(string? Project, string Path)
{
    /// <summary>A solution in which nothing waits for those: they are there, and empty.</summary>
    public static Solution Emptied(Solution solution, out IReadOnlyList<Strange> found)
    {
        var all = new List<Strange>();
        // As a loader: another text would be compared with the first one, which can't be read.
        var nothing = TextLoader.From(TextAndVersion.Create(SourceText.From("", Encoding.UTF8), VersionStamp.Create()));
        foreach (var project in solution.Projects)
        {
            foreach (var document in project.Documents.Concat(project.AdditionalDocuments).Concat(project.AnalyzerConfigDocuments))
            {
                if (document.FilePath is not { } path || !PlainFile.IsOther(path))
                    continue;
                all.Add(new Strange(project.FilePath, path));
                solution = document switch
                {
                    Document => solution.WithDocumentTextLoader(document.Id, nothing, PreservationMode.PreserveValue),
                    AnalyzerConfigDocument => solution.WithAnalyzerConfigDocumentTextLoader(document.Id, nothing, PreservationMode.PreserveValue),
                    _ => solution.WithAdditionalDocumentTextLoader(document.Id, nothing, PreservationMode.PreserveValue),
                };
            }
        }

        found = all;
        return solution;
    }

    public LoadProblem Told(Confinement root) => new(
        Project is null ? null : root.Show(Project), "not_a_file", $"'{root.Show(Path)}' is a pipe, a socket, a device or a link to nothing, and is left out.");
}
