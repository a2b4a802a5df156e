using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules.Workspaces;

/// <summary>What a change brought.</summary>
/// <param name="Base">The commit it is measured against.</param>
/// <param name="Files">The changed files.</param>
/// <param name="Unchanged">Findings, by index, that the base has as well.</param>
/// <param name="Gone">How many findings of the base are gone.</param>
internal sealed record Change(BaseChoice Base, IReadOnlySet<string> Files, IReadOnlySet<int> Unchanged, int Gone);

/// <summary>
/// Tells the findings of a change from those that were there before: the changed source files are laid over the loaded solution as they were in the base
/// commit, and both sides are analysed with the same rules and settings.
/// </summary>
internal sealed class ChangedScope(LoadedSolution loaded, Analysis analysis)
{
    public async Task<Change> ChooseAsync(AnalysisResult current, string? asked, CancellationToken cancellation)
    {
        var git = new GitFolder(loaded.Root.Root);
        var top = await GitFolder.TopAsync(loaded.Root.Root, cancellation).ConfigureAwait(false)
            ?? throw new Fault("git_unavailable", "The root is in no git repository.", "Use the scope 'solution'.");
        var choice = await git.ChooseBaseAsync(asked, cancellation).ConfigureAwait(false);
        var changed = await git.ChangedAsync(choice.Sha, cancellation).ConfigureAwait(false);
        var shown = changed.Where(loaded.Root.Contains).Select(loaded.Root.Show).ToHashSet(StringComparer.Ordinal);
        var before = await OverlayAsync(git, top, choice.Sha, changed, cancellation).ConfigureAwait(false);
        var earlier = await analysis.RunAsync(before, loaded.Root, loaded.Problems, null, cancellation).ConfigureAwait(false);
        var matches = Matching.Match(Knowns(earlier), Knowns(current), static _ => true);
        return new Change(choice, shown, matches.Pairs.Keys.ToHashSet(), matches.Absent.Count);
    }

    private async Task<Solution> OverlayAsync(GitFolder git, string top, string sha, IReadOnlyList<string> changed, CancellationToken cancellation)
    {
        var solution = loaded.Solution;
        foreach (var file in changed)
        {
            var ids = solution.GetDocumentIdsWithFilePath(file);
            if (ids.IsEmpty)
                continue;
            var bytes = await git.ReadAsync(sha, Path.GetRelativePath(top, file).Replace('\\', '/'), cancellation).ConfigureAwait(false);
            foreach (var id in ids)
            {
                if (bytes is null && solution.GetDocument(id) is not null)
                    solution = solution.RemoveDocument(id);
                else if (bytes is not null && solution.GetDocument(id) is not null)
                    solution = solution.WithDocumentText(id, SourceText.From(bytes, bytes.Length, Encoding.UTF8));
            }
        }

        return solution;
    }

    private static List<Recorded> Knowns(AnalysisResult result) =>
        [.. result.Findings.Select(Recorded.Of)];
}
