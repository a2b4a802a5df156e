using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>Reads the tables of a model snapshot: fluent calls with constants, written by a tool.</summary>
internal sealed class SnapshotReader
{
    private readonly Dictionary<string, Table> _tables = new(StringComparer.Ordinal);
    private readonly ConstantText _known = new();
    private string? _defaultSchema;

    public static ImmutableArray<SchemaTable> Read(IOperation body)
    {
        var reader = new SnapshotReader();
        foreach (var call in Calls(body))
        {
            if (call.TargetMethod.Name == "HasDefaultSchema")
                reader._defaultSchema = reader.Text(call, 0);
        }

        foreach (var call in Calls(body))
        {
            if (call.TargetMethod.Name == "Entity" && call.TargetMethod.ContainingType.Name == "ModelBuilder" && reader.Text(call, 0) is { } entity)
                reader.Entity(reader.Of(entity), call);
        }

        return [.. reader._tables.Values.Where(static table => table.Columns.Count > 0).Select(reader.Made).GroupBy(static t => t.FullName, StringComparer.Ordinal).Select(Joined).OrderBy(static t => t.FullName, StringComparer.Ordinal)];
    }

    private Table Of(string entity)
    {
        if (!_tables.TryGetValue(entity, out var table))
            _tables.Add(entity, table = new Table(entity));
        return table;
    }

    private void Entity(Table table, IInvocationOperation call)
    {
        if (call.Arguments.Select(static a => Lambda(a.Value)).FirstOrDefault(static lambda => lambda is not null) is not { } build)
            return;
        foreach (var inner in Calls(build.Body))
        {
            if (!IsOn(inner, build))
                continue;
            switch (inner.TargetMethod.Name)
            {
                case "Property":
                    Property(table, inner);
                    break;
                case "HasKey":
                    table.Key = [.. Texts(inner)];
                    break;
                case "HasIndex":
                    Index(table, inner);
                    break;
                case "ToTable" or "ToView" or "ToJson":
                    table.Name = inner.TargetMethod.Name == "ToTable" ? Text(inner, 0) ?? (inner.TargetMethod.Parameters.Any(static p => p.Name == "name") ? null : table.Name) : null;
                    table.Schema = inner.TargetMethod.Parameters.Any(static p => p.Name == "schema") ? Text(inner, IndexOf(inner, "schema")) : null;
                    table.IsNone = inner.TargetMethod.Name != "ToTable" || table.Name is null;
                    break;
                case "HasBaseType":
                    table.Base = Text(inner, 0);
                    break;
                case "HasOne":
                    Relation(table, inner);
                    break;
                case "OwnsOne" or "OwnsMany":
                    Owned(table, inner);
                    break;
            }
        }
    }

    private void Owned(Table owner, IInvocationOperation call)
    {
        if (Text(call, 0) is not { } type || Text(call, 1) is not { } navigation)
            return;
        var owned = Of(owner.Entity + "." + navigation + "#" + type);
        owned.Owner = owner;
        owned.Navigation = navigation;
        owned.IsMany = call.TargetMethod.Name == "OwnsMany";
        Entity(owned, call);
    }

    private void Property(Table table, IInvocationOperation call)
    {
        if (Text(call, 0) is not { } name || call.TargetMethod.TypeArguments.FirstOrDefault() is not { } type || table.Columns.ContainsKey(name))
            return;
        var isValue = type.IsValueType && type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T;
        var column = new SchemaColumn(name)
        {
            Property = name,
            ClrType = type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat).TrimEnd('?'),
            IsNullable = !isValue,
        };
        foreach (var said in Chain(call))
        {
            column = said.TargetMethod.Name switch
            {
                "IsRequired" => column with { IsNullable = Argument(said, 0) == "False" },
                "HasColumnName" => column with { Name = Argument(said, 0) ?? column.Name },
                "HasColumnType" => column with { StoreType = Argument(said, 0) },
                "HasMaxLength" => column with { MaxLength = Number(Argument(said, 0)) },
                "HasPrecision" => column with { Precision = Number(Argument(said, 0)), Scale = Number(Argument(said, 1)) },
                "HasDefaultValue" => column with { Default = Argument(said, 0) ?? "a value" },
                "HasDefaultValueSql" => column with { DefaultSql = Argument(said, 0) },
                "HasComputedColumnSql" => column with { Computed = Argument(said, 0) },
                "UseCollation" => column with { Collation = Argument(said, 0) },
                "IsRowVersion" => column with { IsRowVersion = true },
                _ => column,
            };
        }

