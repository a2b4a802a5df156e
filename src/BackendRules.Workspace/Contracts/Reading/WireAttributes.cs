using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>What attributes of serializers say, by the attribute's type.</summary>
internal static class WireAttributes
{
    private static readonly string[] s_spaces =
        ["System.Text.Json.Serialization", "Newtonsoft.Json", "System.Runtime.Serialization", "System", "System.ComponentModel.DataAnnotations", "System.ComponentModel"];

    public static AttributeData? Get(ISymbol symbol, string name)
    {
        for (var current = symbol; current is not null; current = (current as IPropertySymbol)?.OverriddenProperty)
        {
            foreach (var attribute in current.GetAttributes())
            {
                if (attribute.AttributeClass is { } type && type.Name == name && Array.IndexOf(s_spaces, type.ContainingNamespace?.ToDisplayString()) >= 0)
                    return attribute;
            }
        }

        return null;
    }

    public static bool Has(ISymbol symbol, string name) => Get(symbol, name) is not null;

    /// <summary>The name on the wire that a property is given.</summary>
    public static string? Name(ISymbol member, bool isNewtonsoft)
    {
        if (!isNewtonsoft)
            return Get(member, "JsonPropertyNameAttribute") is { ConstructorArguments: [{ Value: string name }] } ? name : null;
        if (Get(member, "JsonPropertyAttribute") is { } property)
        {
            if (property.ConstructorArguments is [{ Value: string given }])
                return given;
            if (Named(property, "PropertyName") is string named)
                return named;
        }

        return Get(member, "DataMemberAttribute") is { } data ? Named(data, "Name") as string : null;
    }

    /// <summary>When a property is left out: "always", "null", "default", "never", "writing", "reading", or null when nothing is said.</summary>
    public static string? Ignored(ISymbol member)
    {
        if (Get(member, "JsonIgnoreAttribute") is not { } ignore)
            return null;
        foreach (var named in ignore.NamedArguments)
        {
            if (named is { Key: "Condition", Value: { Type: INamedTypeSymbol kind, Value: { } value } })
                return Condition(kind.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => Equals(field.ConstantValue, value))?.Name);
        }

        return "always";
    }

    /// <summary>What a member of <c>JsonIgnoreCondition</c> means.</summary>
    public static string Condition(string? name) => name switch
    {
        "Always" => "always",
        "WhenWritingNull" => "null",
        "WhenWritingDefault" => "default",
        "WhenWriting" => "writing",
        "WhenReading" => "reading",
        _ => "never",
    };

    public static INamedTypeSymbol? Converter(ISymbol symbol) =>
        Get(symbol, "JsonConverterAttribute") is { } attribute
            ? attribute.AttributeClass is { TypeArguments: [INamedTypeSymbol generic] } ? generic
                : attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Type, Value: INamedTypeSymbol given } ? given : attribute.AttributeClass
            : null;

    public static bool IsTextEnum(INamedTypeSymbol converter) => converter.Name is "JsonStringEnumConverter" or "StringEnumConverter" or "JsonStringEnumMemberConverter";

    /// <summary>Whether a converter writes enums as text or as numbers; null for one that isn't known.</summary>
    public static bool? EnumForm(INamedTypeSymbol converter) => IsTextEnum(converter) ? true : converter.Name == "JsonNumberEnumConverter" ? false : null;

    public static string? EnumName(IFieldSymbol field) =>
        Get(field, "JsonStringEnumMemberNameAttribute") is { ConstructorArguments: [{ Value: string name }] } ? name
        : Get(field, "EnumMemberAttribute") is { } member ? Named(member, "Value") as string : null;

    public static IReadOnlyList<(string Value, ITypeSymbol Type)> Cases(INamedTypeSymbol type) =>
    [
        .. type.GetAttributes().Where(static a => a.AttributeClass is { Name: "JsonDerivedTypeAttribute" } kind && kind.ContainingNamespace?.ToDisplayString() == s_spaces[0])
            .Where(static a => a.ConstructorArguments is [{ Value: ITypeSymbol }, ..])
            .Select(static a => (a.ConstructorArguments.Length > 1 ? string.Format(System.Globalization.CultureInfo.InvariantCulture, "{0}", a.ConstructorArguments[1].Value) : "", (ITypeSymbol)a.ConstructorArguments[0].Value!)),
    ];

    public static string Discriminator(INamedTypeSymbol type) =>
        Get(type, "JsonPolymorphicAttribute") is { } attribute && Named(attribute, "TypeDiscriminatorPropertyName") is string name ? name : "$type";

    public static bool? RefusesUnknown(INamedTypeSymbol type) =>
        Get(type, "JsonUnmappedMemberHandlingAttribute") is { ConstructorArguments: [{ Value: int handling }] } ? handling == 1 : null;

    public static object? Named(AttributeData attribute, string name)
    {
        foreach (var named in attribute.NamedArguments)
        {
            if (named.Key == name)
                return named.Value.Kind == TypedConstantKind.Array ? null : named.Value.Value;
        }

        return null;
    }
}
