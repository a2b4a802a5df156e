using System.Collections.Immutable;

namespace BackendRules.Workspaces;

/// <summary>What the <c>.proto</c> files of a service say.</summary>
public sealed record ProtoModel
{
    public ImmutableArray<ProtoMethod> Methods { get; init; } = [];

    public ImmutableArray<ProtoMessage> Messages { get; init; } = [];

    public ImmutableArray<ProtoEnum> Enums { get; init; } = [];
}

/// <summary>A method of a gRPC service.</summary>
/// <param name="Service">The service with its package.</param>
/// <param name="Name">The method.</param>
/// <param name="Request">The message that it takes.</param>
/// <param name="Answer">The message that it gives.</param>
/// <param name="Streaming">unary, client, server, both.</param>
public sealed record ProtoMethod(string Service, string Name, string Request, string Answer, string Streaming)
{
    public bool IsDeprecated { get; init; }
}

/// <summary>A message with its package and what it is nested in.</summary>
public sealed record ProtoMessage(string Name)
{
    public ImmutableArray<ProtoField> Fields { get; init; } = [];

    public ImmutableArray<ProtoRange> Reserved { get; init; } = [];

    public ImmutableArray<string> ReservedNames { get; init; } = [];
}

/// <summary>A field of a message.</summary>
/// <param name="Number">Its number on the wire.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">A scalar, or the full name of a message or an enum.</param>
public sealed record ProtoField(int Number, string Name, string Type)
{
    public string JsonName { get; init; } = "";

    public bool IsRepeated { get; init; }

    public string? OneOf { get; init; }

    public bool IsEnum { get; init; }
}

/// <summary>An enum.</summary>
public sealed record ProtoEnum(string Name)
{
    public ImmutableArray<ProtoValue> Values { get; init; } = [];

    public ImmutableArray<ProtoRange> Reserved { get; init; } = [];

    public ImmutableArray<string> ReservedNames { get; init; } = [];
}

/// <summary>A member of an enum.</summary>
public sealed record ProtoValue(string Name, int Number);

/// <summary>Reserved numbers, both ends included.</summary>
public sealed record ProtoRange(int From, int To)
{
    public bool Contains(int number) => number >= From && number <= To;
}
