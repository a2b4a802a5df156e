namespace BackendRules.Workspaces;

/// <summary>One of the five parts of a report to the supervisor.</summary>
public sealed record ReportPart
{
    /// <summary>endpoints, schema, security, breaking or performance.</summary>
    public required string Name { get; init; }

    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>none: nothing, and that is known; changes: all of it is listed; partial: something relevant couldn't be resolved; unknown: it couldn't be looked at.</summary>
    public required string Status { get; init; }

    /// <summary>What was counted.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; init; } = new Dictionary<string, int>();

    /// <summary>The items, the most serious first.</summary>
    public IReadOnlyList<ReportItem> Items { get; init; } = [];

    /// <summary>What holds for the part as a whole.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How the words of the status are chosen, in one place.</summary>
    /// <param name="seen">Whether it could be looked at at all.</param>
    /// <param name="gaps">How much of it couldn't be resolved.</param>
    /// <param name="items">How many items there are.</param>
    public static string StatusOf(bool seen, int gaps, int items) => !seen ? "unknown" : gaps > 0 ? "partial" : items > 0 ? "changes" : "none";
}

/// <summary>The names of the parts, in the order in which a supervisor wants them.</summary>
public static class PartNames
{
    public const string Endpoints = "endpoints";
    public const string Schema = "schema";
    public const string Security = "security";
    public const string Breaking = "breaking";
    public const string Performance = "performance";

    /// <summary>All, in order.</summary>
    public static readonly IReadOnlyList<string> All = [Endpoints, Schema, Security, Breaking, Performance];

    /// <summary>The heading of a part.</summary>
    public static string Title(string name) => name switch
    {
        Endpoints => "Endpoints created/modified",
        Schema => "Database schema changes",
        Security => "Security considerations",
        Breaking => "Breaking changes to existing APIs",
        _ => "Performance implications",
    };
}
