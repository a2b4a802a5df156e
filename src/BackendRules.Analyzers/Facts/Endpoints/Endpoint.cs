using System.Collections.Immutable;

namespace BackendRules;

/// <summary>
/// One way for the outside world to call a service: a plain value, without symbols, so that it can be written down and compared with the endpoint
/// of another version.
/// </summary>
public sealed record Endpoint
{
    public EndpointStyle Style { get; init; }

    /// <summary>The HTTP verb in capitals, or "ANY".</summary>
    public string Verb { get; init; } = "ANY";

    /// <summary>The whole route template with its leading slash, constraints included. A part that isn't written in the code is <c>{?}</c>.</summary>
    public string Route { get; init; } = "/";

    /// <summary>The handler, as <c>Type.Method</c>, or the type for a lambda.</summary>
    public string Handler { get; init; } = "";

    public string? Name { get; init; }

    public string? Summary { get; init; }

    public ImmutableArray<EndpointParameter> Parameters { get; init; } = ImmutableArray<EndpointParameter>.Empty;

    /// <summary>What the signature, the attributes and the calls on the endpoint declare.</summary>
    public ImmutableArray<EndpointResponse> Responses { get; init; } = ImmutableArray<EndpointResponse>.Empty;

    public EndpointAccess Access { get; init; } = EndpointAccess.Unsaid;

    public EndpointLimit Limit { get; init; } = EndpointLimit.Unsaid;

    /// <summary>The versions it is declared for, as written.</summary>
    public ImmutableArray<string> Versions { get; init; } = ImmutableArray<string>.Empty;

    /// <summary>Endpoint filters and other names attached to the endpoint, its group or its controller, by type or method name.</summary>
    public ImmutableArray<string> Filters { get; init; } = ImmutableArray<string>.Empty;

    /// <summary>Whether it is left out of the API description.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Whether a convention of the application routes it rather than a template of its own.</summary>
    public bool IsConventional { get; init; }

    /// <summary>The route without constraints, defaults and casing: what tells two endpoints apart.</summary>
    public string Shape => RouteText.Shape(Route);

    public override string ToString() => Verb + " " + Route;
}

public enum EndpointStyle
{
    /// <summary>An action of a controller.</summary>
    Action,

    /// <summary>A handler given to <c>MapGet</c> and its like.</summary>
    Minimal,

    /// <summary>A SignalR hub.</summary>
    Hub,

    /// <summary>A gRPC service.</summary>
    Grpc,

    /// <summary>A handler of a Razor page, or the page itself.</summary>
    Page,

    /// <summary>An Azure function that answers HTTP.</summary>
    Function,

    /// <summary>An AWS Lambda function behind an API gateway.</summary>
    Lambda,

    /// <summary>An endpoint class of FastEndpoints.</summary>
    Class,

    /// <summary>What a library answers at a route that is given to it: health checks, forwarders, documents.</summary>
    Foreign,
}

/// <summary>A parameter of an endpoint, as callers see it.</summary>
public sealed record EndpointParameter(string Name, string Type, Binding Binding, bool IsOptional);

/// <summary>Where a parameter's value comes from.</summary>
public enum Binding
{
    Route,
    Query,
    Header,
    Body,
    Form,

    /// <summary>From the container: callers don't see it.</summary>
    Service,

    /// <summary>The request itself, the caller, the cancellation token: callers don't see it.</summary>
    Context,

    /// <summary>A custom binder decides.</summary>
    Custom,
}

/// <summary>A declared response.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Type">The type of the body, or null for none.</param>
public sealed record EndpointResponse(int Status, string? Type);

/// <summary>Who may call an endpoint.</summary>
/// <param name="Rule">What is declared.</param>
/// <param name="Policies">The policies, roles and schemes named.</param>
/// <param name="From">Where it is declared: "action", "controller", "endpoint", "group", "all controllers", "filter", "fallback policy".</param>
public sealed record EndpointAccess(AccessRule Rule, ImmutableArray<string> Policies, string From)
{
    public static EndpointAccess Unsaid { get; } = new(AccessRule.Unsaid, ImmutableArray<string>.Empty, "");
}

public enum AccessRule
{
    /// <summary>Nothing says who may call: anybody can.</summary>
    Unsaid,

    /// <summary>Somebody wrote that anybody may call.</summary>
    Anonymous,

    /// <summary>Callers must be known.</summary>
    Authorized,
}

/// <summary>How often an endpoint may be called.</summary>
/// <param name="Rule">What is declared.</param>
/// <param name="Policy">The name of the policy.</param>
public sealed record EndpointLimit(LimitRule Rule, string? Policy)
{
    public static EndpointLimit Unsaid { get; } = new(LimitRule.Unsaid, null);
}

public enum LimitRule
{
    Unsaid,

    /// <summary>A named or given policy.</summary>
    Limited,

    /// <summary>The application's global limiter.</summary>
    Global,

    /// <summary>Somebody switched limits off.</summary>
    Disabled,
}
