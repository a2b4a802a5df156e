using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules.Flow;

/// <summary>Types whose values can't carry text: numbers, dates, ids, flags, and collections of them.</summary>
internal static class InertTypes
{
    private static readonly HashSet<string> s_system = new(StringComparer.Ordinal)
    {
        "Guid", "TimeSpan", "DateTimeOffset", "DateOnly", "TimeOnly", "Version", "Type", "Half", "Int128", "UInt128", "Index", "Range", "StringComparison", "TimeZoneInfo",
    };

    public static bool Contains(ITypeSymbol? type)
    {
        switch (type)
        {
            case null:
                return false;
            case { TypeKind: TypeKind.Enum }:
                return true;
            case INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] }:
                return Contains(inner);
            case IArrayTypeSymbol array:
                return CanFill(array.ElementType);
        }

        switch (type.SpecialType)
        {
            case SpecialType.System_Boolean or SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
                or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Decimal
                or SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_DateTime or SpecialType.System_IntPtr or SpecialType.System_UIntPtr
                or SpecialType.System_Void:
                return true;
            case not SpecialType.None:
                return false;
        }

        if (type.ContainingType is not null || type.ContainingNamespace is not { } space)
            return false;
        return space.Name switch
        {
            "System" => space.ContainingNamespace is { IsGlobalNamespace: true } && s_system.Contains(type.Name),
            "Threading" => type.Name == "CancellationToken",
            "Numerics" => type.Name == "BigInteger",
            "Tasks" => type.Name is "Task" or "ValueTask" && type is INamedTypeSymbol named && (named.Arity == 0 || Contains(named.TypeArguments[0])),
            "Collections" or "Generic" or "ObjectModel" or "Immutable" or "Concurrent" or "Frozen" or "Linq" => type is INamedTypeSymbol { Arity: > 0 } collection && IsOfSystem(space) && All(collection.TypeArguments),
            _ => false,
        };
    }

    private static bool All(ImmutableArray<ITypeSymbol> types)
    {
        foreach (var type in types)
        {
            if (!CanFill(type))
                return false;
        }

        return true;
    }

    /// <summary>Bytes in a row are a text.</summary>
    private static bool CanFill(ITypeSymbol element) => element.SpecialType is not (SpecialType.System_Byte or SpecialType.System_SByte) && Contains(element);

    private static bool IsOfSystem(INamespaceSymbol space)
    {
        while (space.ContainingNamespace is { IsGlobalNamespace: false } outer)
            space = outer;
        return space.Name == "System";
    }
}
