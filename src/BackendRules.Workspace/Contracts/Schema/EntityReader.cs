using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>Reads what entity classes store, as far as declarations tell.</summary>
internal static class EntityReader
{
    private const string Ef = "Microsoft.EntityFrameworkCore.";

    public static ImmutableArray<EntityShape> Of(INamedTypeSymbol context, IReadOnlyList<CodePart> parts, CancellationToken cancellation)
    {
        var entities = new SortedDictionary<string, INamedTypeSymbol>(StringComparer.Ordinal);
        for (var current = context; current is not null; current = current.BaseType)
        {
            foreach (var property in current.GetMembers().OfType<IPropertySymbol>())
            {
                if (property.Type is INamedTypeSymbol { TypeArguments: [INamedTypeSymbol entity] } set && set.Is(Ef + "DbSet`1") && entity.DeclaringSyntaxReferences.Length > 0)
                    entities[Name(entity)] = entity;
            }
        }

        // What the model is told to leave out, or to store in another form: then the class doesn't tell.
        var bodies = Configurations(context, parts, cancellation).Select(method => Bodies.Of(method, parts, cancellation)).ToList();
        var (ignored, converted, configured) = Fluent(bodies);
        var indexes = bodies.SelectMany(IndexReader.OfBody).ToLookup(static one => Name(one.Entity), static one => one.Index);
        return [.. entities.Values.Select(entity => new EntityShape(Name(entity), [.. Members(entity, ignored, converted, configured)], Places.Of(entity)) { Indexes = [.. IndexReader.OfAttributes(entity).Concat(indexes[Name(entity)]).DistinctBy(static i => i.Key)] })];
    }

    private static IEnumerable<EntityMember> Members(INamedTypeSymbol entity, HashSet<string> ignored, HashSet<string> converted, HashSet<string> configured)
    {
        for (var current = entity; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            foreach (var property in current.GetMembers().OfType<IPropertySymbol>())
            {
                if (property.IsStatic || property.IsIndexer || property.GetMethod is null || property.SetMethod is null || property.DeclaredAccessibility != Accessibility.Public || property.IsImplicitlyDeclared
                    || WireAttributes.Has(property, "NotMappedAttribute") || property.HasAttribute("System.ComponentModel.DataAnnotations.Schema.NotMappedAttribute")
                    || ignored.Contains(property.Name) || converted.Contains(property.Name) || Scalar(property.Type) is not { } type)
                    continue;
                var isNullable = property.Type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
                    || property.Type.IsReferenceType && property.NullableAnnotation != NullableAnnotation.NotAnnotated && !WireAttributes.Has(property, "RequiredAttribute");
                var limits = WireConstraints.Of(property);
                yield return new EntityMember(property.Name, type, isNullable, limits.MaxLength, Places.Of(property)) { IsConfigured = configured.Contains(property.Name) };
            }
        }
    }

    private static string? Scalar(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            type = nullable.TypeArguments[0];
        if (type.TypeKind == TypeKind.Enum)
            return "enum";
        return type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } ? "bytes" : WireTypes.Primitive(type);
    }

    private static List<IMethodSymbol> Configurations(INamedTypeSymbol context, IReadOnlyList<CodePart> parts, CancellationToken cancellation)
    {
        var methods = context.GetMembers("OnModelCreating").OfType<IMethodSymbol>().ToList();
        foreach (var part in parts)
        {
            foreach (var type in SourceTypes.Of(part.Compilation, cancellation).All)
            {
                if (type.Implements(Ef + "IEntityTypeConfiguration`1"))
                    methods.AddRange(type.GetMembers("Configure").OfType<IMethodSymbol>());
            }
        }

        return methods;
    }

    private static (HashSet<string> Ignored, HashSet<string> Converted, HashSet<string> Configured) Fluent(IEnumerable<IOperation?> bodies)
    {
        var (ignored, converted, configured) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var body in bodies)
        {
            foreach (var call in body?.Descendants().OfType<IInvocationOperation>() ?? [])
            {
                if (call.TargetMethod.Name is not ("Ignore" or "HasConversion" or "IsRequired" or "HasMaxLength"))
                    continue;
                var into = call.TargetMethod.Name switch
                {
                    "Ignore" => ignored,
                    "HasConversion" => converted,
                    _ => configured,
                };
                foreach (var property in call.Descendants().OfType<IPropertyReferenceOperation>())
                    into.Add(property.Property.Name);
                foreach (var text in call.Descendants().Select(static o => o.ConstantValue is { HasValue: true, Value: string name } ? name : null).OfType<string>())
                    into.Add(text);
            }
        }

        return (ignored, converted, configured);
    }

    private static string Name(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);
}
