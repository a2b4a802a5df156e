using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>Tells parameters that a framework fills from a request from those that it resolves as services.</summary>
public static class BoundData
{
    private static readonly HashSet<string> s_carriers = new(StringComparer.Ordinal)
    {
        "StringValues", "StringSegment", "Uri", "JsonElement", "JsonDocument", "JsonNode", "JsonObject", "JsonArray", "Stream", "PipeReader", "IFormFile",
        "IFormFileCollection", "IFormCollection", "Delta", "JObject", "JToken", "JArray", "ODataQueryOptions", "ConsumeContext",
    };

    private static readonly HashSet<string> s_services = new(StringComparer.Ordinal)
    {
        "FromServicesAttribute", "FromKeyedServicesAttribute", "ServiceAttribute", "InjectAttribute",
    };

    public static bool Contains(IParameterSymbol parameter)
    {
        foreach (var attribute in parameter.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && s_services.Contains(type.Name))
                return false;
        }

        return Contains(parameter.Type, 0);
    }

    private static bool Contains(ITypeSymbol type, int depth)
    {
        if (depth > 3)
            return false;
        switch (type)
        {
            case { SpecialType: SpecialType.System_String or SpecialType.System_Object }:
                return true;
            case { SpecialType: not SpecialType.None }:
                return false;
            case IArrayTypeSymbol array:
                return array.ElementType.SpecialType == SpecialType.System_Byte || Contains(array.ElementType, depth + 1);
            case ITypeParameterSymbol or IDynamicTypeSymbol:
                return true;
            case not INamedTypeSymbol:
                return false;
        }

        var named = (INamedTypeSymbol)type;
        if (s_carriers.Contains(named.Name) || IsUnion(named))
            return true;
        if (IsIn(named, "System"))
            return named.Arity > 0 && named.ContainingNamespace.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal) && named.TypeArguments.Any(inner => Contains(inner, depth + 1));
        return named.TypeKind is TypeKind.Class or TypeKind.Struct && !named.IsAbstract && !IsIn(named, "Microsoft") && IsPlain(named, depth);
    }

    /// <summary>A type that is made of data: nothing in its constructors is a service, and it derives from nothing of a framework.</summary>
    private static bool IsPlain(INamedTypeSymbol type, int depth)
    {
        for (var parent = type.BaseType; parent is { SpecialType: SpecialType.None }; parent = parent.BaseType)
        {
            if (IsIn(parent, "Microsoft") || IsIn(parent, "System"))
                return false;
        }

        foreach (var constructor in type.InstanceConstructors)
        {
            if (constructor.DeclaredAccessibility == Accessibility.Public && constructor.Parameters.All(parameter => IsValue(parameter.Type) || Contains(parameter.Type, depth + 1)))
                return HasState(type);
        }

        return false;
    }

    /// <summary>A base of which a serializer makes the derived type that the caller names.</summary>
    private static bool IsUnion(INamedTypeSymbol type)
    {
        if (!type.IsAbstract)
            return false;
        foreach (var attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "JsonPolymorphicAttribute" or "JsonDerivedTypeAttribute" or "JsonConverterAttribute" or "KnownTypeAttribute")
                return true;
        }

        return false;
    }

    private static bool IsValue(ITypeSymbol type) => type.IsValueType || type.SpecialType != SpecialType.None;

    private static bool HasState(INamedTypeSymbol type)
    {
        for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IPropertySymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public, SetMethod: not null }
                    or IFieldSymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public } or IPropertySymbol { Name: "Parser", IsStatic: true })
                    return true;
            }
        }

        return false;
    }

    private static bool IsIn(INamedTypeSymbol type, string root) => type.ContainingNamespace is { IsGlobalNamespace: false } space && space.Root() == root;
}
