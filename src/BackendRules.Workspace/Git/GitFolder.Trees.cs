using System.Globalization;
using System.Text;

namespace BackendRules.Workspaces;

/// <summary>What happened to a file between two revisions.</summary>
/// <param name="Kind">added, deleted, modified or renamed.</param>
/// <param name="Path">Its name now, or before when it is gone; relative to the top.</param>
/// <param name="Before">Its earlier name.</param>
/// <param name="IsSubmodule">Whether it stands for another repository.</param>
public sealed record FileChange(string Kind, string Path, string? Before = null, bool IsSubmodule = false);

/// <summary>An entry of a commit's tree.</summary>
/// <param name="Mode">100644 and its like, 120000 for a link, 160000 for a submodule.</param>
/// <param name="Sha">The blob, or the submodule's commit.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Path">Relative to the top.</param>
internal sealed record TreeEntry(string Mode, string Sha, long Size, string Path);

/// <content>Whole trees and differences.</content>
public sealed partial class GitFolder
{
    private const string Submodule = "160000";

    /// <summary>What changed between a commit and another one, or the work tree with its new files; renames are recognised.</summary>
    public async Task<IReadOnlyList<FileChange>> ChangesAsync(string from, string? to, CancellationToken cancellation = default)
    {
        string[] arguments = ["--raw", "-z", "-M50%", "--abbrev=64", "--ignore-submodules=dirty", from, .. to is null ? Array.Empty<string>() : [to], "--"];
        var output = await DiffAsync(cancellation, arguments).ConfigureAwait(false);
        var changes = Parse(output.Split('\0', StringSplitOptions.RemoveEmptyEntries)).ToList();
        if (to is null)
        {
            var (_, untracked) = await RunAsync(cancellation, "ls-files", "-o", "--exclude-standard", "-z", "--full-name", ":/").ConfigureAwait(false);
            changes.AddRange(untracked.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(static f => new FileChange("added", f)));
        }

        return [.. changes.OrderBy(static c => c.Path, StringComparer.Ordinal)];
    }

    /// <summary>The tree without files, which every repository knows: what there was before the first commit.</summary>
    internal async Task<string> EmptyTreeAsync(CancellationToken cancellation) =>
        (await RunAsync(cancellation, "hash-object", "-t", "tree", "--stdin").ConfigureAwait(false)).Output.Trim();

    /// <summary>Whether the clone lacks history.</summary>
    public async Task<bool> IsShallowAsync(CancellationToken cancellation = default) =>
        (await RunAsync(cancellation, "rev-parse", "--is-shallow-repository").ConfigureAwait(false)).Output.Trim() == "true";

    /// <summary>The branch, or <see langword="null"/> on a detached head.</summary>
    public async Task<string?> BranchAsync(CancellationToken cancellation = default) =>
        await RunAsync(cancellation, "symbolic-ref", "--quiet", "--short", "HEAD").ConfigureAwait(false) is (0, var output) ? output.Trim() : null;

    /// <summary>All files of a commit.</summary>
    internal async Task<IReadOnlyList<TreeEntry>> ListAsync(string sha, CancellationToken cancellation)
    {
        var (code, output) = await RunAsync(cancellation, "ls-tree", "-r", "-l", "-z", "--full-tree", sha).ConfigureAwait(false);
        if (code != 0)
            throw new Fault("base_not_found", $"The files of commit '{Shown.Short(sha)}' can't be read.", "A partial or shallow clone may lack them: git fetch brings them.");
        return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(static line =>
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            var fields = line[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return new TreeEntry(fields[0], fields[2], long.TryParse(fields[3], CultureInfo.InvariantCulture, out var size) ? size : 0, line[(tab + 1)..]);
        })];
    }

    /// <summary>Files as they were in a commit, by their names; what wasn't there isn't given.</summary>
    internal async Task<IReadOnlyDictionary<string, byte[]>> ReadAsync(string sha, IEnumerable<string> files, CancellationToken cancellation)
    {
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var asked = files.Distinct(StringComparer.Ordinal).Where(static f => !f.Contains('\n', StringComparison.Ordinal)).Select(f => new TreeEntry("", $"{sha}:{f}", 0, f)).ToList();
        await ReadAsync(
            asked,
            (entry, bytes) =>
            {
                found[entry.Path] = bytes;
                return Task.CompletedTask;
            },
            cancellation).ConfigureAwait(false);
        return found;
    }

    /// <summary>Reads blobs, one process for all; what is missing isn't given.</summary>
    internal async Task ReadAsync(IReadOnlyList<TreeEntry> entries, Func<TreeEntry, byte[], Task> take, CancellationToken cancellation)
    {
        using var process = Start("cat-file", "--batch");
        var error = process.StandardError.ReadToEndAsync(cancellation);
        var asking = Task.Run(
            async () =>
            {
                foreach (var entry in entries)
                    await process.StandardInput.WriteAsync((entry.Sha + "\n").AsMemory(), cancellation).ConfigureAwait(false);
                process.StandardInput.Close();
            },
            cancellation);
        var answers = new BufferedStream(process.StandardOutput.BaseStream, 1 << 16);
        foreach (var entry in entries)
        {
            var header = (await LineAsync(answers, cancellation).ConfigureAwait(false)).Split(' ');
            if (header.Length != 3 || header[2] == "missing" || !int.TryParse(header[2], CultureInfo.InvariantCulture, out var size))
                continue;
            var bytes = new byte[size];
            await answers.ReadExactlyAsync(bytes, cancellation).ConfigureAwait(false);
            answers.ReadByte();
            await take(entry, bytes).ConfigureAwait(false);
        }

        await asking.ConfigureAwait(false);
        await error.ConfigureAwait(false);
        await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
    }

    private static IEnumerable<FileChange> Parse(string[] fields)
    {
        for (var i = 0; i + 1 < fields.Length; i++)
        {
            var words = fields[i].TrimStart(':').Split(' ');
            var isSubmodule = words[0] == Submodule || words[1] == Submodule;
            switch (words[4][0])
            {
                case 'R':
                    yield return new FileChange("renamed", fields[i + 2], fields[i + 1], isSubmodule);
                    i += 2;
                    break;
                case 'C':
                    yield return new FileChange("added", fields[i + 2], null, isSubmodule);
                    i += 2;
                    break;
                case var letter:
                    yield return new FileChange(letter switch { 'A' => "added", 'D' => "deleted", _ => "modified" }, fields[++i], null, isSubmodule);
                    break;
            }
        }
    }

    private static async Task<string> LineAsync(BufferedStream stream, CancellationToken cancellation)
    {
        var line = new List<byte>(80);
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellation).ConfigureAwait(false) == 1 && one[0] != '\n')
            line.Add(one[0]);
        return Encoding.UTF8.GetString([.. line]);
    }
}
