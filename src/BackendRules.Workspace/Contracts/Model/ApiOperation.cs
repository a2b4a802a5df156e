using System.Collections.Immutable;

namespace BackendRules.Workspaces;

/// <summary>What an operation belongs to.</summary>
public enum OperationStyle
{
    /// <summary>A method of a gRPC service.</summary>
    Grpc,

    /// <summary>A method of a hub that clients call.</summary>
    HubIn,

    /// <summary>An event that a hub sends.</summary>
    HubOut,

    /// <summary>A field of a GraphQL type.</summary>
    GraphQl,

    /// <summary>A consumer of messages, or a job.</summary>
    Worker,

    /// <summary>A message that is published or sent.</summary>
    Message,

    /// <summary>A service that runs by itself beside the requests.</summary>
    Background,
}

/// <summary>A call, an event, a field or a message that isn't plain HTTP.</summary>
/// <param name="Style">What it belongs to.</param>
/// <param name="Owner">The service, hub, GraphQL type or queue.</param>
/// <param name="Name">Its name on the wire.</param>
public sealed record ApiOperation(OperationStyle Style, string Owner, string Name)
{
    public ImmutableArray<ApiParameter> Parameters { get; init; } = [];

    public TypeRef? Result { get; init; }

    /// <summary>For gRPC: unary, client stream, server stream, both.</summary>
    public string? Streaming { get; init; }

    public bool IsDeprecated { get; init; }

    public ApiPlace? Place { get; init; }

    public Confidence Confidence { get; init; }

    /// <summary>What recognises it in another version.</summary>
    public string Id => $"{Style.ToString().ToLowerInvariant()} {Owner}.{Name}";

    /// <inheritdoc/>
    public override string ToString() => Style == OperationStyle.Message ? $"message {Name}" : Style == OperationStyle.Background ? Name : $"{Owner}.{Name}";
}
