using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>
/// The classes that are stored: in a <c>DbSet</c> property, configured by <c>IEntityTypeConfiguration</c>, or kept in an <c>IMongoCollection</c>
/// member. From declarations alone.
/// </summary>
public sealed class Entities
{
    private static readonly Fact<Entities> s_fact = new(static (compilation, cancellation) => new Entities(compilation, cancellation));

    private readonly HashSet<INamedTypeSymbol> _all = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ITypeSymbol> _bases = new(SymbolEqualityComparer.Default);

    private Entities(Compilation compilation, CancellationToken cancellation)
    {
        var known = Known.Of(compilation);
        if (!known.Has("Microsoft.EntityFrameworkCore.DbContext") && !known.Has("MongoDB.Driver.IMongoCollection`1"))
            return;
        foreach (var type in SourceTypes.Of(compilation, cancellation).All)
        {
            foreach (var contract in type.AllInterfaces)
            {
                if (contract.Is("Microsoft.EntityFrameworkCore.IEntityTypeConfiguration`1"))
                    Add(contract.TypeArguments[0]);
            }

            Members(type);
        }

        // Contexts in another project of the solution.
        foreach (var reference in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            if (References(reference))
                Contexts(reference.GlobalNamespace, cancellation);
        }
    }

    public static Entities Of(Compilation compilation, CancellationToken cancellation) => s_fact.Of(compilation, cancellation);

    /// <summary>Whether instances of the type, or of a class it derives from, are stored as such.</summary>
    public bool Contains(ITypeSymbol? type)
    {
        for (var current = type as INamedTypeSymbol; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            if (_all.Contains(current.OriginalDefinition))
                return true;
        }

        return false;
    }

    /// <summary>The entity that a type is, or is a collection of.</summary>
    public INamedTypeSymbol? In(ITypeSymbol? type)
    {
        for (var depth = 0; depth < 3; depth++)
        {
            if (type is IArrayTypeSymbol array)
                type = array.ElementType;
            if (type is not INamedTypeSymbol named)
                return null;
            if (Contains(named))
                return named;
            if (named.TypeArguments.Length != 1 || !IsCollection(named))
                return null;
            type = named.TypeArguments[0];
        }

        return null;
    }

    /// <summary>Whether an entity derives from the type, implements it or is it.</summary>
    public bool HasBase(ITypeSymbol? type) => type is INamedTypeSymbol && _bases.Contains(type.OriginalDefinition);

    /// <summary>The member of a type that isn't stored itself, a command for instance, that holds an entity or several.</summary>
    public (IPropertySymbol Member, INamedTypeSymbol Entity)? Held(ITypeSymbol? type)
    {
        if (_all.Count == 0 || type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, SpecialType: SpecialType.None } named || named.DeclaringSyntaxReferences.IsEmpty)
            return null;
        foreach (var member in named.GetMembers())
        {
            if (member is IPropertySymbol { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, SetMethod: not null } property && In(property.Type) is { } entity)
                return (property, entity);
        }

        return null;
    }

    public static bool IsCollection(ITypeSymbol type) =>
        type.SpecialType != SpecialType.System_String && (type is IArrayTypeSymbol || type.Is("System.Collections.Generic.IEnumerable`1") || type.Is("System.Collections.Generic.IAsyncEnumerable`1")
            || type.Implements("System.Collections.Generic.IEnumerable`1") || type.Implements("System.Collections.Generic.IAsyncEnumerable`1"));

    private static bool References(IAssemblySymbol assembly) =>
        assembly.Modules.FirstOrDefault() is { } module && module.ReferencedAssemblies.Any(static name => name.Name is "Microsoft.EntityFrameworkCore" or "MongoDB.Driver")
        && !assembly.Name.StartsWith("Microsoft.", StringComparison.Ordinal) && !assembly.Name.StartsWith("Npgsql", StringComparison.Ordinal) && !assembly.Name.StartsWith("MongoDB.", StringComparison.Ordinal);

    private void Contexts(INamespaceSymbol space, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var inner in space.GetNamespaceMembers())
            Contexts(inner, cancellation);
        foreach (var type in space.GetTypeMembers())
        {
            if (type.IsOrInherits("Microsoft.EntityFrameworkCore.DbContext"))
                Members(type);
        }
    }

    private void Members(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            var kept = member switch
            {
                IPropertySymbol property => property.Type,
                IFieldSymbol { IsImplicitlyDeclared: false } field => field.Type,
                _ => null,
            };
            if (kept is INamedTypeSymbol { TypeArguments: [var entity] } set && (set.Is("Microsoft.EntityFrameworkCore.DbSet`1") || set.Is("MongoDB.Driver.IMongoCollection`1")))
                Add(entity);
        }
    }

    private void Add(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None } named && !named.Is("MongoDB.Bson.BsonDocument"))
        {
            _all.Add(named.OriginalDefinition);
            for (var current = named.OriginalDefinition; current is { SpecialType: SpecialType.None }; current = current.BaseType?.OriginalDefinition)
                _bases.Add(current);
            foreach (var contract in named.AllInterfaces)
                _bases.Add(contract.OriginalDefinition);
        }
    }
}
