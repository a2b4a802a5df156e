using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>How long the container keeps an instance.</summary>
public enum Lifetime
{
    Singleton,
    Scoped,
    Transient,
}

/// <summary>One registration with the service container.</summary>
/// <param name="Service">What is asked for; the definition for open generics.</param>
/// <param name="Implementation">What is created, where the registration says so.</param>
/// <param name="Lifetime">How long it lives.</param>
/// <param name="Location">The call that registers it.</param>
public sealed record Registration(INamedTypeSymbol Service, INamedTypeSymbol? Implementation, Lifetime Lifetime, Location Location)
{
    /// <summary>The key of a keyed service, as written; null for others.</summary>
    public string? Key { get; init; }

    /// <summary>Whether it counts only when nothing was registered before.</summary>
    public bool IsTry { get; init; }

    /// <summary>Whether an instance is given: the container neither creates nor disposes it.</summary>
    public bool IsInstance { get; init; }

    public bool IsHosted { get; init; }

    /// <summary>Whether a factory makes it.</summary>
    public bool IsFactory { get; init; }

    /// <summary>What a factory asks the container for, and where.</summary>
    public ImmutableArray<(INamedTypeSymbol Service, Location Location)> Asks { get; init; } = ImmutableArray<(INamedTypeSymbol, Location)>.Empty;

    /// <summary>Whether it is made outside production only.</summary>
    public bool IsConditional { get; init; }
}
