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
        if (loaded.Stamps.IsStale(loaded.Solution, loaded.Root))
            return null;
        var changed = loaded.Stamps.Changed(loaded.Solution);
        if (changed.Count == 0)
            return changed;
        // What was no file and may be one now, and the other way round.
        if (changed.Any(file => loaded.Strange.Contains(file) || PlainFile.IsOther(file)))
            return null;
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
                if (Of(solution, id) is { } document && !(await document.GetTextAsync(cancellation).ConfigureAwait(false)).ContentEquals(text))
                    solution = With(solution, id, text);
            }
        }

        loaded.Solution = solution;
        loaded.Stamps = FileStamps.Of(solution, loaded.Root);
        return changed;
    }

    /// <summary>A source file, or a file beside the sources.</summary>
    internal static TextDocument? Of(Solution solution, DocumentId id) => (TextDocument?)solution.GetDocument(id) ?? solution.GetAdditionalDocument(id);

    /// <summary>A solution in which a source file, or a file beside the sources, has another text.</summary>
    internal static Solution With(Solution solution, DocumentId id, SourceText text) =>
        solution.GetDocument(id) is not null ? solution.WithDocumentText(id, text)
        : solution.GetAdditionalDocument(id) is not null ? solution.WithAdditionalDocumentText(id, text)
        : solution;
}
