using System.Text;

namespace BackendRules.Workspaces;

/// <summary>A changed file of the root as text, before and after.</summary>
/// <param name="File">Its name now, or before when it is gone; relative to the root.</param>
/// <param name="Before">The earlier text; <see langword="null"/> where there was none.</param>
/// <param name="After">The later text; <see langword="null"/> where there is none.</param>
internal sealed record ChangedText(string File, string? Before, string? After)
{
    private const int MaxLength = 2 << 20;

    /// <summary>The file's name without folders.</summary>
    public string Name => Path.GetFileName(File);

    /// <summary>Reads the changed files that a look wants.</summary>
    public static async Task<IReadOnlyList<ChangedText>> ReadAsync(RevisionPair pair, Func<string, bool> wanted, CancellationToken cancellation)
    {
        var texts = new List<ChangedText>();
        var changes = pair.RootChanges.Where(c => !c.IsSubmodule && (wanted(c.Path) || (c.Before is { } b && wanted(b)))).ToList();
        var earlier = pair.Choice is null ? new Dictionary<string, byte[]>()
            : await pair.Git.ReadAsync(pair.Choice.Sha, changes.Where(static c => c.Kind != "added").Select(static c => c.Before ?? c.Path), cancellation).ConfigureAwait(false);
        foreach (var change in changes)
        {
            var before = change.Kind == "added" ? null : earlier.GetValueOrDefault(change.Before ?? change.Path);
            var now = Path.Combine(pair.HeadTop, change.Path);
            var after = change.Kind == "deleted" || !System.IO.File.Exists(now) || PlainFile.IsOther(now) || !pair.Head.Root.Contains(now) ? null : await System.IO.File.ReadAllBytesAsync(now, cancellation).ConfigureAwait(false);
            texts.Add(new ChangedText(pair.Show(change.Path), Text(before), Text(after)));
        }

        return texts;
    }

    private static string? Text(byte[]? bytes)
    {
        if (bytes is null || bytes.Length > MaxLength)
            return null;
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
