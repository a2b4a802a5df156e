namespace BackendRules.Workspaces;

/// <summary>Names of two revisions, as they were asked for.</summary>
/// <param name="Base">The commit or branch to measure against, or <see langword="null"/>.</param>
/// <param name="Head">The commit or branch to look at, or <see langword="null"/>.</param>
public sealed record AskedRevisions(string? Base, string? Head);

/// <summary>What a change did, in five parts, computed from two revisions.</summary>
public sealed record Comparison
{
    /// <summary>The version of this form.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The handle.</summary>
    public required string ComparisonId { get; init; }

    /// <summary>What was compared, relative to the root.</summary>
    public required string Target { get; init; }

    /// <summary>The root, absolute; not part of any output.</summary>
    public string? Root { get; init; }

    /// <summary>What the files that differ from the base held, by path below the top of the repository; <see langword="null"/> when a commit was looked at. Not part of any output.</summary>
    public IReadOnlyDictionary<string, string>? Sources { get; init; }

    /// <summary>The names that the two revisions were asked for by; not part of any output.</summary>
    public AskedRevisions? Asked { get; init; }

    /// <summary>Which two revisions.</summary>
    public required Revisions Revisions { get; init; }

    /// <summary>breaking, potentially-breaking, compatible, or unknown when the part on breaking changes names none and isn't whole.</summary>
    public required string Verdict { get; init; }

    /// <summary>The five parts, in the supervisor's order.</summary>
    public required IReadOnlyList<ReportPart> Parts { get; init; }

    /// <summary>New findings of rules that belong to no part, such as those on logging or tests.</summary>
    public IReadOnlyList<ReportItem> Others { get; init; } = [];

    /// <summary>What couldn't be resolved.</summary>
    public IReadOnlyList<ReportGap> Unresolved { get; init; } = [];

    /// <summary>How much of the earlier revision was seen.</summary>
    public Coverage? BaseCoverage { get; init; }

    /// <summary>How much of the later revision was seen.</summary>
    public required Coverage Coverage { get; init; }

    /// <summary>The rules' version.</summary>
    public required string Version { get; init; }

    /// <summary>The run that holds the findings of the later revision.</summary>
    public string? RunId { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>How long it took.</summary>
    public long ElapsedMs { get; init; }

    /// <summary>Whether both revisions were seen whole.</summary>
    public bool IsComplete => Coverage.Complete && (BaseCoverage?.Complete ?? true) && Revisions.Mode != "approximate";

    /// <summary>A part by its name.</summary>
    public ReportPart Part(string name) => Parts.First(p => p.Name == name);
}
