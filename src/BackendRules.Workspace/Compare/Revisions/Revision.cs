namespace BackendRules.Workspaces;

/// <summary>Which two states of the repository were compared, and how the earlier one was brought into memory.</summary>
public sealed record Revisions
{
    /// <summary>The commit that the change is measured against; <see langword="null"/> when the repository has none yet.</summary>
    public BaseChoice? Base { get; init; }

    /// <summary>The commit that is compared, or the last commit below the work tree.</summary>
    public string? Head { get; init; }

    /// <summary>The branch, where there is one.</summary>
    public string? Branch { get; init; }

    /// <summary>Whether what isn't committed counts.</summary>
    public bool IsWorkTree { get; init; }

    /// <summary>
    /// same: nothing differs; overlay: earlier files laid over the loaded solution; materialized: the earlier tree written down, restored and loaded; approximate: that failed, so
    /// the project files and packages are those of now; empty: there was nothing before.
    /// </summary>
    public required string Mode { get; init; }

    /// <summary>Files that differ.</summary>
    public int ChangedFiles { get; init; }

    /// <summary>Files that have another name now.</summary>
    public int RenamedFiles { get; init; }

    /// <summary>What to know about how the two were obtained.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
