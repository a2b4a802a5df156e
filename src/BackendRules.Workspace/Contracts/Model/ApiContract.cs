using System.Collections.Immutable;

namespace BackendRules.Workspaces;

/// <summary>What the services of a solution promise their callers: a plain value that can be written down and compared.</summary>
public sealed record ApiContract
{
    /// <summary>The applications, and libraries with endpoints that no application of the solution contains.</summary>
    public ImmutableArray<ApiService> Services { get; init; } = [];

    /// <summary>Projects that others compile against.</summary>
    public ImmutableArray<ApiLibrary> Libraries { get; init; } = [];

    /// <summary>Where data crosses into what others control, tests left out.</summary>
    public ImmutableArray<TrustBoundary> Boundaries { get; init; } = [];

    /// <summary>What the applications run before their endpoints.</summary>
    public ImmutableArray<Safeguard> Safeguards { get; init; } = [];

    /// <summary>What could not be read, and why.</summary>
    public ImmutableArray<Unresolved> Unresolved { get; init; } = [];

    /// <summary>All endpoints of all services.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<ApiEndpoint> Endpoints => Services.SelectMany(static service => service.Endpoints);
}

/// <summary>One application.</summary>
/// <param name="Name">The project's name.</param>
public sealed record ApiService(string Name)
{
    public ImmutableArray<ApiEndpoint> Endpoints { get; init; } = [];

    /// <summary>The shapes of the types that travel, by the name that <see cref="TypeRef.Ref"/> has.</summary>
    public ImmutableSortedDictionary<string, WireType> Types { get; init; } = ImmutableSortedDictionary<string, WireType>.Empty;

    /// <summary>How the whole application writes JSON.</summary>
    public WireSettings Wire { get; init; } = new();

    /// <summary>The interfaces that aren't plain HTTP: gRPC services, hubs, GraphQL types, consumers.</summary>
    public ImmutableArray<ApiOperation> Operations { get; init; } = [];

    /// <summary>What holds for the whole application.</summary>
    public ApiManners Manners { get; init; } = new();

    /// <summary>What its <c>.proto</c> files say.</summary>
    public ProtoModel? Grpc { get; init; }

    /// <summary>Its committed GraphQL schema.</summary>
    public GraphModel? Graph { get; init; }
}

/// <summary>The public members of a project that is packed.</summary>
/// <param name="Name">The project.</param>
/// <param name="Members">By documentation id, what is declared.</param>
public sealed record ApiLibrary(string Name, ImmutableSortedDictionary<string, string> Members);

/// <summary>Something that the extractor saw and could not follow.</summary>
/// <param name="What">What it is: an endpoint, a type, an option.</param>
/// <param name="Reason">Why it isn't known.</param>
/// <param name="Remedy">What would make it known.</param>
/// <param name="Place">Where it is.</param>
public sealed record Unresolved(string What, string Reason, string Remedy, ApiPlace? Place);

/// <summary>A place in a file: the path as the solution has it, and the line, from 1.</summary>
public sealed record ApiPlace(string File, int Line);

/// <summary>How sure the extractor is.</summary>
public enum Confidence
{
    /// <summary>Read from declarations and constants.</summary>
    Exact,

    /// <summary>Concluded, by following bodies or conventions.</summary>
    Inferred,

    /// <summary>A part isn't known.</summary>
    Unknown,
}
