namespace BackendRules.Cao;

/// <summary>
/// What the message to the supervisor says of a report: counts, rule ids and file names. There is no field for free text, so neither
/// source code nor a sentence of somebody else's reaches the supervisor's prompt.
/// </summary>
/// <param name="ReportId">The report's id.</param>
/// <param name="Subject">The solution or project that was looked at.</param>
/// <param name="Verdict">The comparison's verdict, one word.</param>
public sealed record ReportSummary(string ReportId, string Subject, string Verdict)
{
    /// <summary>The parts of the report, in its order.</summary>
    public IReadOnlyList<ReportPart> Parts { get; init; } = [];

    /// <summary>The rules with new findings, the most important first.</summary>
    public IReadOnlyList<RuleCount> Rules { get; init; } = [];

    /// <summary>How many places couldn't be resolved.</summary>
    public int Unresolved { get; init; }

    /// <summary>The commit that the change is measured against, shortened; or nothing.</summary>
    public string? Base { get; init; }

    /// <summary>Whether something couldn't be analysed.</summary>
    public bool IsIncomplete { get; init; }

    /// <summary>Whether sources have changed since the report's comparison.</summary>
    public bool IsStale { get; init; }

    /// <summary>Tests passed, as the agent reported them.</summary>
    public int? TestsPassed { get; init; }

    /// <summary>Tests failed, as the agent reported them.</summary>
    public int? TestsFailed { get; init; }

    /// <summary>Absolute paths of the report's files, the one to read first.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}

/// <summary>One part of the report.</summary>
/// <param name="Name">Its name, one word.</param>
/// <param name="Status">none, changes, partial or unknown.</param>
/// <param name="Counts">What was counted, such as added or removed.</param>
public sealed record ReportPart(string Name, string Status, IReadOnlyList<KeyValuePair<string, int>> Counts);

/// <summary>A rule and how many new findings it has.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Count">The findings.</param>
public sealed record RuleCount(string RuleId, int Count);
