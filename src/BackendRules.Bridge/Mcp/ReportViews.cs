using System.Text.Json.Serialization;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>What <c>compare</c> gives.</summary>
internal sealed record CompareAnswer(string ComparisonId, string State)
{
    public string? Target { get; init; }

    public string? Verdict { get; init; }

    public bool? Complete { get; init; }

    public Revisions? Revisions { get; init; }

    public IReadOnlyList<PartSummary>? Parts { get; init; }

    public IReadOnlyList<ReportGap>? Unresolved { get; init; }

    public int? UnresolvedTotal { get; init; }

    public string? RunId { get; init; }

    public long? ElapsedMs { get; init; }

    public string? Resource { get; init; }
}

/// <summary>A part in short.</summary>
internal sealed record PartSummary(string Name, string Status, IReadOnlyDictionary<string, int> Counts, int Total, IReadOnlyList<ReportItem> Items, IReadOnlyList<string> Notes);

/// <summary>What <c>list_changes</c> gives.</summary>
internal sealed record ChangesAnswer(string ComparisonId, IReadOnlyList<ChangeRow> Changes, Paging Paging);

/// <summary>An item and the part that it belongs to.</summary>
internal sealed record ChangeRow(string Part, ReportItem Item);

/// <summary>What <c>build_report</c> gives.</summary>
internal sealed record ReportAnswer(string ReportId, string Verdict, IReadOnlyList<PartSummary> Parts, string Text, string Format, bool Truncated, IReadOnlyList<string> Files, IReadOnlyList<string> Resources);

/// <summary>What <c>send_report</c> gives.</summary>
internal sealed record SendAnswer(string ReportId, BackendRules.Cao.DeliveryResult Delivery, string Next);

/// <summary>A part of the report.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PartWord>))]
internal enum PartWord
{
    /// <summary>All five.</summary>
    [JsonStringEnumMemberName("all")]
    All,

    /// <summary>Endpoints.</summary>
    [JsonStringEnumMemberName("endpoints")]
    Endpoints,

    /// <summary>Schema.</summary>
    [JsonStringEnumMemberName("schema")]
    Schema,

    /// <summary>Security.</summary>
    [JsonStringEnumMemberName("security")]
    Security,

    /// <summary>Breaking changes.</summary>
    [JsonStringEnumMemberName("breaking")]
    Breaking,

    /// <summary>Performance.</summary>
    [JsonStringEnumMemberName("performance")]
    Performance,

    /// <summary>New findings that belong to no part.</summary>
    [JsonStringEnumMemberName("others")]
    Others,
}

/// <summary>How a report is written.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReportWord>))]
internal enum ReportWord
{
    /// <summary>Markdown.</summary>
    [JsonStringEnumMemberName("markdown")]
    Markdown,

    /// <summary>Plain text.</summary>
    [JsonStringEnumMemberName("text")]
    Text,
}

/// <summary>The way of a report.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelWord>))]
internal enum ChannelWord
{
    /// <summary>Workflow step, inbox, or back to the caller: what there is.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>The supervisor's inbox.</summary>
    [JsonStringEnumMemberName("inbox")]
    Inbox,

    /// <summary>The workflow step's output.</summary>
    [JsonStringEnumMemberName("workflow")]
    Workflow,

    /// <summary>Back to the caller.</summary>
    [JsonStringEnumMemberName("return")]
    Return,
}
