namespace BackendRules.Workspaces;

/// <summary>How many findings of which kind.</summary>
public sealed record Counts
{
    /// <summary>All that count.</summary>
    public int Total { get; init; }

    /// <summary>Not in the baseline and not in the base revision.</summary>
    public int New { get; init; }

    /// <summary>Known before.</summary>
    public int Unchanged { get; init; }

    /// <summary>Known before and gone now.</summary>
    public int Fixed { get; init; }

    /// <summary>Silenced with a pragma, an attribute or a suppression file.</summary>
    public int Suppressed { get; init; }

    /// <summary>By error, warning, note.</summary>
    public IReadOnlyDictionary<string, int> ByLevel { get; init; } = new Dictionary<string, int>();

    /// <summary>By family.</summary>
    public IReadOnlyDictionary<string, int> ByCategory { get; init; } = new Dictionary<string, int>();

    /// <summary>Counts findings.</summary>
    public static Counts Of(IReadOnlyCollection<Finding> findings, int gone = 0)
    {
        var counted = findings.Where(static f => f.Suppressed is null).ToList();
        return new Counts
        {
            Total = counted.Count,
            New = counted.Count(static f => f.Status == "new"),
            Unchanged = counted.Count(static f => f.Status == "unchanged"),
            Fixed = gone,
            Suppressed = findings.Count - counted.Count,
            ByLevel = new SortedDictionary<string, int>(counted.GroupBy(static f => f.Level).ToDictionary(static g => g.Key, static g => g.Count()), StringComparer.Ordinal),
            ByCategory = new SortedDictionary<string, int>(counted.GroupBy(static f => f.Category).ToDictionary(static g => g.Key, static g => g.Count()), StringComparer.Ordinal),
        };
    }
}

/// <summary>A finished analysis: what every format prints and every tool returns.</summary>
public sealed record Run
{
    /// <summary>The handle.</summary>
    public required string RunId { get; init; }

    /// <summary>completed.</summary>
    public string State { get; init; } = "completed";

    /// <summary>What was analysed, relative to the root.</summary>
    public required string Target { get; init; }

    /// <summary>The root, absolute; not part of any output.</summary>
    public required string Root { get; init; }

    /// <summary>changed, solution or files.</summary>
    public required string Scope { get; init; }

    /// <summary>The commit that <c>changed</c> was measured against, and how it was chosen.</summary>
    public BaseChoice? Base { get; init; }

    /// <summary>How many.</summary>
    public required Counts Counts { get; init; }

    /// <summary>What was looked at.</summary>
    public required Coverage Coverage { get; init; }

    /// <summary>The findings of the scope.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>What no excerpt shows, whatever the scope; not part of any output.</summary>
    public IReadOnlyList<Place> Secrets { get; init; } = [];

    /// <summary>The rules' version.</summary>
    public required string Version { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public long ElapsedMs { get; init; }
}

/// <summary>The commit that a change is measured against.</summary>
/// <param name="Sha">The commit.</param>
/// <param name="Ref">The name it was found by.</param>
/// <param name="How">How it was chosen.</param>
public sealed record BaseChoice(string Sha, string Ref, string How);
