using Microsoft.CodeAnalysis;

namespace BackendRules.Flow;

internal static class TypeName
{
    /// <summary>The metadata name with namespace and outer types: <c>Namespace.Outer+Inner`1</c>.</summary>
    public static string Of(INamedTypeSymbol type)
    {
        if (type.ContainingType is { } outer)
            return Of(outer) + "+" + type.MetadataName;
        return type.ContainingNamespace is { IsGlobalNamespace: false } space ? Of(space) + "." + type.MetadataName : type.MetadataName;
    }

    /// <summary>Whether a type has this namespace and name, generic arguments aside.</summary>
    public static bool Is(ITypeSymbol? type, string space, string name) =>
        type is not null && type.Name == name && type.ContainingNamespace is { } containing && Ends(containing, space);

    private static bool Ends(INamespaceSymbol space, string name)
    {
        var end = name.Length;
        while (true)
        {
            var part = space.Name;
            if (end < part.Length || string.CompareOrdinal(name, end - part.Length, part, 0, part.Length) != 0)
                return false;
            end -= part.Length;
            space = space.ContainingNamespace;
            if (space is null or { IsGlobalNamespace: true })
                return end == 0;
            if (end == 0 || name[--end] != '.')
                return false;
        }
    }

    private static string Of(INamespaceSymbol space) =>
        space.ContainingNamespace is { IsGlobalNamespace: false } outer ? Of(outer) + "." + space.Name : space.Name;
}
