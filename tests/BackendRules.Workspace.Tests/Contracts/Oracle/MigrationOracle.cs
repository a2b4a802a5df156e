using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace BackendRules.Workspaces.Tests;

/// <summary>What EF Core itself does when migrations run, beside what was read from their sources: one line an operation.</summary>
internal static class MigrationOracle
{
    /// <summary>The operations of the migrations in some files, which are compiled, loaded and asked.</summary>
    public static (IReadOnlyList<string> Own, IReadOnlyList<string> Read) Of(IEnumerable<string> files, string more = "")
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var trees = files.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file)).Append(CSharpSyntaxTree.ParseText(Sources.Usings + more, options)).ToList();
        var part = Sources.Part(trees, "Migrations" + Guid.NewGuid().ToString("N"));
        var read = Schema.Read([part]).Contexts.SelectMany(static context => context.Migrations).OrderBy(static m => m.Id, StringComparer.Ordinal)
            .SelectMany(static migration => migration.Up.Select(operation => $"{migration.Id} {Line(operation)}")).ToList();
        using var image = new MemoryStream();
        Assert.True(part.Compilation.Emit(image).Success);
        image.Position = 0;
        var libraries = part.Compilation.References.OfType<PortableExecutableReference>().Select(static r => r.FilePath).OfType<string>().ToLookup(static path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);
        var context = new AssemblyLoadContext("migrations", isCollectible: true);
        context.Resolving += (where, name) => libraries[name.Name ?? ""].FirstOrDefault() is { } path ? where.LoadFromAssemblyPath(path) : null;
        try
        {
            var own = context.LoadFromStream(image).GetTypes().Where(static type => type.IsSubclassOf(typeof(Microsoft.EntityFrameworkCore.Migrations.Migration)) && !type.IsAbstract)
                .Select(static type => (Id: type.GetCustomAttribute<MigrationAttribute>()?.Id, Type: type)).Where(static one => one.Id is not null).OrderBy(static one => one.Id, StringComparer.Ordinal)
                .SelectMany(static one => ((Microsoft.EntityFrameworkCore.Migrations.Migration)Activator.CreateInstance(one.Type)!).UpOperations.SelectMany(Lines).Select(line => $"{one.Id} {line}")).ToList();
            return (own, read);
        }
        finally
        {
            context.Unload();
        }
    }

    private static IEnumerable<string> Lines(MigrationOperation operation) => operation is SqlOperation sql
        ? SqlStatements.Read(sql.Sql).Select(static one => Line(one.Operation))
        : [Line(new SchemaOperation(Kind(operation))
        {
            Schema = Text(operation, "Schema"),
            Table = Text(operation, "Table") ?? (operation is TableOperation or DropTableOperation or RenameTableOperation ? Text(operation, "Name") : null),
            Name = operation is TableOperation or DropTableOperation or RenameTableOperation ? null : Text(operation, "Name"),
            NewName = Text(operation, "NewName"),
            Columns = operation.GetType().GetProperty("Columns")?.GetValue(operation) is string[] columns ? [.. columns] : [],
            IsUnique = operation is CreateIndexOperation { IsUnique: true },
            Column = operation is AddColumnOperation or AlterColumnOperation ? Column((ColumnOperation)operation) : null,
            OldColumn = operation is AlterColumnOperation altered ? Column(altered.OldColumn) : null,
            TableColumns = operation is CreateTableOperation table ? [.. table.Columns.Select(Column)] : [],
        })];

    private static SchemaColumn Column(ColumnOperation column) => new(column.Name) { StoreType = column.ColumnType, IsNullable = column.IsNullable, MaxLength = column.MaxLength, Precision = column.Precision, Scale = column.Scale };

    private static string Line(SchemaOperation o) =>
        $"{o.Kind} {o.FullTable} {o.Name} {o.NewName} {string.Join(',', o.Columns)} {(o.IsUnique ? "unique" : "")} {o.Sql} {Line(o.Column)} {(o.OldColumn is { } old ? Line(old with { Name = o.Column?.Name ?? "" }) : "")} {string.Join("; ", o.TableColumns.Select(Line))}".TrimEnd();

    private static string Line(SchemaColumn? c) => c is null ? "" : $"{c.Name}:{c.StoreType}:{(c.IsNullable ? "null" : "")}:{c.MaxLength}:{c.Precision}:{c.Scale}";

    private static string? Text(MigrationOperation operation, string property) => operation.GetType().GetProperty(property)?.GetValue(operation) as string;

    private static string Kind(MigrationOperation operation) =>
        string.Concat(operation.GetType().Name.Replace("Operation", "", StringComparison.Ordinal).Select(static (c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}
