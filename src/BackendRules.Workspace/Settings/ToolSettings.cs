using System.Text.Json.Serialization;

namespace BackendRules.Workspaces;

/// <summary>What a team decided, from <c>backendrules.json</c> at the root.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ToolSettings
{
    /// <summary>The file's name.</summary>
    public const string FileName = "backendrules.json";

    /// <summary>Where editors find what may stand here.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>What counts as a breaking change.</summary>
    public BreakingSettings Breaking { get; init; } = new();

    /// <summary>What is known of the databases.</summary>
    [JsonPropertyName("schema")]
    public DatabaseSettings Database { get; init; } = new();
}

/// <summary>What no source says of a database.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DatabaseSettings
{
    /// <summary>Tables whose size makes building an index or rewriting a column take long.</summary>
    public IReadOnlyList<string> LargeTables { get; init; } = [];
}

/// <summary>Levels of the rules BRC001 to BRC090, and changes that somebody answers for.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BreakingSettings
{
    /// <summary>The level of a rule's changes, by its id.</summary>
    public IReadOnlyDictionary<string, ContractLevel> Levels { get; init; } = new Dictionary<string, ContractLevel>();

    /// <summary>Routes (<c>/internal/**</c>) and versions (<c>v*-beta</c>) that nobody is promised yet: changes of theirs count one level less.</summary>
    public IReadOnlyList<string> Unstable { get; init; } = [];

    /// <summary>Changes that are meant.</summary>
    public IReadOnlyList<AcceptedChange> Accepted { get; init; } = [];
}

/// <summary>A change of a contract that is meant, until a day.</summary>
/// <param name="Fingerprint">The change, as a comparison's JSON names it.</param>
/// <param name="Reason">Why it is meant.</param>
/// <param name="By">Who says so.</param>
/// <param name="Until">The last day on which it holds, yyyy-MM-dd.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AcceptedChange(string Fingerprint, string Reason, string By, DateOnly Until);
