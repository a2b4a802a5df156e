using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>Tells parameters that a framework fills from a request from those that it resolves as services.</summary>
public static class BoundData
{
    private static readonly HashSet<string> s_carriers = new(StringComparer.Ordinal)
    {
        "StringValues", "StringSegment", "Uri", "JsonElement", "JsonDocument", "JsonNode", "JsonObject", "JsonArray", "Stream", "PipeReader", "IFormFile",
        "IFormFileCollection", "IFormCollection", "Delta", "JObject", "JToken", "JArray", "ODataQueryOptions", "ConsumeContext", "ChannelReader",
    };

    /// <summary>Classes of the framework that a serializer fills although they hold no text, or none that matters.</summary>
    private static readonly HashSet<string> s_values = new(StringComparer.Ordinal)
    {
        "TimeZoneInfo", "Version", "CultureInfo", "RegionInfo", "IPAddress", "IPEndPoint", "MailAddress", "XElement", "XDocument", "Tuple", "BitArray",
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

        return Contains(parameter.Type, null);
    }

    /// <param name="type">A type.</param>
    /// <param name="around">The types whose constructors are being looked at: a comment that answers a comment is data where the rest of it is.</param>
    private static bool Contains(ITypeSymbol type, HashSet<INamedTypeSymbol>? around)
    {
        switch (type)
        {
            case { SpecialType: SpecialType.System_String or SpecialType.System_Object }:
                return true;
            case { SpecialType: not SpecialType.None }:
                return false;
            case IArrayTypeSymbol array:
                return array.ElementType.SpecialType == SpecialType.System_Byte || Contains(array.ElementType, around);
            case ITypeParameterSymbol or IDynamicTypeSymbol:
                return true;
            case not INamedTypeSymbol:
                return false;
        }

        var named = (INamedTypeSymbol)type;
        if (s_carriers.Contains(named.Name) || IsUnion(named))
            return true;
        if (IsIn(named, "System"))
            return IsCollection(named) && named.TypeArguments.Any(inner => Contains(inner, around));
        return named.TypeKind is TypeKind.Class or TypeKind.Struct && !named.IsAbstract && !IsIn(named, "Microsoft") && IsPlain(named, around);
    }

    /// <summary>A type that is made of data: nothing in its constructors is a service, and it derives from nothing of a framework.</summary>
    private static bool IsPlain(INamedTypeSymbol type, HashSet<INamedTypeSymbol>? around)
    {
        for (var parent = type.BaseType; parent is { SpecialType: SpecialType.None }; parent = parent.BaseType)
        {
            if (IsIn(parent, "Microsoft") && parent.ContainingNamespace.Name != "Identity" || IsIn(parent, "System"))
                return IsCollection(parent);
        }

        around ??= new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        if (!around.Add(type.OriginalDefinition))
            return true;
        foreach (var constructor in type.InstanceConstructors)
        {
            if (constructor.DeclaredAccessibility == Accessibility.Public && constructor.Parameters.All(parameter => IsData(parameter.Type, around)) && HasState(type, constructor, around))
                return true;
        }

        around.Remove(type.OriginalDefinition);
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

    /// <summary>Whether a constructor that takes this may be one that a serializer calls: also lists of numbers, which carry no text.</summary>
    private static bool IsData(ITypeSymbol type, HashSet<INamedTypeSymbol> around)
    {
        if (type.IsValueType || type.SpecialType != SpecialType.None)
            return true;
        if (type is IArrayTypeSymbol array)
            return IsData(array.ElementType, around);
        if (type is not INamedTypeSymbol named || !IsIn(named, "System"))
            return Contains(type, around);
        return s_values.Contains(named.Name) || s_carriers.Contains(named.Name) || IsCollection(named) && named.TypeArguments.All(inner => IsData(inner, around));
    }

    private static bool IsCollection(INamedTypeSymbol type) => type.Arity > 0 && type.ContainingNamespace.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal);

    private static bool HasState(INamedTypeSymbol type, IMethodSymbol constructor, HashSet<INamedTypeSymbol> around)
    {
        for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IFieldSymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public } or IPropertySymbol { Name: "Parser", IsStatic: true })
                    return true;
                if (member is IPropertySymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public } property && (property.SetMethod is not null || IsGiven(property, constructor, around)))
                    return true;
            }
        }

        return false;
    }

    /// <summary>A property that is only read holds what the constructor's parameter of its name brings, or a list that is filled in place.</summary>
    private static bool IsGiven(IPropertySymbol property, IMethodSymbol constructor, HashSet<INamedTypeSymbol> around)
    {
        foreach (var parameter in constructor.Parameters)
        {
            if (string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase) && SymbolEqualityComparer.Default.Equals(parameter.Type, property.Type))
                return true;
        }

        return property.Type is INamedTypeSymbol { Name: "List" or "IList" or "ICollection" } list && IsIn(list, "System") && Contains(list, around);
    }

    private static bool IsIn(INamedTypeSymbol type, string root) => type.ContainingNamespace is { IsGlobalNamespace: false } space && space.Root() == root;
}
