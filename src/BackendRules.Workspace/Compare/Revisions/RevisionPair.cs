using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>One revision in memory.</summary>
/// <param name="Solution">The projects.</param>
/// <param name="Root">Where they lie.</param>
/// <param name="Problems">What couldn't be loaded.</param>
internal sealed record Side(Solution Solution, Confinement Root, ImmutableArray<LoadProblem> Problems)
{
    /// <summary>By full path, files beside the sources that had another text than they have there; null for those that were not there.</summary>
    public IReadOnlyDictionary<string, string?>? AsTheyWere { get; init; }
}

/// <summary>Two revisions of a solution in memory, and what differs between their files. The repository is only read.</summary>
internal sealed class RevisionPair : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly string _under;
    private string? _last;
    private string? _named;

    private RevisionPair(GitFolder git, string top, Confinement root, BaseChoice? choice, IReadOnlyList<FileChange> changes)
    {
        (Git, Top, Choice, Changes) = (git, top, choice, changes);
        _under = Path.GetRelativePath(top, root.Root).Replace('\\', '/') is var under && under == "." ? "" : under + "/";
    }

    /// <summary>The repository.</summary>
    public GitFolder Git { get; }

    /// <summary>Its top folder.</summary>
    public string Top { get; }

    /// <summary>The base; <see langword="null"/> when there is no commit.</summary>
    public BaseChoice? Choice { get; }

    /// <summary>The files that differ, relative to <see cref="Top"/>.</summary>
    public IReadOnlyList<FileChange> Changes { get; }

    /// <summary>Those of them that lie below the root.</summary>
    public IEnumerable<FileChange> RootChanges => Changes.Where(c => _under.Length == 0 || c.Path.StartsWith(_under, StringComparison.Ordinal));

    /// <summary>The earlier one; <see langword="null"/> when there was nothing.</summary>
    public Side? Base { get; private set; }

    /// <summary>The later one.</summary>
    public Side Head { get; private set; } = null!;

    /// <summary>Where the files of the later one are.</summary>
    public string HeadTop { get; private set; } = "";

    /// <summary>What the files that differ held when the two were taken into memory; <see langword="null"/> when a commit is looked at.</summary>
    public IReadOnlyDictionary<string, string>? Sources { get; private set; }

    /// <summary>How.</summary>
    public Revisions Revisions { get; private set; } = null!;

    /// <summary>Chooses the two, and looks at what the files hold: before they are loaded, so that an edit while loading counts as one.</summary>
    /// <param name="root">What may be read.</param>
    /// <param name="asked">The base asked for.</param>
    /// <param name="head">The commit that is compared; <see langword="null"/> for the work tree.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<RevisionPair> ChooseAsync(Confinement root, string? asked, string? head, CancellationToken cancellation)
    {
        var top = await GitFolder.TopAsync(root.Root, cancellation).ConfigureAwait(false)
            ?? throw await GitFolder.WithoutRepositoryAsync(root.Root, cancellation).ConfigureAwait(false);
        var git = new GitFolder(top);
        var last = await git.CommitAsync("HEAD", cancellation).ConfigureAwait(false);
        var named = head is null ? null : await git.CommitAsync(head, cancellation).ConfigureAwait(false)
            ?? throw new Fault("base_not_found", $"There is no commit '{Shown.Short(head)}'.", await git.BringItAsync(cancellation).ConfigureAwait(false));
        var choice = last is null && asked is null && named is null ? null : await git.ChooseBaseAsync(asked, cancellation, named ?? "HEAD").ConfigureAwait(false);
        var changes = choice is null ? [] : await git.ChangesAsync(choice.Sha, named, cancellation).ConfigureAwait(false);
        return new RevisionPair(git, top, root, choice, changes)
        {
            _last = last,
            _named = named,
            Sources = named is not null ? null
                : choice is null ? await SourceState.OfAsync(git, top, null, cancellation).ConfigureAwait(false)
                : await SourceState.OfAsync(top, changes, cancellation).ConfigureAwait(false),
        };
    }

    /// <summary>Brings both into memory.</summary>
    /// <param name="open">The solution as it is on disk.</param>
    /// <param name="progress">Told what is loaded.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task LoadAsync(LoadedSolution open, IProgress<string>? progress, CancellationToken cancellation)
    {
        var notes = new List<string>();
        var isWorkTree = _named is null || (_named == _last && (await Git.ChangesAsync(_named, null, cancellation).ConfigureAwait(false)).Count == 0);
        HeadTop = Top;
        Head = new Side(open.Solution, open.Root, open.Problems);
        if (!isWorkTree)
        {
            var (side, tree, why) = await WriteAsync(open, Top, _named!, restore: true, settings: false, progress, cancellation).ConfigureAwait(false);
            Head = side ?? throw new Fault("workspace_load_failed", $"The commit '{_named![..7]}' can't be loaded: {why}");
            HeadTop = tree.Folder;
            notes.AddRange(tree.Notes);
            if (why is not null)
                notes.Add(why);
        }

        notes.AddRange(Changes.Where(static c => c.IsSubmodule).Select(static c => $"the submodule {Shown.Short(c.Path)} {c.Kind}"));
        var target = Path.GetRelativePath(Top, open.Target).Replace('\\', '/');
        var isNew = target.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase) && Changes.Any(c => c.Kind == "added" && c.Path == target);
        var mode = Choice is null || isNew ? "empty" : Changes.Count == 0 ? "same" : Changes.Any(BuildInputs.Decides) ? "materialized" : "overlay";
        if (mode == "materialized")
        {
            var (side, tree, why) = await WriteAsync(open, HeadTop, Choice!.Sha, Changes.Any(BuildInputs.ChangesPackages), settings: true, progress, cancellation).ConfigureAwait(false);
            Base = side;
            notes.AddRange(tree.Notes);
            if (why is not null)
            {
                mode = "approximate";
                notes.Add($"the base as it was built then can't be had ({why})");
            }
        }

        Base ??= mode switch
        {
            "empty" => null,
            "same" => Head,
            _ => Head with
            {
                Solution = await new Overlay(Git, HeadTop).ApplyAsync(Head.Solution, Choice!.Sha, Changes, cancellation).ConfigureAwait(false),
                AsTheyWere = await TextsAsync(Choice.Sha, cancellation).ConfigureAwait(false),
            },
        };
        Revisions = new Revisions
        {
            Base = Choice,
            Head = _named ?? _last,
            Branch = await Git.BranchAsync(cancellation).ConfigureAwait(false),
            IsWorkTree = _named is null,
            Mode = mode,
            ChangedFiles = Changes.Count,
            RenamedFiles = Changes.Count(static c => c.Kind == "renamed"),
            Notes = notes,
        };
    }

    /// <summary>A file's name as results show it: relative to the root.</summary>
    public string Show(string path) => path.StartsWith(_under, StringComparison.Ordinal) ? path[_under.Length..] : "../" + path;

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = _owned.Count - 1; i >= 0; i--)
            _owned[i].Dispose();
    }

    private async Task<Dictionary<string, string?>> TextsAsync(string sha, CancellationToken cancellation)
    {
        var changes = Changes.Where(static c => !c.IsSubmodule && (CodeText.Wants(c.Path) || (c.Before is { } before && CodeText.Wants(before)))).ToList();
        var earlier = await Git.ReadAsync(sha, changes.Where(static c => c.Kind != "added").Select(static c => c.Before ?? c.Path), cancellation).ConfigureAwait(false);
        var texts = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            texts[Path.GetFullPath(change.Path, HeadTop)] = null;
            if (change.Kind != "added" && earlier.TryGetValue(change.Before ?? change.Path, out var bytes))
                texts[Path.GetFullPath(change.Before ?? change.Path, HeadTop)] = Encoding.UTF8.GetString(bytes);
        }

        return texts;
    }

    private async Task<(Side? Side, WrittenTree Tree, string? Why)> WriteAsync(
        LoadedSolution open, string settingsFrom, string sha, bool restore, bool settings, IProgress<string>? progress, CancellationToken cancellation)
    {
        var tree = await WrittenTree.OfAsync(Top, sha, cancellation).ConfigureAwait(false);
        _owned.Add(tree);
        if (settings)
            tree.TakeSettings(settingsFrom);
        tree.TakePackages(Top, Projects(open));
        var target = Path.Combine(tree.Folder, Path.GetRelativePath(Top, open.Target));
        if (!File.Exists(target))
        {
            if (!Directory.Exists(Path.GetDirectoryName(target)) || target.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase))
                return (null, tree, $"it has no {open.Root.Show(open.Target)}");
            // The solution file came later; its projects may have been there.
            target = tree.WriteSolution(Path.GetDirectoryName(target)!, Projects(open).Select(p => Path.GetRelativePath(Top, p)));
        }

        var failed = restore ? await Restoring.RunAsync(target, cancellation).ConfigureAwait(false) : null;
        try
        {
            var root = new Confinement(Path.Combine(tree.Folder, Path.GetRelativePath(Top, open.Root.Root)));
            var loaded = await SolutionLoader.LoadAsync(target, root, progress, cancellation).ConfigureAwait(false);
            _owned.Add(loaded);
            return (new Side(loaded.Solution, root, loaded.Problems), tree, failed is null ? null : $"packages can't be restored, those of now are used: {failed}");
        }
        catch (Fault fault) when (fault.Code is "workspace_load_failed" or "sdk_missing")
        {
            return (null, tree, fault.Message);
        }
    }

    private static IEnumerable<string> Projects(LoadedSolution open) =>
        open.Solution.Projects.Select(static p => p.FilePath).OfType<string>().Distinct(StringComparer.Ordinal).Where(open.Root.Contains);
}
