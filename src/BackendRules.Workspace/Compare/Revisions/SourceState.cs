using System.Security.Cryptography;

namespace BackendRules.Workspaces;

/// <summary>
/// Whether a work tree still holds what a comparison saw: the files that it reads and that differ from the base, by content. A commit of the same content changes nothing.
/// </summary>
internal static class SourceState
{
    private const string Gone = "gone";

    /// <summary>By path below <paramref name="top"/>, what the files that differ hold.</summary>
    /// <param name="top">The top folder of the repository.</param>
    /// <param name="changes">What differs in the work tree from the base.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<SortedDictionary<string, string>> OfAsync(string top, IReadOnlyList<FileChange> changes, CancellationToken cancellation)
    {
        var state = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            if (change.Before is { } before && IsRead(before))
                state[before] = Gone;
            if (IsRead(change.Path) && !change.IsSubmodule)
                state[change.Path] = await HashAsync(Path.Combine(top, change.Path), cancellation).ConfigureAwait(false);
        }

        return state;
    }

    /// <summary>The same of what differs now from a base, or from nothing where there is no commit.</summary>
    public static async Task<SortedDictionary<string, string>> OfAsync(GitFolder git, string top, string? sha, CancellationToken cancellation) =>
        await OfAsync(top, await git.ChangesAsync(sha ?? await git.EmptyTreeAsync(cancellation).ConfigureAwait(false), null, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);

    /// <summary>The files that hold something else in one of two states.</summary>
    public static IReadOnlyList<string> Between(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        [.. one.Keys.Union(other.Keys, StringComparer.Ordinal).Where(file => one.GetValueOrDefault(file) != other.GetValueOrDefault(file)).Order(StringComparer.Ordinal)];

    // What a comparison writes itself, such as a report in the work tree, is not read by it.
    private static bool IsRead(string path) => path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".razor", StringComparison.OrdinalIgnoreCase)
        || CodeText.Wants(path) || SuppressionDelta.Wants(path) || DependencyDelta.Wants(path) || ConfigurationDelta.Wants(path) || BuildInputs.Decides(new FileChange("modified", path));

    private static async Task<string> HashAsync(string file, CancellationToken cancellation)
    {
        try
        {
            if (File.Exists(file) && !PlainFile.IsOther(file))
                return Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, cancellation).ConfigureAwait(false)))[..16];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file that can't be read now is another state than one that can.
        }

        return Gone;
    }
}