        table.Columns[name] = column;
    }

    private void Index(Table table, IInvocationOperation call)
    {
        var (isUnique, filter, name) = (false, (string?)null, (string?)null);
        foreach (var said in Chain(call))
        {
            switch (said.TargetMethod.Name)
            {
                case "IsUnique":
                    isUnique = Argument(said, 0) != "False";
                    break;
                case "HasFilter":
                    filter = Argument(said, 0);
                    break;
                case "HasDatabaseName":
                    name = Argument(said, 0);
                    break;
            }
        }

        table.Indexes.Add(([.. Texts(call)], isUnique, filter, name));
    }

    private void Relation(Table table, IInvocationOperation call)
    {
        string[] columns = [];
        string? onDelete = null;
        foreach (var said in Chain(call))
        {
            if (said.TargetMethod.Name == "HasForeignKey")
                columns = [.. Texts(said).Where(text => table.Columns.ContainsKey(text) || !text.Contains('.', StringComparison.Ordinal))];
            else if (said.TargetMethod.Name == "OnDelete" && said.Arguments.Select(static a => LocalValues.Bare(a.Value)).OfType<IFieldReferenceOperation>().FirstOrDefault() is { } behaviour)
                onDelete = behaviour.Field.Name;
        }

        if (columns.Length > 0 && Text(call, 0) is { } principal)
            table.ForeignKeys.Add((columns, principal, onDelete));
    }

    private SchemaTable Made(Table table)
    {
        var home = table;
        while (home.Base is { } parent && _tables.TryGetValue(parent, out var above) && (home.Name is null || home.Name == above.Name))
            home = above;
        var prefix = "";
        while (!home.IsMany && home.Owner is { } owner && (home.Name is null || home.Name == owner.Name))
        {
            prefix = home.Navigation + "_" + prefix;
            home = owner;
        }

        string Column(string property) => table.Columns.TryGetValue(property, out var column) ? column.Name : property;
        return new SchemaTable(home.Name ?? Short(home.Entity))
        {
            Schema = home.Schema ?? _defaultSchema,
            Entity = table.Entity,
            Columns = [.. table.Columns.Values.Where(column => prefix.Length == 0 || !table.Key.Contains(column.Property!)).Select(column => table.Key.Contains(column.Property!) ? column with { IsNullable = false } : column)
                .Select(column => prefix.Length > 0 && column.Name == column.Property ? column with { Name = prefix + column.Name } : column).OrderBy(static c => c.Name, StringComparer.Ordinal)],
            Key = prefix.Length > 0 ? [] : [.. table.Key.Select(Column)],
            Indexes = [.. table.Indexes.Select(index => new SchemaIndex([.. index.Properties.Select(Column)], index.IsUnique, index.Filter, index.Name)).OrderBy(static i => i.Key, StringComparer.Ordinal)],
            ForeignKeys = [.. table.ForeignKeys.Select(key => new SchemaForeignKey([.. key.Properties.Select(Column)], _tables.TryGetValue(key.Principal, out var principal) ? principal.Name ?? Short(key.Principal) : Short(key.Principal), key.OnDelete)).OrderBy(static k => k.Key, StringComparer.Ordinal)],
        };
    }

    /// <summary>Types that share a table: a hierarchy, an owner and what it owns.</summary>
    private static SchemaTable Joined(IGrouping<string, SchemaTable> group)
    {
        var first = group.FirstOrDefault(static t => t.Key.Length > 0) ?? group.First();
        return first with
        {
            Columns = [.. group.SelectMany(static t => t.Columns).DistinctBy(static c => c.Name).OrderBy(static c => c.Name, StringComparer.Ordinal)],
            Indexes = [.. group.SelectMany(static t => t.Indexes).DistinctBy(static i => i.Key)],
            ForeignKeys = [.. group.SelectMany(static t => t.ForeignKeys).DistinctBy(static k => k.Key)],
        };
    }

    private static IEnumerable<IInvocationOperation> Calls(IOperation body) => body.Descendants().OfType<IInvocationOperation>();

    private static IAnonymousFunctionOperation? Lambda(IOperation value) => LocalValues.Bare(value) switch
    {
        IAnonymousFunctionOperation lambda => lambda,
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } => lambda,
        _ => null,
    };

    /// <summary>Whether a call's chain starts at the lambda's own parameter.</summary>
    private static bool IsOn(IInvocationOperation call, IAnonymousFunctionOperation lambda)
    {
        IOperation? current = call;
        while (current is IInvocationOperation next)
            current = next.Instance ?? next.Arguments.FirstOrDefault()?.Value;
        return current is not null && LocalValues.Bare(current) is IParameterReferenceOperation { Parameter: { } parameter } && lambda.Symbol.Parameters.Contains(parameter, SymbolEqualityComparer.Default);
    }

    private static IEnumerable<IInvocationOperation> Chain(IInvocationOperation call)
    {
        IOperation current = call;
        while (true)
        {
            var parent = current.Parent;
            while (parent is IConversionOperation)
                parent = parent.Parent;
            if (parent is IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { Instance: null } extension })
                parent = extension;
            if (parent is not IInvocationOperation next || next.Instance is not null && next.Instance != current)
                yield break;
            yield return next;
            current = next;
        }
    }

    private static int IndexOf(IInvocationOperation call, string parameter) => call.Arguments.ToList().FindIndex(a => a.Parameter?.Name == parameter) - (call.Instance is null ? 1 : 0);

    /// <summary>An argument of a call in a chain, the builder itself left out.</summary>
    private string? Argument(IInvocationOperation call, int index) => Text(call, index);

    private string? Text(IInvocationOperation call, int index)
    {
        index += call.Instance is null ? 1 : 0;
        return index >= 0 && index < call.Arguments.Length && call.Arguments[index].ArgumentKind != ArgumentKind.DefaultValue ? _known.Of(call.Arguments[index].Value) : null;
    }

    private IEnumerable<string> Texts(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments.Skip(call.Instance is null ? 1 : 0))
        {
            if (argument.Value.Type?.SpecialType == SpecialType.System_String && _known.Of(argument.Value) is { } text)
                yield return text;
            else
            {
                foreach (var element in _known.Elements(argument.Value) ?? [])
                    yield return element;
            }
        }
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Short(string entity) => entity[(entity.LastIndexOfAny(['.', '+']) + 1)..];

    private sealed class Table(string entity)
    {
        public string Entity => entity;

        public string? Name { get; set; }

        public string? Schema { get; set; }

        public bool IsNone { get; set; }

        public string? Base { get; set; }

        public Table? Owner { get; set; }

        public string? Navigation { get; set; }

        public bool IsMany { get; set; }

        public List<string> Key { get; set; } = [];

        public Dictionary<string, SchemaColumn> Columns { get; } = new(StringComparer.Ordinal);

        public List<(string[] Properties, bool IsUnique, string? Filter, string? Name)> Indexes { get; } = [];

        public List<(string[] Properties, string Principal, string? OnDelete)> ForeignKeys { get; } = [];
    }
}
