using System.Text.Json.Serialization;

namespace BackendRules.Workspaces;

/// <summary>A place in a file: lines and columns count from 1, the end column is the one after.</summary>
/// <param name="File">Relative to the root, with slashes.</param>
/// <param name="Line">First line.</param>
/// <param name="Column">First column.</param>
/// <param name="EndLine">Last line.</param>
/// <param name="EndColumn">The column after the last.</param>
/// <param name="Symbol">The member that holds it.</param>
public sealed record Place(string File, int Line, int Column, int EndLine, int EndColumn, string? Symbol = null);

/// <summary>A further place of a finding: a step of a flow, or what it relates to.</summary>
/// <param name="Location">Where.</param>
/// <param name="Message">What happens there.</param>
public sealed record Step(Place Location, string Message);

/// <summary>Why a finding is not counted.</summary>
/// <param name="Kind">inSource or external.</param>
/// <param name="Justification">The reason given.</param>
public sealed record Silence(string Kind, string? Justification = null);

/// <summary>The values by which a finding is recognised in another revision.</summary>
/// <param name="Primary">Rule, member, tokens, order.</param>
/// <param name="Text">Rule, tokens and their neighbours.</param>
/// <param name="Member">Rule, member, order.</param>
/// <param name="LineHash">The hash that GitHub's code scanning uses.</param>
public sealed record Fingerprints(string Primary, string Text, string Member, string? LineHash = null);

/// <summary>A finding of a rule.</summary>
public sealed record Finding
{
    /// <summary>Its handle: <c>br1:</c> and the first 16 digits of the primary fingerprint.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The rule.</summary>
    public required string RuleId { get; init; }

    /// <summary>error, warning or note.</summary>
    public required string Level { get; init; }

    /// <summary>The rule's family in lower case.</summary>
    public required string Category { get; init; }

    /// <summary>new, unchanged or suppressed.</summary>
    public string Status { get; init; } = "new";

    /// <summary>Where.</summary>
    public required Place Location { get; init; }

    /// <summary>What is wrong and the way out.</summary>
    public required string Message { get; init; }

    /// <summary>Whether a fix is offered for the rule.</summary>
    public bool Fixable { get; init; }

    /// <summary>The project it was found in.</summary>
    public string? Project { get; init; }

    /// <summary>The way of a value, or related places.</summary>
    public IReadOnlyList<Step>? Related { get; init; }

    /// <summary>Why it isn't counted.</summary>
    public Silence? Suppressed { get; init; }

    /// <summary>How it is recognised.</summary>
    public required Fingerprints Fingerprints { get; init; }

    /// <summary>error 3, warning 2, note 1.</summary>
    [JsonIgnore]
    public int Rank => Levels.Rank(Level);
}

/// <summary>The words for how serious a finding is.</summary>
public static class Levels
{
    /// <summary>The words, the most serious first.</summary>
    public static readonly IReadOnlyList<string> All = ["error", "warning", "note"];

    /// <summary>error 3, warning 2, note 1, none 0.</summary>
    public static int Rank(string level) => level switch { "error" => 3, "warning" => 2, "note" => 1, _ => 0 };
}
