using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>A report as JSON shows it: one level, without the absolute root. Its schema is published as <c>report</c>.</summary>
internal sealed record ReportView
{
    public int SchemaVersion { get; init; } = 1;

    public string? ReportId { get; init; }

    public string? ComparisonId { get; init; }

    public required string Target { get; init; }

    public required Revisions Revisions { get; init; }

    public required string Verdict { get; init; }

    public required bool Complete { get; init; }

    public string? Stale { get; init; }

    public required IReadOnlyList<ReportPart> Parts { get; init; }

    public required IReadOnlyList<ReportItem> Others { get; init; }

    public required IReadOnlyList<ReportGap> Unresolved { get; init; }

    public required Coverage Coverage { get; init; }

    public Coverage? BaseCoverage { get; init; }

    public AgentNotes? AgentNotes { get; init; }

    public string? RunId { get; init; }

    public required string Version { get; init; }

    public static ReportView Of(Report report) => new()
    {
        ReportId = report.ReportId.Length > 0 ? report.ReportId : null,
        ComparisonId = report.Comparison.ComparisonId,
        Target = report.Comparison.Target,
        Revisions = report.Comparison.Revisions,
        Verdict = report.Comparison.Verdict,
        Complete = report.Comparison.IsComplete,
        Stale = report.Stale,
        Parts = report.Comparison.Parts,
        Others = report.Comparison.Others,
        Unresolved = report.Comparison.Unresolved,
        Coverage = report.Comparison.Coverage,
        BaseCoverage = report.Comparison.BaseCoverage,
        AgentNotes = report.Notes,
        RunId = report.Comparison.RunId,
        Version = report.Comparison.Version,
    };
}
