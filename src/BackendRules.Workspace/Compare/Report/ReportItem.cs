using System.Text.Json.Serialization;

namespace BackendRules.Workspaces;

/// <summary>One thing that a change did.</summary>
public sealed record ReportItem
{
    /// <summary>What kind of thing, such as <c>endpoint-added</c>, <c>new-finding</c> or <c>drop-column</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>error, warning or note; in the part on breaking changes breaking, potential or info.</summary>
    public required string Level { get; init; }

    /// <summary>A sentence about it.</summary>
    public required string Text { get; init; }

    /// <summary>The rule, where one says it: BRnnnn, BRCnnn, or a code of the schema part.</summary>
    public string? RuleId { get; init; }

    /// <summary>What it is about: an endpoint, a table, a package, a setting.</summary>
    public string? Subject { get; init; }

    /// <summary>As it was.</summary>
    public string? Before { get; init; }

    /// <summary>As it is.</summary>
    public string? After { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Advice { get; init; }

    /// <summary>The file, relative to the root.</summary>
    public string? File { get; init; }

    /// <summary>The line, from 1.</summary>
    public int? Line { get; init; }

    /// <summary>Recognises it in another comparison.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Until when, by whom and why it is accepted; <see langword="null"/> when it isn't.</summary>
    public string? Accepted { get; init; }

    /// <summary>Endpoints that it reaches.</summary>
    public IReadOnlyList<string>? Endpoints { get; init; }

    /// <summary>exact, inferred or unknown.</summary>
    public string Confidence { get; init; } = "exact";

    /// <summary>error and breaking 3, warning and potential 2, note and info 1.</summary>
    [JsonIgnore]
    public int Rank => Level switch { "error" or "breaking" => 3, "warning" or "potential" => 2, _ => 1 };
}

/// <summary>What couldn't be decided.</summary>
/// <param name="What">What it is about.</param>
/// <param name="Reason">Why it isn't known.</param>
/// <param name="Remedy">What would make it known.</param>
/// <param name="File">Where, relative to the root.</param>
/// <param name="Line">The line, from 1.</param>
public sealed record ReportGap(string What, string Reason, string Remedy, string? File = null, int? Line = null)
{
    /// <summary>The parts of the report that it takes certainty from.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>Whether nothing of these parts was seen.</summary>
    public bool IsBlind { get; init; }

    /// <summary>Whether it was so before the change as well.</summary>
    public bool IsOld { get; init; }
}
