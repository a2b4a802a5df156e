using System.Collections.Immutable;

namespace BackendRules.Workspaces;

/// <summary>One verb at one route.</summary>
public sealed record ApiEndpoint
{
    /// <summary>What kind of code answers.</summary>
    public EndpointStyle Style { get; init; }

    /// <summary>The HTTP verb in capitals, or "ANY".</summary>
    public string Verb { get; init; } = "ANY";

    /// <summary>The whole route with its constraints; <c>{?}</c> for a part that isn't a constant.</summary>
    public string Route { get; init; } = "/";

    /// <summary>The version that it is declared for, or null.</summary>
    public string? Version { get; init; }

    /// <summary><c>Type.Method</c>, or the type around a lambda.</summary>
    public string Handler { get; init; } = "";

    /// <summary>The documentation id of the handler, or a hash of a lambda's text: what recognises an endpoint whose route changed.</summary>
    public string? HandlerId { get; init; }

    /// <summary>What the handler does, where its source is there.</summary>
    public HandlerBody? Does { get; init; }

    public string? Name { get; init; }

    public ApiPlace? Place { get; init; }

    public ApiAccess Access { get; init; } = ApiAccess.Unsaid;

    /// <summary>The rate limit: a policy's name, "(policy)", "(global)", "(none)" for a limit switched off, or null.</summary>
    public string? RateLimit { get; init; }

    /// <summary>The CORS policy, "(default)", "(none)", or null.</summary>
    public string? Cors { get; init; }

    /// <summary>Whether an antiforgery token is demanded.</summary>
    public bool Antiforgery { get; init; }

    /// <summary>Whether the answer is cached by the server, and how.</summary>
    public string? Cache { get; init; }

    /// <summary>The largest body in bytes, where one is declared.</summary>
    public long? SizeLimit { get; init; }

    /// <summary>The hosts that it answers for, or null for all.</summary>
    public string? Host { get; init; }

    public ImmutableArray<ApiParameter> Parameters { get; init; } = [];

    public ApiBody? Body { get; init; }

    public ImmutableArray<ApiResponse> Responses { get; init; } = [];

    /// <summary>Whether it is left out of the API's description.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Whether a convention of the application routes it rather than a template of its own.</summary>
    public bool IsConventional { get; init; }

    public bool IsDeprecated { get; init; }

    /// <summary>Whether the route is known.</summary>
    public Confidence Confidence { get; init; }

    /// <summary>Whether the answers are all known.</summary>
    public Confidence AnswersConfidence { get; init; }

    /// <summary>Verb, route without names and constraints, and version: what tells two endpoints of a service apart.</summary>
    public string Id => Style switch
    {
        EndpointStyle.Hub => "hub " + RouteShape.Of(Route),
        EndpointStyle.Grpc => "grpc " + Route,
        // Where a part isn't known, many have the same route.
        _ => Verb + " " + RouteShape.Of(Route) + (Version is null ? "" : " v" + Version) + (Route.Contains(RouteText.Unknown, StringComparison.Ordinal) ? " of " + Handler : ""),
    };

    /// <inheritdoc/>
    public override string ToString() => Style is EndpointStyle.Hub ? "hub " + Route : Style is EndpointStyle.Grpc ? "gRPC " + Route.TrimStart('/') : Verb + " " + Route + (Version is null ? "" : " v" + Version);
}

/// <summary>Who may call.</summary>
/// <param name="Rule">What is declared.</param>
/// <param name="Policies">Policies and schemes.</param>
/// <param name="Roles">Roles.</param>
/// <param name="From">Where it is declared: action, controller, endpoint, group, filter, fallback policy.</param>
public sealed record ApiAccess(AccessRule Rule, ImmutableArray<string> Policies, ImmutableArray<string> Roles, string From)
{
    /// <summary>Nothing is said.</summary>
    public static ApiAccess Unsaid { get; } = new(AccessRule.Unsaid, [], [], "");

    /// <summary>Whether anybody may call.</summary>
    public bool IsOpen => Rule != AccessRule.Authorized;

    /// <inheritdoc/>
    public override string ToString() => Rule switch
    {
        AccessRule.Authorized when Policies.IsEmpty && Roles.IsEmpty => "authenticated",
        AccessRule.Authorized => string.Join(", ", Policies.Select(static p => "policy " + p).Concat(Roles.Select(static r => "role " + r))),
        _ => "anonymous",
    };
}

/// <summary>Where a parameter travels.</summary>
public enum ParameterPlace
{
    Path,
    Query,
    Header,
    Cookie,
    Form,
}

/// <summary>A parameter as callers see it.</summary>
public sealed record ApiParameter(string Name, ParameterPlace In, TypeRef Type)
{
    public bool IsRequired { get; init; }

    /// <summary>The default as C# text, or null when there is none.</summary>
    public string? Default { get; init; }

    public WireLimits Limits { get; init; } = WireLimits.None;
}

/// <summary>The body of a request.</summary>
public sealed record ApiBody(TypeRef Type)
{
    public bool IsRequired { get; init; } = true;

    public ImmutableArray<string> MediaTypes { get; init; } = [];
}

/// <summary>An answer.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Type">The body's type, or null for none.</param>
public sealed record ApiResponse(int Status, TypeRef? Type)
{
    public ImmutableArray<string> MediaTypes { get; init; } = [];

    /// <summary>Headers that the answer always has, such as Location.</summary>
    public ImmutableArray<string> Headers { get; init; } = [];

    /// <summary>Whether the signature, an attribute or a call declares it; otherwise it was read from what the body returns.</summary>
    public bool IsDeclared { get; init; } = true;
}
