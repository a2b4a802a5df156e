namespace BackendRules.Workspaces;

/// <summary>Whether a comparison still says what is there.</summary>
public static class Staleness
{
    private const int Named = 3;

    /// <summary>What has changed since a comparison was made, as a sentence; <see langword="null"/> when nothing has. A comparison of two commits stays true, one of branches until they move.</summary>
    /// <param name="comparison">As it was kept.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<string?> FindAsync(Comparison comparison, CancellationToken cancellation)
    {
        if (comparison.Root is not { } root)
            return null;
        if (!Directory.Exists(root) || await GitFolder.TopAsync(root, cancellation).ConfigureAwait(false) is not { } top)
            return comparison.Sources is null ? null : "The work tree that was compared is gone.";
        var git = new GitFolder(top);
        return await MovedAsync(comparison, git, cancellation).ConfigureAwait(false)
            ?? (comparison.Sources is { } then ? await EditedAsync(then, comparison.Revisions.Base?.Sha, git, top, cancellation).ConfigureAwait(false) : null);
    }

    /// <summary>Refuses a comparison that no longer says what is there.</summary>
    /// <param name="comparison">As it was kept.</param>
    /// <param name="wayOut">What else the caller can do, for the hint; or nothing.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="Fault"><c>stale_comparison</c>: something has changed since.</exception>
    public static async Task CheckAsync(Comparison comparison, string wayOut, CancellationToken cancellation)
    {
        if (await FindAsync(comparison, cancellation).ConfigureAwait(false) is { } changed)
            throw Refusal(changed, wayOut);
    }

    /// <summary>The refusal of what has changed since.</summary>
    public static Fault Refusal(string changed, string wayOut) => new("stale_comparison", changed, $"Compare again, and report that.{wayOut}") { Retryable = true };

    private static async Task<string?> EditedAsync(IReadOnlyDictionary<string, string> then, string? sha, GitFolder git, string top, CancellationToken cancellation)
    {
        var changed = SourceState.Between(then, await SourceState.OfAsync(git, top, sha, cancellation).ConfigureAwait(false));
        return changed.Count == 0 ? null
            : $"The work tree has changed since it was compared: {string.Join(", ", changed.Take(Named).Select(static file => Shown.Short(file, 100)))}{(changed.Count > Named ? $" and {changed.Count - Named} more" : "")}.";
    }

    private static async Task<string?> MovedAsync(Comparison comparison, GitFolder git, CancellationToken cancellation)
    {
        var (from, to) = (comparison.Asked?.Base, comparison.Asked?.Head);
        if (to is not null && !IsHere(to) && await git.CommitAsync(to, cancellation).ConfigureAwait(false) is var now && now != comparison.Revisions.Head)
            return Moved(to, now);
        if (from is null || IsHere(from) || from == await git.BranchAsync(cancellation).ConfigureAwait(false) && to is null)
            return null;
        // What counts is where the work left the branch: that it goes on alone changes nothing.
        if (await git.CommitAsync(from, cancellation).ConfigureAwait(false) is null)
            return Moved(from, null);
        var choice = await git.ChooseBaseAsync(from, cancellation, to is null ? "HEAD" : comparison.Revisions.Head ?? "HEAD").ConfigureAwait(false);
        return choice.Sha == comparison.Revisions.Base?.Sha ? null : Moved(from, choice.Sha);
    }

    // Committing what was compared moves these along.
    private static bool IsHere(string name) => name[0] == '@' || name.StartsWith("HEAD", StringComparison.Ordinal);

    private static string Moved(string name, string? now) =>
        $"'{Shown.Short(name)}' has moved since it was compared: {(now is null ? "it is gone" : $"{now[..7]} is what counts now")}.";
}
