using System.Security.Cryptography;
using System.Text.Json;

namespace BackendRules.Workspaces;

/// <summary>What whoever made the change says about it. It stands beside what was computed and changes nothing of that.</summary>
public sealed record AgentNotes
{
    /// <summary>What the change is for.</summary>
    public string? Summary { get; init; }

    /// <summary>Remarks on endpoints.</summary>
    public string? Endpoints { get; init; }

    /// <summary>Remarks on the schema.</summary>
    public string? Schema { get; init; }

    /// <summary>Remarks on security.</summary>
    public string? Security { get; init; }

    /// <summary>Remarks on breaking changes.</summary>
    public string? Breaking { get; init; }

    /// <summary>Remarks on performance, such as what was measured.</summary>
    public string? Performance { get; init; }

    /// <summary>Tests that passed.</summary>
    public int? TestsPassed { get; init; }

    /// <summary>Tests that failed.</summary>
    public int? TestsFailed { get; init; }

    /// <summary>The remark on a part.</summary>
    public string? On(string part) => part switch
    {
        PartNames.Endpoints => Endpoints,
        PartNames.Schema => Schema,
        PartNames.Security => Security,
        PartNames.Breaking => Breaking,
        _ => Performance,
    };

    /// <summary>Refuses what is too long to be a remark.</summary>
    /// <exception cref="Fault">A remark is longer than 2,000 characters, or a count is negative.</exception>
    public void Check()
    {
        if (PartNames.All.Select(On).Append(Summary).Any(static text => text?.Length > 2_000))
            throw new Fault("invalid_argument", "A note has at most 2000 characters.");
        if (TestsPassed < 0 || TestsFailed < 0)
            throw new Fault("invalid_argument", "A number of tests is not negative.");
    }
}

/// <summary>A comparison with the notes of whoever made the change: what goes to the supervisor.</summary>
public sealed record Report
{
    /// <summary>The version of this form.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The handle, made from the content: the same report again is the same report.</summary>
    public required string ReportId { get; init; }

    /// <summary>What was computed.</summary>
    public required Comparison Comparison { get; init; }

    /// <summary>What was said.</summary>
    public AgentNotes? Notes { get; init; }

    /// <summary>What has changed since the comparison, where the report is wanted all the same.</summary>
    public string? Stale { get; init; }

    /// <summary>Makes a report.</summary>
    /// <param name="comparison">What was computed.</param>
    /// <param name="notes">What was said.</param>
    /// <param name="stale">What has changed since, or <see langword="null"/>.</param>
    public static Report Of(Comparison comparison, AgentNotes? notes, string? stale = null)
    {
        notes?.Check();
        // Handles and times differ from run to run; what the change did doesn't.
        var content = JsonSerializer.SerializeToUtf8Bytes(new { Comparison = comparison with { ComparisonId = "", RunId = null, Sources = null, Asked = null, CreatedAt = default, ElapsedMs = 0 }, Notes = notes, Stale = stale }, Json.Compact);
        return new Report { ReportId = Handles.Of("rep", SHA256.HashData(content)), Comparison = comparison, Notes = notes, Stale = stale };
    }
}
