using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>An endpoint and the code behind it.</summary>
/// <param name="Endpoint">What callers see.</param>
/// <param name="Handler">The method, local function or lambda that answers, where it is known.</param>
/// <param name="Location">Where it is declared: the action's name, or the call that maps it.</param>
public sealed record EndpointSite(Endpoint Endpoint, IMethodSymbol? Handler, Location Location)
{
    /// <summary>The controller, the hub or the gRPC service, where there is one.</summary>
    public INamedTypeSymbol? Owner { get; init; }

    /// <summary>The parameters with their symbols, in the order of <see cref="Endpoint.Parameters"/>.</summary>
    public ImmutableArray<BoundParameter> Bound { get; init; } = ImmutableArray<BoundParameter>.Empty;

    /// <summary>The responses with their types.</summary>
    public ImmutableArray<DeclaredAnswer> Answers { get; init; } = ImmutableArray<DeclaredAnswer>.Empty;

    /// <summary>What calls say of the endpoint and its groups, innermost first.</summary>
    internal ImmutableArray<Convention> Said { get; init; } = ImmutableArray<Convention>.Empty;

    /// <summary>Whether it lies in a group that code out of sight made: the route has an unknown beginning, and what was said of the group is unknown too.</summary>
    public bool HasUnknownGroup { get; init; }
}

/// <summary>A parameter of an endpoint and the symbol behind it: a parameter, or a property of a bundle of parameters.</summary>
public sealed record BoundParameter(EndpointParameter Seen, ISymbol Symbol, ITypeSymbol Type);

/// <summary>A declared response with its type; framework types that no type argument names are given by name.</summary>
public sealed record DeclaredAnswer(int Status, ITypeSymbol? Type, string? Name = null)
{
    public EndpointResponse Seen => new(Status, Type is null ? Name : EndpointBinding.Text(Type));
}
