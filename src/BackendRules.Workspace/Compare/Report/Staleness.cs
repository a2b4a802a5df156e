namespace BackendRules.Workspaces;

/// <summary>Whether a comparison of the work tree still says what is there.</summary>
public static class Staleness
{
    private const int Named = 3;

    /// <summary>Refuses a comparison whose work tree has changed since. One of two commits stays true.</summary>
    /// <param name="comparison">As it was kept.</param>
    /// <param name="wayOut">What else the caller can do, for the hint; or nothing.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="Fault"><c>stale_comparison</c>: files that it reads hold something else now.</exception>
    public static async Task CheckAsync(Comparison comparison, string wayOut, CancellationToken cancellation)
    {
        if (comparison is not { Sources: { } then, Root: { } root, Revisions.Base.Sha: { } sha } || !Directory.Exists(root)
            || await GitFolder.TopAsync(root, cancellation).ConfigureAwait(false) is not { } top)
            return;
        var changes = await new GitFolder(top).ChangesAsync(sha, null, cancellation).ConfigureAwait(false);
        var changed = SourceState.Between(then, await SourceState.OfAsync(top, changes, cancellation).ConfigureAwait(false));
        if (changed.Count == 0)
            return;
        var names = string.Join(", ", changed.Take(Named).Select(static file => Shown.Short(file, 100))) + (changed.Count > Named ? $" and {changed.Count - Named} more" : "");
        throw new Fault("stale_comparison", $"The work tree has changed since {comparison.ComparisonId} was made: {names}.", $"Compare again, and report that.{wayOut}") { Retryable = true };
    }
}
