using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace BackendRules.Workspaces;

/// <summary>A repository, read only: refs, index, work tree and stash stay as they are, and nothing that it configures is run.</summary>
public sealed partial class GitFolder(string folder)
{
    private static readonly string[] s_fixed =
    [
        "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.file.allow=never", "-c", "core.quotePath=false", "--no-pager",
    ];

    /// <summary>The top folder of the repository that a folder is in, or <see langword="null"/>.</summary>
    public static async Task<string?> TopAsync(string folder, CancellationToken cancellation = default)
    {
        var (code, output) = await new GitFolder(folder).RunAsync(cancellation, "rev-parse", "--show-toplevel").ConfigureAwait(false);
        return code == 0 ? Path.GetFullPath(output.Trim()) : null;
    }

    /// <summary>Why a folder isn't seen as part of a repository.</summary>
    internal static async Task<Fault> WithoutRepositoryAsync(string folder, CancellationToken cancellation)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (!Path.Exists(Path.Combine(at, ".git")))
                continue;
            await new GitFolder(folder).RunAsync(cancellation, "version").ConfigureAwait(false);
            return new Fault("git_unavailable", "git doesn't read the repository; it may belong to somebody else.", "git config --global --add safe.directory and the folder lets git read it.");
        }

        return new Fault("git_unavailable", "The root is in no git repository.", "Comparing needs two revisions; analyze works without git.");
    }

    /// <summary>The commit to measure a change against: the one asked for, else where the branch left the main one, else the last commit.</summary>
    /// <param name="asked">The commit or branch asked for.</param>
    /// <param name="cancellation">Stops.</param>
    /// <param name="head">The commit that is compared.</param>
    public async Task<BaseChoice> ChooseBaseAsync(string? asked, CancellationToken cancellation = default, string head = "HEAD")
    {
        if (asked is not null)
        {
            var sha = await CommitAsync(asked, cancellation).ConfigureAwait(false)
                ?? throw new Fault("base_not_found", $"There is no commit '{Shown.Short(asked)}'.", await BringItAsync(cancellation).ConfigureAwait(false));
            var merge = await MergeBaseAsync(head, sha, cancellation).ConfigureAwait(false);
            return new BaseChoice(merge ?? sha, asked, merge is null ? await WithoutMergeBaseAsync(cancellation).ConfigureAwait(false) : merge == sha ? "asked for" : $"asked for; where the branch left {asked}");
        }

        var last = await CommitAsync(head, cancellation).ConfigureAwait(false);
        foreach (var candidate in new[] { "origin/HEAD", "origin/main", "origin/master", "main", "master" })
        {
            if (await CommitAsync(candidate, cancellation).ConfigureAwait(false) is not { } sha || await MergeBaseAsync(head, sha, cancellation).ConfigureAwait(false) is not { } merge)
                continue;
            if (merge == last && head != "HEAD" && await CommitAsync(head + "^", cancellation).ConfigureAwait(false) is { } parent)
                return new BaseChoice(parent, head + "^", $"the commit before, because {candidate} holds the one that is compared");
            return new BaseChoice(merge, candidate, merge == last && head == "HEAD" ? $"merge base with {candidate}, which is the last commit: only what isn't committed counts as changed" : $"merge base with {candidate}");
        }

        if (last is not null)
        {
            var why = await IsShallowAsync(cancellation).ConfigureAwait(false) ? " (the clone is shallow, so where the branch left the main one is unknown)" : "";
            return new BaseChoice(last, head, "last commit: only what isn't committed counts as changed" + why);
        }

        throw new Fault("base_not_found", "The repository has no commit yet.", "Use analyze with the scope 'solution'.");
    }

    /// <summary>The files that differ from a commit, new ones included; absolute paths.</summary>
    public async Task<IReadOnlyList<string>> ChangedAsync(string sha, CancellationToken cancellation = default)
    {
        var differs = await DiffAsync(cancellation, "--no-renames", "--name-only", "-z", "--diff-filter=d", sha, "--").ConfigureAwait(false);
        var (_, untracked) = await RunAsync(cancellation, "ls-files", "-o", "--exclude-standard", "-z", "--full-name", ":/").ConfigureAwait(false);
        var top = await TopAsync(folder, cancellation).ConfigureAwait(false) ?? folder;
        return [.. (differs + untracked).Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Select(f => Path.GetFullPath(f, top)).Order(StringComparer.Ordinal)];
    }

    /// <summary>The commit that a name means, or <see langword="null"/>.</summary>
    public async Task<string?> CommitAsync(string name, CancellationToken cancellation = default)
    {
        if (!RefName().IsMatch(name))
            return null;
        var (code, output) = await RunAsync(cancellation, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}").ConfigureAwait(false);
        return code == 0 ? output.Trim() : null;
    }

    /// <summary>A file as it was in a commit, or <see langword="null"/>.</summary>
    public async Task<byte[]?> ReadAsync(string sha, string relative, CancellationToken cancellation = default)
    {
        var (code, bytes, _) = await RunBytesAsync(cancellation, "cat-file", "blob", $"{sha}:{relative}").ConfigureAwait(false);
        return code == 0 ? bytes : null;
    }

    /// <summary>How a commit that isn't there may come.</summary>
    internal async Task<string> BringItAsync(CancellationToken cancellation) =>
        await IsShallowAsync(cancellation).ConfigureAwait(false) ? "The clone is shallow: git fetch --unshallow brings the history (fetch-depth: 0 in CI)." : "git fetch may bring it.";

    private async Task<string> WithoutMergeBaseAsync(CancellationToken cancellation)
    {
        return await IsShallowAsync(cancellation).ConfigureAwait(false) ? "asked for; the clone is shallow, so where the branch left it is unknown" : "asked for; there is no common ancestor";
    }

    private async Task<string?> MergeBaseAsync(string head, string sha, CancellationToken cancellation)
    {
        var (code, output) = await RunAsync(cancellation, "merge-base", head, sha).ConfigureAwait(false);
        return code == 0 ? output.Trim() : null;
    }

    private async Task<string> DiffAsync(CancellationToken cancellation, params string[] arguments)
    {
        var (code, output, error) = await RunBytesAsync(cancellation, ["diff", "--no-ext-diff", "--no-textconv", .. arguments]).ConfigureAwait(false);
        return code == 0 ? Encoding.UTF8.GetString(output) : throw new Fault("git_unavailable", $"git diff failed: {Shown.Short(error.Trim(), 200)}");
    }

    private async Task<(int Code, string Output)> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        var (code, bytes, _) = await RunBytesAsync(cancellation, arguments).ConfigureAwait(false);
        return (code, Encoding.UTF8.GetString(bytes));
    }

    private async Task<(int Code, byte[] Output, string Error)> RunBytesAsync(CancellationToken cancellation, params string[] arguments)
    {
        using var process = Start(arguments);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(cancellation);
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output, cancellation).ConfigureAwait(false);
        await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        return (process.ExitCode, output.ToArray(), await error.ConfigureAwait(false));
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in s_fixed.Concat(arguments))
            start.ArgumentList.Add(argument);
        // Inside a hook these name the hook's repository, whatever the folder is.
        foreach (var name in new[] { "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR" })
            start.Environment.Remove(name);
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        try
        {
            return Process.Start(start) ?? throw new Fault("git_unavailable", "git can't be started.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new Fault("git_unavailable", "git is not installed.");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][\w./@{}^~-]{0,199}\z")]
    private static partial Regex RefName();
}
