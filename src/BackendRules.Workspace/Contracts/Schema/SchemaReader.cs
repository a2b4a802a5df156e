using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>Reads contexts, their migrations and their snapshots.</summary>
internal sealed class SchemaReader(IReadOnlyList<CodePart> parts)
{
    private const string Ef = "Microsoft.EntityFrameworkCore.";

    private readonly SortedDictionary<string, SchemaContext> _contexts = new(StringComparer.Ordinal);
    private readonly List<Unresolved> _unresolved = [];

    public SchemaModel Read(CancellationToken cancellation)
    {
        foreach (var part in parts)
        {
            Foreign(part, cancellation);
            if (!Known.Of(part.Compilation).Has(Ef + "DbContext"))
                continue;
            foreach (var type in SourceTypes.Of(part.Compilation, cancellation).All)
            {
                if (type.IsOrInherits(Ef + "DbContext") && !type.IsAbstract)
                    Context(type, cancellation);
                else if (type.IsOrInherits(Ef + "Migrations.Migration"))
                    Migration(type, cancellation);
                else if (type.IsOrInherits(Ef + "Infrastructure.ModelSnapshot"))
                    Snapshot(type, cancellation);
            }
        }

        return new SchemaModel
        {
            Contexts = [.. _contexts.Values.Select(static context => context with { Migrations = [.. context.Migrations.OrderBy(static m => m.Id, StringComparer.Ordinal)] })],
            Scripts = parts.SelectMany(static part => part.Texts.Where(static text => text.Name.EndsWith(".sql", StringComparison.OrdinalIgnoreCase)).Select(text => (Name: part.Name + "/" + text.Name, Text: text)))
                .DistinctBy(static one => one.Name).ToImmutableSortedDictionary(static one => one.Name, static one => Script(one.Text), StringComparer.Ordinal),
            Unresolved = [.. _unresolved],
        };
    }

    // Its migrations are fluent calls of another library, which nothing here reads.
    private void Foreign(CodePart part, CancellationToken cancellation)
    {
        const string Migration = "FluentMigrator.MigrationBase";
        if (Known.Of(part.Compilation).Has(Migration))
            _unresolved.AddRange(SourceTypes.Of(part.Compilation, cancellation).All.Where(static type => !type.IsAbstract && type.IsOrInherits(Migration)).Select(static type =>
                new Unresolved("migration " + type.Name, "migrations of FluentMigrator are not read", "read it, and say in a note what it does", Places.Of(type))));
    }

    private static SchemaScript Script(CodeText text) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.Text.ReplaceLineEndings("\n"))))) { Path = text.Path, Operations = [.. SqlStatements.Read(text.Text).Select(one => one.Operation with { Place = new ApiPlace(text.Path, one.Line) })] };

    private void Context(INamedTypeSymbol type, CancellationToken cancellation) =>
        Set(Name(type), context => context with { Entities = EntityReader.Of(type, parts, cancellation), Place = Places.Of(type) });

    private void Migration(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (type.Attribute(Ef + "Migrations.MigrationAttribute") is not { ConstructorArguments: [{ Value: string id }] })
            return;
        var up = new MigrationReader(parts, cancellation);
        var down = new MigrationReader(parts, cancellation);
        foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
        {
            if (method is { Name: "Up", IsOverride: true })
                up.Read(method);
            else if (method is { Name: "Down", IsOverride: true })
                down.Read(method);
        }

        if (up.IsPartial)
            _unresolved.Add(new Unresolved("migration " + id, "a part of it isn't constant", "write names and SQL as constants", Places.Of(type)));
        var made = new Migration(id) { Up = up.Operations, Down = down.Operations, IsPartial = up.IsPartial, Place = Places.Of(type) };
        Set(ContextOf(type), context => context with { Migrations = context.Migrations.Add(made) });
    }

    private void Snapshot(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (type.GetMembers("BuildModel").OfType<IMethodSymbol>().FirstOrDefault() is { } build && Bodies.Of(build, parts, cancellation) is { } body)
            Set(ContextOf(type), context => context with { HasSnapshot = true, Tables = SnapshotReader.Read(body) });
    }

    private void Set(string name, Func<SchemaContext, SchemaContext> change) =>
        _contexts[name] = change(_contexts.GetValueOrDefault(name) ?? new SchemaContext(name));

    private static string ContextOf(INamedTypeSymbol type) =>
        type.Attribute(Ef + "Infrastructure.DbContextAttribute") is { ConstructorArguments: [{ Value: INamedTypeSymbol context }] } ? Name(context) : "";

    private static string Name(INamedTypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);
}
