using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>What the declaration of a bound type says about valid values: annotations, a check of its own, a validator beside it.</summary>
internal static class ModelRules
{
    private const string Annotations = "System.ComponentModel.DataAnnotations.";
    private const int Deepest = 3;

    /// <summary>The first annotation in a type and in what it holds, as <c>[Range]</c>, with its member; null when there is none.</summary>
    public static (string Attribute, string Member)? First(ITypeSymbol type) => First(type, []);

    /// <summary>The annotation of a parameter or a property, as <c>[Range]</c>, or null.</summary>
    public static string? Annotation(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            // DataType only formats, Remote only runs in browsers.
            if (attribute.AttributeClass is { } kind && kind.IsOrInherits(Annotations + "ValidationAttribute")
                && !kind.Is(Annotations + "DataTypeAttribute") && !kind.IsOrInherits("Microsoft.AspNetCore.Mvc.RemoteAttributeBase"))
                return "[" + (kind.Name.EndsWith("Attribute", StringComparison.Ordinal) ? kind.Name.Substring(0, kind.Name.Length - "Attribute".Length) : kind.Name) + "]";
        }

        return null;
    }

    /// <summary>The annotation of a member, which a positional record has on its constructor's parameter.</summary>
    public static string? Own(ISymbol symbol) => Annotation(symbol) ?? (symbol is not IPropertySymbol { ContainingType: { } type } ? null
        : type.InstanceConstructors.SelectMany(static constructor => constructor.Parameters).Where(parameter => parameter.Name == symbol.Name).Select(Annotation).FirstOrDefault(static found => found is not null));

    /// <summary>Whether a type checks itself: <c>IValidatableObject</c>, a constructor or a setter with code, or values that no caller can leave out.</summary>
    public static bool ChecksItself(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (type.Implements(Annotations + "IValidatableObject"))
            return true;
        foreach (var member in Members(type))
        {
            if (member is { IsRequired: true } || member.SetMethod is { } setter && HasCode(setter, cancellation))
                return true;
        }

        return type.InstanceConstructors.Any(constructor => HasCode(constructor, cancellation));
    }

    /// <summary>A member that takes any text or any number, or null. Keys don't count: a lookup decides about them.</summary>
    public static IPropertySymbol? Free(INamedTypeSymbol type)
    {
        IPropertySymbol? number = null;
        foreach (var member in Members(type))
        {
            if (member.Name.EndsWith("Id", StringComparison.Ordinal) || member.HasAttribute("System.Text.Json.Serialization.JsonIgnoreAttribute"))
                continue;
            if (member.Type.SpecialType == SpecialType.System_String)
                return member;
            var value = member.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : member.Type;
            if (value.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Double)
                number ??= member;
        }

        return number;
    }

    /// <summary>The properties that a caller can set, inherited ones included.</summary>
    public static IEnumerable<IPropertySymbol> Members(INamedTypeSymbol type)
    {
        foreach (var current in type.WithBases())
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IPropertySymbol { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, SetMethod: not null } property)
                    yield return property;
            }
        }
    }

    /// <summary>The types whose values a validator of the compilation checks.</summary>
    public static ImmutableHashSet<ITypeSymbol> WithValidator(Compilation compilation, CancellationToken cancellation)
    {
        var all = ImmutableHashSet.CreateBuilder<ITypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var type in SourceTypes.Of(compilation, cancellation).All)
        {
            foreach (var contract in type.AllInterfaces)
            {
                if (contract is { Name: "IValidator" or "IValidateOptions", TypeArguments: [var checkedType] })
                    all.Add(checkedType);
            }
        }

        return all.ToImmutable();
    }

    /// <summary>Whether the compilation has an endpoint filter of its own that validates. To which endpoints it is attached can't always be read.</summary>
    public static bool HasEndpointFilter(Compilation compilation, CancellationToken cancellation) => SourceTypes.Of(compilation, cancellation).All.Any(type =>
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            var names = reference.GetSyntax(cancellation).DescendantNodes().OfType<SimpleNameSyntax>().Select(static name => name.Identifier.ValueText).ToArray();
            if (Array.Exists(names, static name => name is "IEndpointFilter" or "FilterFactories" or "AddEndpointFilter" or "AddEndpointFilterFactory")
                && Array.Exists(names, static name => name.IndexOf("Valid", StringComparison.Ordinal) >= 0))
                return true;
        }

        return false;
    });

    private static (string Attribute, string Member)? First(ITypeSymbol type, HashSet<ITypeSymbol> seen)
    {
        if (type is IArrayTypeSymbol array)
            return First(array.ElementType, seen);
        if (type is not INamedTypeSymbol named || named.SpecialType != SpecialType.None || seen.Count > Deepest * 4 || !seen.Add(named))
            return null;
        foreach (var inner in named.TypeArguments)
        {
            if (First(inner, seen) is { } found)
                return found;
        }

        if (named.ContainingNamespace?.Root() is "System" or "Microsoft" || named.TypeKind is not (TypeKind.Class or TypeKind.Struct))
            return null;
        if (Annotation(named) is { } whole)
            return (whole, named.Name);
        // Members of positional records carry their annotations on the parameter.
        foreach (var parameter in named.InstanceConstructors.SelectMany(static constructor => constructor.Parameters))
        {
            if (Annotation(parameter) is { } attribute)
                return (attribute, parameter.Name);
        }

        foreach (var member in Members(named))
        {
            if (Annotation(member) is { } attribute)
                return (attribute, member.Name);
        }

        foreach (var member in Members(named))
        {
            if (First(member.Type, seen) is { } found)
                return found;
        }

        return null;
    }

    private static bool HasCode(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            var text = reference.GetSyntax(cancellation);
            if (text is ConstructorDeclarationSyntax or AccessorDeclarationSyntax && ModelTests.Refuses(text))
                return true;
        }

        return false;
    }
}
