using System.Collections.Immutable;

namespace BackendRules.Workspaces;

/// <summary>What the code of a solution says about its databases.</summary>
public sealed record SchemaModel
{
    public ImmutableArray<SchemaContext> Contexts { get; init; } = [];

    /// <summary>SQL files, by path.</summary>
    public ImmutableSortedDictionary<string, SchemaScript> Scripts { get; init; } = ImmutableSortedDictionary<string, SchemaScript>.Empty;

    public ImmutableArray<Unresolved> Unresolved { get; init; } = [];

    /// <summary>Whether there is anything that this reads: a context, a migration or a script.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsEmpty => Contexts.IsEmpty && Scripts.IsEmpty;
}

/// <summary>An SQL file.</summary>
/// <param name="Hash">The SHA-256 of its text, line endings aside.</param>
public sealed record SchemaScript(string Hash)
{
    /// <summary>Where it is.</summary>
    public string Path { get; init; } = "";

    public ImmutableArray<SchemaOperation> Operations { get; init; } = [];
}

/// <summary>One <c>DbContext</c>.</summary>
/// <param name="Name">Its class.</param>
public sealed record SchemaContext(string Name)
{
    public ImmutableArray<Migration> Migrations { get; init; } = [];

    /// <summary>The tables of the model snapshot; empty without one.</summary>
    public ImmutableArray<SchemaTable> Tables { get; init; } = [];

    public bool HasSnapshot { get; init; }

    /// <summary>What the entity classes say, for the question whether a migration is missing.</summary>
    public ImmutableArray<EntityShape> Entities { get; init; } = [];

    public ApiPlace? Place { get; init; }
}

/// <summary>An entity class: its mapped properties and whether they may be null.</summary>
public sealed record EntityShape(string Name, ImmutableArray<EntityMember> Members, ApiPlace? Place)
{
    /// <summary>The indexes that attributes or the model's configuration ask for.</summary>
    public ImmutableArray<SchemaIndex> Indexes { get; init; } = [];
}

/// <summary>A mapped property of an entity class.</summary>
public sealed record EntityMember(string Name, string Type, bool IsNullable, int? MaxLength, ApiPlace? Place)
{
    /// <summary>Whether the model is told about null and length elsewhere, so that the class doesn't decide.</summary>
    public bool IsConfigured { get; init; }
}

/// <summary>One migration.</summary>
/// <param name="Id">As in its attribute.</param>
public sealed record Migration(string Id)
{
    /// <summary>What <c>Up</c> does, in order.</summary>
    public ImmutableArray<SchemaOperation> Up { get; init; } = [];

    /// <summary>What <c>Down</c> does.</summary>
    public ImmutableArray<SchemaOperation> Down { get; init; } = [];

    /// <summary>How many operations <c>Down</c> has.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int DownCount => Down.Length;

    /// <summary>Whether a part of <c>Up</c> could not be read, or runs under a condition.</summary>
    public bool IsPartial { get; init; }

    public ApiPlace? Place { get; init; }
}

/// <summary>One call on the migration builder, or one statement of raw SQL.</summary>
/// <param name="Kind">add-column, drop-table, alter-column, sql ...</param>
public sealed record SchemaOperation(string Kind)
{
    public string? Schema { get; init; }

    public string? Table { get; init; }

    /// <summary>The column, index, key or constraint.</summary>
    public string? Name { get; init; }

    public string? NewName { get; init; }

    public SchemaColumn? Column { get; init; }

    /// <summary>For an altered column, what it was.</summary>
    public SchemaColumn? OldColumn { get; init; }

    public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>For a created table.</summary>
    public ImmutableArray<SchemaColumn> TableColumns { get; init; } = [];

    public bool IsUnique { get; init; }

    public bool IsConditional { get; init; }

    /// <summary>For indexes: whether built without blocking writers.</summary>
    public bool IsConcurrent { get; init; }

    /// <summary>The statement's verb and object, never its literals.</summary>
    public string? Sql { get; init; }

    /// <summary>For raw SQL: whether a DELETE or UPDATE has no WHERE.</summary>
    public bool IsUnbounded { get; init; }

    public ApiPlace? Place { get; init; }

    /// <summary>The table with its schema.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string FullTable => Schema is null ? Table ?? "" : Schema + "." + Table;
}

/// <summary>A column.</summary>
/// <param name="Name">Its name.</param>
public sealed record SchemaColumn(string Name)
{
    /// <summary>In a snapshot, the property that it stores.</summary>
    public string? Property { get; init; }

    public string? ClrType { get; init; }

    public string? StoreType { get; init; }

    public bool IsNullable { get; init; }

    public int? MaxLength { get; init; }

    public int? Precision { get; init; }

    public int? Scale { get; init; }

    public string? Default { get; init; }

    public string? DefaultSql { get; init; }

    public string? Computed { get; init; }

    public string? Collation { get; init; }

    public bool IsRowVersion { get; init; }
}

/// <summary>A table of a model snapshot.</summary>
public sealed record SchemaTable(string Name)
{
    public string? Schema { get; init; }

    public string Entity { get; init; } = "";

    public ImmutableArray<SchemaColumn> Columns { get; init; } = [];

    public ImmutableArray<string> Key { get; init; } = [];

    public ImmutableArray<SchemaIndex> Indexes { get; init; } = [];

    public ImmutableArray<SchemaForeignKey> ForeignKeys { get; init; } = [];

    /// <summary>The table with its schema.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string FullName => Schema is null ? Name : Schema + "." + Name;
}

/// <summary>An index of a table.</summary>
public sealed record SchemaIndex(ImmutableArray<string> Columns, bool IsUnique, string? Filter, string? Name)
{
    /// <summary>What makes it the same index.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Key => string.Join(",", Columns) + (IsUnique ? " unique" : "") + (Filter is null ? "" : " where " + Filter);
}

/// <summary>A foreign key of a table.</summary>
public sealed record SchemaForeignKey(ImmutableArray<string> Columns, string Principal, string? OnDelete)
{
    /// <summary>What makes it the same key.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Key => string.Join(",", Columns) + " → " + Principal;
}
