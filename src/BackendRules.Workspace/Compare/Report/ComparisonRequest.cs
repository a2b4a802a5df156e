namespace BackendRules.Workspaces;

/// <summary>What to compare.</summary>
public sealed record ComparisonRequest
{
    /// <summary>A solution, a project or a folder; by default the root.</summary>
    public string? Path { get; init; }

    /// <summary>The commit or branch to measure against; where the branch left the main one by default.</summary>
    public string? Base { get; init; }

    /// <summary>The commit to look at; by default the work tree.</summary>
    public string? Head { get; init; }

    /// <summary>The OpenAPI document that the endpoints are checked against, as a full path; "none" for none, by default those in the projects' folders.</summary>
    public string? OpenApi { get; init; }
}
