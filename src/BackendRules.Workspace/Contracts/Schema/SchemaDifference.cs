using System.Collections.Immutable;

namespace BackendRules.Workspaces;

/// <summary>What happened to the schema between two revisions.</summary>
public sealed record SchemaDifference
{
    public ImmutableArray<SchemaChange> Changes { get; init; } = [];

    public ImmutableArray<Unresolved> Unresolved { get; init; } = [];

    /// <summary>Whether the sources hold anything that says what the schema is.</summary>
    public bool HasSchema { get; init; }
}

/// <summary>What a change puts at risk.</summary>
public enum SchemaRisk
{
    Safe,

    /// <summary>It can hold locks for as long as the table is large.</summary>
    Blocking,

    /// <summary>Whether it succeeds depends on the rows that are there.</summary>
    DataDependent,

    /// <summary>The version of the code that still runs during a deployment stops working.</summary>
    Incompatible,

    /// <summary>Rows or values are lost.</summary>
    Destructive,
}

/// <summary>Where a change was seen.</summary>
public enum SchemaSource
{
    Migration,
    Snapshot,
    Entity,
    Script,
}

/// <summary>One change of the schema.</summary>
public sealed record SchemaChange
{
    /// <summary>drop-column, add-index ...</summary>
    public required string Operation { get; init; }

    public required SchemaRisk Risk { get; init; }

    /// <summary>DS103, MF103, BC101, BRS001 ...; null for safe ones.</summary>
    public string? Code { get; init; }

    public SchemaSource Source { get; init; }

    public string? Context { get; init; }

    public string? Table { get; init; }

    /// <summary>The column, index or constraint.</summary>
    public string? Object { get; init; }

    public string? Before { get; init; }

    public string? After { get; init; }

    /// <summary>The migration that does it.</summary>
    public string? Migration { get; init; }

    /// <summary>Whether the migration says how to undo it.</summary>
    public bool? IsReversible { get; init; }

    public required string Message { get; init; }

    /// <summary>How to do it without the risk.</summary>
    public string? Advice { get; init; }

    public Confidence Confidence { get; init; }

    public ApiPlace? Place { get; init; }
}
