using System.Collections.Immutable;

namespace BackendRules.Workspaces;

/// <summary>What happened between two contracts.</summary>
public sealed record ContractDifference
{
    public ImmutableArray<EndpointChange> Endpoints { get; init; } = [];

    /// <summary>Who may call what, where that changed, and new endpoints that anybody may call.</summary>
    public ImmutableArray<AccessChange> Access { get; init; } = [];

    /// <summary>What the rules BRC001 to BRC090 say, worst first.</summary>
    public ImmutableArray<ContractChange> Changes { get; init; } = [];

    /// <summary>Where bodies look different, additions too.</summary>
    public ImmutableArray<Reshaping> Reshaped { get; init; } = [];

    /// <summary>Trust boundaries that weren't there before.</summary>
    public ImmutableArray<TrustBoundary> Boundaries { get; init; } = [];

    /// <summary>Safeguards that came, and those that are gone.</summary>
    public ImmutableArray<SafeguardChange> Safeguards { get; init; } = [];

    /// <summary>What could not be read on the side after the change.</summary>
    public ImmutableArray<Unresolved> Unresolved { get; init; } = [];

    /// <summary>What could not be read on the side before the change.</summary>
    public ImmutableArray<Unresolved> UnresolvedBefore { get; init; } = [];
}

/// <summary>What became of an endpoint.</summary>
public enum Fate
{
    Added,
    Modified,
    Removed,
}

/// <summary>An endpoint that was created, modified or removed.</summary>
/// <param name="Fate">Which.</param>
/// <param name="Service">The application.</param>
/// <param name="Before">As it was, or null.</param>
/// <param name="After">As it is, or null.</param>
/// <param name="Details">For a modified endpoint, what differs, one sentence each.</param>
public sealed record EndpointChange(Fate Fate, string Service, ApiEndpoint? Before, ApiEndpoint? After, ImmutableArray<string> Details)
{
    /// <summary>The endpoint as it is, or as it was.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ApiEndpoint Endpoint => After ?? Before ?? throw new InvalidOperationException("A change has a side.");
}

/// <summary>A place in a body that looks different than before.</summary>
/// <param name="Subject">The endpoint or operation.</param>
/// <param name="Direction">Request or answer.</param>
/// <param name="Path">Where, such as <c>$.items[].total</c>.</param>
public sealed record Reshaping(string Subject, Direction Direction, string Path);

/// <summary>How access changed.</summary>
public enum AccessShift
{
    /// <summary>A new endpoint that anybody may call.</summary>
    NewOpen,

    /// <summary>Callers had to be known and don't any more.</summary>
    Opened,

    /// <summary>A policy or a role was taken away.</summary>
    Weakened,

    /// <summary>Another policy or role is asked for.</summary>
    Changed,

    /// <summary>A policy or a role came on top.</summary>
    Tightened,

    /// <summary>Anybody could call and nobody unknown can now.</summary>
    Closed,
}

/// <summary>A change of who may call an endpoint.</summary>
/// <param name="Shift">Which way.</param>
/// <param name="Service">The application.</param>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Before">Who could, or null for a new endpoint.</param>
/// <param name="After">Who can.</param>
/// <param name="Writes">Whether its verb changes something.</param>
/// <param name="Place">Where it is declared.</param>
public sealed record AccessChange(AccessShift Shift, string Service, string Endpoint, string? Before, string After, bool Writes, ApiPlace? Place)
{
    /// <summary>For a policy, the endpoints that ask for it.</summary>
    public ImmutableArray<string> Endpoints { get; init; } = [];

    /// <summary>Whether more callers are let in than before.</summary>
    public bool IsLooser => Shift is AccessShift.NewOpen or AccessShift.Opened or AccessShift.Weakened;
}

/// <summary>How bad a change is for callers.</summary>
public enum ContractLevel
{
    /// <summary>Callers need not care.</summary>
    Info,

    /// <summary>Whether a caller breaks can't be told from the sources.</summary>
    Potential,

    /// <summary>A caller who kept to the old contract can stop working.</summary>
    Breaking,
}

/// <summary>Which way the data goes.</summary>
public enum Direction
{
    /// <summary>The endpoint as such.</summary>
    None,
    Request,
    Response,
}

/// <summary>One breach, or one change worth knowing, of a contract.</summary>
public sealed record ContractChange
{
    /// <summary>BRC001 to BRC090.</summary>
    public required string Id { get; init; }

    public required ContractLevel Level { get; init; }

    public Direction Direction { get; init; }

    public required string Service { get; init; }

    /// <summary>The endpoint or operation that is named first.</summary>
    public required string Subject { get; init; }

    /// <summary>All endpoints and operations that it reaches.</summary>
    public ImmutableArray<string> Endpoints { get; init; } = [];

    /// <summary>Where in the body, such as <c>$.items[].total</c>; null for the endpoint itself.</summary>
    public string? Path { get; init; }

    public string? Before { get; init; }

    public string? After { get; init; }

    /// <summary>What changed, and after a semicolon the way out.</summary>
    public required string Message { get; init; }

    /// <summary>The way out.</summary>
    public string Mitigation { get; init; } = "";

    public ApiPlace? Place { get; init; }

    public ApiPlace? PlaceBefore { get; init; }

    public Confidence Confidence { get; init; }

    /// <summary>Whether an option of the serializer did it to everything at once.</summary>
    public bool IsOption { get; init; }

    /// <summary>Recognises the same change in another run; from no text and no place.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Until when, by whom and why it is accepted; null when it isn't.</summary>
    public string? Accepted { get; init; }
}
