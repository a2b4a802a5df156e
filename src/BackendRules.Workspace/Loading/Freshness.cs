using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules.Workspaces;

/// <summary>Keeps an open solution equal to the files.</summary>
public static class Freshness
{
    /// <summary>Takes edited source files in.</summary>
    /// <returns>The changed files, or <see langword="null"/> when the solution has to be loaded again.</returns>
    public static async Task<IReadOnlyList<string>?> RefreshAsync(LoadedSolution loaded, CancellationToken cancellation = default)
    {
        if (loaded.Stamps.IsStale(loaded.Solution))
            return null;
        var changed = loaded.Stamps.Changed(loaded.Solution);
        if (changed.Count == 0)
            return changed;
        var solution = loaded.Solution;
        foreach (var file in changed)
        {
            SourceText text;
            try
            {
                await using var stream = File.OpenRead(file);
                text = SourceText.From(stream, Encoding.UTF8);
            }
            catch (IOException)
            {
                return null;
            }

            foreach (var id in solution.GetDocumentIdsWithFilePath(file))
            {
                if (solution.GetDocument(id) is { } document && !(await document.GetTextAsync(cancellation).ConfigureAwait(false)).ContentEquals(text))
                    solution = solution.WithDocumentText(id, text);
            }
        }

        loaded.Solution = solution;
        loaded.Stamps = FileStamps.Of(solution);
        return changed;
    }
}
