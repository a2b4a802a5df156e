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

    /// <summary>The commit to measure a change against: the one asked for, else where the branch left the main one, else the last commit.</summary>
    public async Task<BaseChoice> ChooseBaseAsync(string? asked, CancellationToken cancellation = default)
    {
        if (asked is not null)
        {
            var sha = await CommitAsync(asked, cancellation).ConfigureAwait(false)
                ?? throw new Fault("base_not_found", $"There is no commit '{Shown.Short(asked)}'.", "git fetch may bring it.");
            return new BaseChoice(await MergeBaseAsync(sha, cancellation).ConfigureAwait(false) ?? sha, asked, "asked for");
        }

        foreach (var candidate in new[] { "origin/HEAD", "origin/main", "origin/master", "main", "master" })
        {
            if (await CommitAsync(candidate, cancellation).ConfigureAwait(false) is { } sha && await MergeBaseAsync(sha, cancellation).ConfigureAwait(false) is { } merge)
                return new BaseChoice(merge, candidate, "merge base");
        }

        if (await CommitAsync("HEAD", cancellation).ConfigureAwait(false) is { } head)
            return new BaseChoice(head, "HEAD", "last commit: only what isn't committed counts as changed");
        throw new Fault("base_not_found", "The repository has no commit yet.", "Use the scope 'solution'.");
    }

    /// <summary>The files that differ from a commit, new ones included; absolute paths.</summary>
    public async Task<IReadOnlyList<string>> ChangedAsync(string sha, CancellationToken cancellation = default)
    {
        var (code, differs) = await RunAsync(cancellation, "diff", "--no-ext-diff", "--no-textconv", "--no-renames", "--name-only", "-z", "--diff-filter=d", sha, "--").ConfigureAwait(false);
        if (code != 0)
            throw new Fault("git_unavailable", "git diff failed.");
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
        var (code, bytes) = await RunBytesAsync(cancellation, "cat-file", "blob", $"{sha}:{relative}").ConfigureAwait(false);
        return code == 0 ? bytes : null;
    }

    private async Task<string?> MergeBaseAsync(string sha, CancellationToken cancellation)
    {
        var (code, output) = await RunAsync(cancellation, "merge-base", "HEAD", sha).ConfigureAwait(false);
        return code == 0 ? output.Trim() : null;
    }

    private async Task<(int Code, string Output)> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        var (code, bytes) = await RunBytesAsync(cancellation, arguments).ConfigureAwait(false);
        return (code, Encoding.UTF8.GetString(bytes));
    }

    private async Task<(int Code, byte[] Output)> RunBytesAsync(CancellationToken cancellation, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in s_fixed.Concat(arguments))
            start.ArgumentList.Add(argument);
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        try
        {
            using var process = Process.Start(start) ?? throw new Fault("git_unavailable", "git can't be started.");
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync(cancellation);
            using var output = new MemoryStream();
            await process.StandardOutput.BaseStream.CopyToAsync(output, cancellation).ConfigureAwait(false);
            await error.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return (process.ExitCode, output.ToArray());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new Fault("git_unavailable", "git is not installed.");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][\w./@{}^~-]{0,199}\z")]
    private static partial Regex RefName();
}
