using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>Compares symbols with written names without building strings: these run in hot callbacks.</summary>
public static class Names
{
    /// <summary>Whether the type, or its generic definition, has this metadata name (<c>Namespace.Outer+Inner`1</c>).</summary>
    public static bool Is(this ITypeSymbol? type, string metadataName)
    {
        if (type is null)
            return false;
        var end = metadataName.Length;
        ISymbol? symbol = type.OriginalDefinition;
        while (true)
        {
            var length = Ending(metadataName, end, symbol);
            if (length == 0)
                return false;
            end -= length;
            symbol = symbol.ContainingSymbol;
            if (symbol is INamespaceSymbol { IsGlobalNamespace: true } or null or IModuleSymbol or IAssemblySymbol)
                return end == 0;
            if (end == 0 || metadataName[--end] != (symbol is INamedTypeSymbol ? '+' : '.'))
                return false;
        }
    }

    /// <summary>Whether the type is, derives from or implements the type of this name.</summary>
    public static bool IsOrInherits(this ITypeSymbol? type, string metadataName)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.Is(metadataName))
                return true;
        }

        return type is not null && type.Implements(metadataName);
    }

    /// <summary>The type and the classes above it that aren't the language's own, such as <c>object</c>; nearest first.</summary>
    public static IEnumerable<INamedTypeSymbol> WithBases(this INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
            yield return current;
    }

    /// <summary>Whether one of the type's interfaces has this name.</summary>
    public static bool Implements(this ITypeSymbol type, string metadataName)
    {
        foreach (var contract in type.AllInterfaces)
        {
            if (contract.Is(metadataName))
                return true;
        }

        return false;
    }

    /// <summary>Whether the type is, derives from or implements <paramref name="other"/>, generic arguments aside.</summary>
    public static bool IsOrInherits(this ITypeSymbol? type, INamedTypeSymbol? other)
    {
        if (type is null || other is null)
            return false;
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current.OriginalDefinition, other))
                return true;
        }

        if (other.TypeKind == TypeKind.Interface)
        {
            foreach (var contract in type.AllInterfaces)
            {
                if (SymbolEqualityComparer.Default.Equals(contract.OriginalDefinition, other))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Whether the symbol or a symbol that it overrides has an attribute of this name, or one derived from it.</summary>
    public static AttributeData? Attribute(this ISymbol symbol, string metadataName)
    {
        for (ISymbol? current = symbol; current is not null; current = Overridden(current))
        {
            foreach (var attribute in current.GetAttributes())
            {
                if (attribute.AttributeClass is { } type && type.IsOrInherits(metadataName))
                    return attribute;
            }
        }

        return null;
    }

    /// <summary>Where this compilation declares a symbol; null when another one does, whose sources editors show.</summary>
    public static Location? LocationIn(this ISymbol symbol, Compilation compilation) =>
        symbol.Locations.FirstOrDefault(location => location.SourceTree is { } tree && compilation.ContainsSyntaxTree(tree));

    public static bool HasAttribute(this ISymbol symbol, string metadataName) => symbol.Attribute(metadataName) is not null;

    /// <summary>The outermost name of a namespace: <c>System</c> for <c>System.Text.Json</c>.</summary>
    public static string Root(this INamespaceSymbol space)
    {
        while (space.ContainingNamespace is { IsGlobalNamespace: false } outer)
            space = outer;
        return space.Name;
    }

    private static ISymbol? Overridden(ISymbol symbol) => symbol switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        INamedTypeSymbol { TypeKind: TypeKind.Class } type => type.BaseType,
        _ => null,
    };

    /// <summary>How many characters the symbol's own name takes at this end of a written name; 0 when another name stands there.</summary>
    private static int Ending(string text, int end, ISymbol symbol)
    {
        if (symbol is not INamedTypeSymbol { Arity: > 0 and var arity })
            return EndsAt(text, end, symbol.Name) ? symbol.Name.Length : 0;
        // The compiler builds the name of a generic type anew each time that it is asked.
        if (arity < 10)
            return end > 1 && text[end - 1] == '0' + arity && text[end - 2] == '`' && EndsAt(text, end - 2, symbol.Name) ? symbol.Name.Length + 2 : 0;
        return EndsAt(text, end, symbol.MetadataName) ? symbol.MetadataName.Length : 0;
    }

    private static bool EndsAt(string text, int end, string part) =>
        end >= part.Length && string.CompareOrdinal(text, end - part.Length, part, 0, part.Length) == 0;
}
