using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>Reads one call on the migration builder.</summary>
internal static class MigrationCall
{
    /// <param name="call">The call.</param>
    /// <param name="known">What locals are.</param>
    /// <param name="isWhole">Whether everything that matters was constant.</param>
    public static IEnumerable<SchemaOperation> Read(IInvocationOperation call, ConstantText known, out bool isWhole)
    {
        var given = new Given(call, known);
        var place = Places.Of(call.Syntax.GetLocation());
        if (call.TargetMethod.Name == "Sql")
        {
            var text = given.Text("sql");
            isWhole = text is not null;
            return text is null
                ? [new SchemaOperation("sql") { Sql = "SQL that isn't constant", Place = place }]
                : SqlStatements.Read(text).Select(one => one.Operation with { Place = place }).ToList();
        }

        var kind = Kind(call.TargetMethod.Name);
        isWhole = given.Text("table") is not null || given.Text("name") is not null || kind is "alter-database";
        var operation = new SchemaOperation(kind)
        {
            Schema = given.Text("schema"),
            Table = given.Text("table") ?? (kind is "create-table" or "drop-table" or "rename-table" or "alter-table" ? given.Text("name") : null),
            Name = kind is "create-table" or "drop-table" or "rename-table" or "alter-table" ? null : given.Text("name"),
            NewName = given.Text("newName"),
            Columns = given.List("columns") is { Count: > 0 } many ? [.. many] : given.Text("column") is { } one ? [one] : [],
            IsUnique = given.Text("unique") == "True",
            IsConcurrent = Annotations(call).Any(static a => a.Name == "Npgsql:CreatedConcurrently" || a.Name == "SqlServer:Online"),
            Place = place,
        };
        if (kind is "add-column" or "alter-column" && operation.Name is { } column)
            operation = operation with { Column = Column(call, given, column, known), OldColumn = kind == "alter-column" ? Old(given, column) : null };
        if (kind == "create-table")
            operation = operation with { TableColumns = [.. TableColumns(call, known)] };
        return [operation];
    }

    private static SchemaColumn Column(IInvocationOperation call, Given given, string name, ConstantText known) => new(name)
    {
        ClrType = Clr(call.TargetMethod.TypeArguments.FirstOrDefault()),
        StoreType = given.Text("type"),
        IsNullable = given.Text("nullable") == "True",
        MaxLength = given.Number("maxLength"),
        Precision = given.Number("precision"),
        Scale = given.Number("scale"),
        Default = given.Has("defaultValue") ? given.Text("defaultValue") ?? "a value" : null,
        DefaultSql = given.Text("defaultValueSql"),
        Computed = given.Text("computedColumnSql"),
        Collation = given.Text("collation"),
        IsRowVersion = given.Text("rowVersion") == "True" || Annotations(call).Any(a => a.Name.Contains("Identity", StringComparison.Ordinal) || a.Name.Contains("ValueGenerationStrategy", StringComparison.Ordinal) || a.Name.Contains("Autoincrement", StringComparison.Ordinal)),
    };

    private static SchemaColumn Old(Given given, string name) => new(name)
    {
        ClrType = Clr(given.Type("oldClrType")),
        StoreType = given.Text("oldType"),
        IsNullable = given.Text("oldNullable") == "True",
        MaxLength = given.Number("oldMaxLength"),
        Precision = given.Number("oldPrecision"),
        Scale = given.Number("oldScale"),
        Default = given.Has("oldDefaultValue") ? given.Text("oldDefaultValue") ?? "a value" : null,
        DefaultSql = given.Text("oldDefaultValueSql"),
        Collation = given.Text("oldCollation"),
    };

    /// <summary>The columns of a new table: the properties of the anonymous type that the lambda makes.</summary>
    private static IEnumerable<SchemaColumn> TableColumns(IInvocationOperation call, ConstantText known)
    {
        if (call.Arguments.FirstOrDefault(static a => a.Parameter?.Name == "columns")?.Value is not { } columns)
            yield break;
        foreach (var made in columns.Descendants().OfType<IAnonymousObjectCreationOperation>().Take(1))
        {
            foreach (var initializer in made.Initializers.OfType<ISimpleAssignmentOperation>())
            {
                if (initializer.Target is not IPropertyReferenceOperation { Property.Name: var name })
                    continue;
                var column = initializer.Value.DescendantsAndSelf().OfType<IInvocationOperation>().FirstOrDefault(static c => c.TargetMethod is { Name: "Column", ContainingType.Name: "ColumnsBuilder" });
                if (column is null)
                    continue;
                var given = new Given(column, known);
                yield return Column(column, given, given.Text("name") ?? name, known);
            }
        }
    }

    /// <summary>Annotations that are chained on the call.</summary>
    private static IEnumerable<(string Name, string? Value)> Annotations(IInvocationOperation call)
    {
        IOperation current = call;
        while (current.Parent is IInvocationOperation { TargetMethod.Name: "Annotation" or "OldAnnotation", Arguments: [var name, var value, ..] } next)
        {
            if (name.Value.ConstantValue is { HasValue: true, Value: string text } && next.TargetMethod.Name == "Annotation")
                yield return (text, value.Value.ConstantValue is { HasValue: true, Value: { } given } ? given.ToString() : null);
            current = next;
        }
    }

    private static string? Clr(ITypeSymbol? type) => type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat).TrimEnd('?');

    /// <summary>The method's name in words: <c>AddColumn</c> is add-column.</summary>
    private static string Kind(string method) =>
        string.Concat(method.Select(static (c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));

    private sealed class Given(IInvocationOperation call, ConstantText known)
    {
        public string? Text(string parameter) => Value(parameter) is { } value ? known.Of(value) : null;

        public int? Number(string parameter) => int.TryParse(Text(parameter), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

        /// <summary>Whether it is written and isn't null.</summary>
        public bool Has(string parameter) => Value(parameter) is { } value && value.ConstantValue is not { HasValue: true, Value: null };

        public IReadOnlyList<string>? List(string parameter) => Value(parameter) is { } value ? known.Elements(value) : null;

        public ITypeSymbol? Type(string parameter) => Value(parameter) is { } value && LocalValues.Bare(value) is ITypeOfOperation type ? type.TypeOperand : null;

        private IOperation? Value(string parameter) => call.Arguments.FirstOrDefault(a => a.Parameter?.Name == parameter && a.ArgumentKind != ArgumentKind.DefaultValue)?.Value;
    }
}
