using System.Collections.Immutable;

namespace BackendRules.Workspaces;

/// <summary>A GraphQL schema.</summary>
public sealed record GraphModel(ImmutableArray<GraphType> Types);

/// <summary>A type of a GraphQL schema.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">object, interface, input, enum, union, scalar.</param>
public sealed record GraphType(string Name, string Kind)
{
    public ImmutableArray<GraphField> Fields { get; init; } = [];

    /// <summary>The values of an enum, the members of a union, the interfaces of an object.</summary>
    public ImmutableArray<string> Members { get; init; } = [];
}

/// <summary>A field, an argument or an input field.</summary>
public sealed record GraphField(string Name, string Type)
{
    public ImmutableArray<GraphField> Arguments { get; init; } = [];

    public bool HasDefault { get; init; }

    public bool IsDeprecated { get; init; }

    /// <summary>Whether a caller must give it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsRequired => Type.EndsWith('!') && !HasDefault;
}
