using System.Text.Json.Serialization;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>A finding as a row: what an agent needs to choose.</summary>
internal sealed record FindingRow(
    string Fingerprint, string RuleId, string Level, string Category, string Status, Place Location, string Message, bool Fixable)
{
    public static FindingRow Of(Finding f) => new(f.Fingerprint, f.RuleId, f.Level, f.Category, f.Suppressed is null ? f.Status : "suppressed", f.Location, f.Message, f.Fixable);

    public string Line() => $"{Fingerprint} {Level} {RuleId} {Location.File}:{Location.Line} {Message}{(Fixable ? " [fix]" : "")}";
}

/// <summary>Where a list was cut, and how it goes on.</summary>
internal sealed record Paging(int Returned, int Total, string? NextCursor = null, string? TruncatedBy = null);

/// <summary>What <c>analyze</c> and <c>list_findings</c> give.</summary>
internal sealed record RunAnswer(string RunId, string State)
{
    public string? Target { get; init; }

    public string? Scope { get; init; }

    public BaseChoice? Base { get; init; }

    public Counts? Counts { get; init; }

    public Coverage? Coverage { get; init; }

    public IReadOnlyList<FindingRow>? Findings { get; init; }

    public IReadOnlyList<FindingGroup>? Groups { get; init; }

    public Paging? Paging { get; init; }

    public RunProgress? Progress { get; init; }

    public string? Sarif { get; init; }

    public long? ElapsedMs { get; init; }
}

/// <summary>How far a run has come.</summary>
internal sealed record RunProgress(string Phase, int Done);

/// <summary>Findings of one rule or file.</summary>
internal sealed record FindingGroup(string Key, int Count, int New, FindingRow Example);

/// <summary>What <c>get_finding</c> gives.</summary>
internal sealed record FindingAnswer(string RunId, FindingRow Finding)
{
    public string? RuleTitle { get; init; }

    public string? HelpUri { get; init; }

    public IReadOnlyList<int>? Cwe { get; init; }

    public ExcerptAnswer? Excerpt { get; init; }

    public IReadOnlyList<Step>? Flow { get; init; }

    public string? SuppressHint { get; init; }
}

/// <summary>Lines of source.</summary>
internal sealed record ExcerptAnswer(int StartLine, string Text);

/// <summary>What <c>explain_rule</c> gives.</summary>
internal sealed record RuleAnswer(string Id, string Title, string Category, string DefaultLevel, bool Fixable, string Since, string Page, IReadOnlyList<int> Cwe, IReadOnlyList<string> Owasp);

/// <summary>What <c>preview_fix</c> gives.</summary>
internal sealed record PatchAnswer(string PatchId, PatchState State, bool Applicable, IReadOnlyList<PatchFileView> Files, Verification Verification, string Diff, bool Truncated, string DiffResource);

/// <summary>What <c>apply_fix</c> gives.</summary>
internal sealed record AppliedAnswer(string PatchId, string State, IReadOnlyList<PatchFileView> Files, string UndoCommand);

/// <summary>What <c>get_workspace</c> gives.</summary>
internal sealed record WorkspaceAnswer(IReadOnlyList<string> Candidates, string Version, int Rules, bool CanApply)
{
    public string? Loaded { get; init; }

    public string? Roslyn { get; init; }

    public BaseChoice? Base { get; init; }

    public string? BaseProblem { get; init; }

    public string? Baseline { get; init; }
}

/// <summary>What <c>get_delivery</c> gives.</summary>
internal sealed record DeliveriesAnswer(IReadOnlyList<BackendRules.Cao.DeliveryResult> Deliveries);

/// <summary>Which files an analysis looks at.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScopeWord>))]
internal enum ScopeWord
{
    /// <summary>What differs from the base.</summary>
    [JsonStringEnumMemberName("changed")]
    Changed,

    /// <summary>Everything.</summary>
    [JsonStringEnumMemberName("solution")]
    Solution,

    /// <summary>The named files.</summary>
    [JsonStringEnumMemberName("files")]
    Files,
}

/// <summary>How serious.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LevelWord>))]
internal enum LevelWord
{
    /// <summary>note.</summary>
    [JsonStringEnumMemberName("note")]
    Note,

    /// <summary>warning.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>error.</summary>
    [JsonStringEnumMemberName("error")]
    Error,
}

/// <summary>How a list is grouped.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GroupWord>))]
internal enum GroupWord
{
    /// <summary>Not at all.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>By rule.</summary>
    [JsonStringEnumMemberName("rule")]
    Rule,

    /// <summary>By file.</summary>
    [JsonStringEnumMemberName("file")]
    File,
}
