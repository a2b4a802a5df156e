using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>Turns types into what they look like on the wire, and keeps the shapes of named ones.</summary>
internal sealed class WireTypes(WireStyle style, string suffix, Dictionary<string, WireType> shapes, ValidatorReader validators)
{
    private const int Deepest = 12;

    private static readonly SymbolDisplayFormat s_full = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted, SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces, SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    public WireStyle Style => style;

    public ValidatorReader Validators => validators;

    public TypeRef Of(ITypeSymbol type, int depth = 0)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            return Of(nullable.TypeArguments[0], depth) with { IsNullable = true, IsOblivious = false };
        var plain = Plain(type, depth);
        if (!type.IsReferenceType)
            return plain;
        return type.NullableAnnotation switch
        {
            NullableAnnotation.Annotated => plain with { IsNullable = true },
            NullableAnnotation.None => plain with { IsOblivious = true },
            _ => plain,
        };
    }

    /// <summary>A primitive's format, or null for anything else.</summary>
    public static string? Primitive(ITypeSymbol type)
    {
        switch (type.SpecialType)
        {
            case SpecialType.System_String or SpecialType.System_Char: return "string";
            case SpecialType.System_Boolean: return "boolean";
            case SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_UInt16: return "int16";
            case SpecialType.System_Int32: return "int32";
            case SpecialType.System_UInt32 or SpecialType.System_Int64: return "int64";
            case SpecialType.System_UInt64: return "uint64";
            case SpecialType.System_Single or SpecialType.System_Double: return "double";
            case SpecialType.System_Decimal: return "decimal";
            case SpecialType.System_DateTime: return "date-time";
        }

        return type.ContainingNamespace?.ToDisplayString() switch
        {
            "System" => type.Name switch
            {
                "Guid" => "uuid",
                "DateTimeOffset" => "date-time",
                "DateOnly" => "date",
                "TimeOnly" => "time",
                "TimeSpan" => "duration",
                "Uri" => "uri",
                "Version" => "string",
                "Half" => "double",
                "Int128" or "UInt128" => "integer",
                _ => null,
            },
            "System.Numerics" when type.Name == "BigInteger" => "integer",
            "System.IO" when type.Name is "Stream" or "MemoryStream" or "FileStream" => "binary",
            "Microsoft.AspNetCore.Http" when type.Name is "IFormFile" => "binary",
            "Microsoft.Extensions.Primitives" when type.Name is "StringValues" or "StringSegment" => "string",
            "NodaTime" => type.Name switch
            {
                "Instant" or "OffsetDateTime" or "ZonedDateTime" or "LocalDateTime" => "date-time",
                "LocalDate" => "date",
                "LocalTime" => "time",
                _ => null,
            },
            _ => null,
        };
    }

    /// <summary>The element of a sequence, or null.</summary>
    public static ITypeSymbol? Element(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
            return array.ElementType;
        if (type.SpecialType == SpecialType.System_String || type is not INamedTypeSymbol named)
            return null;
        return Argument(named, "System.Collections.Generic.IEnumerable`1", 0) ?? Argument(named, "System.Collections.Generic.IAsyncEnumerable`1", 0);
    }

    private TypeRef Plain(ITypeSymbol type, int depth)
    {
        if (Primitive(type) is { } format)
            return new TypeRef(WireKind.Primitive) { Format = format };
        if (type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte })
            return new TypeRef(WireKind.Primitive) { Format = "base64" };
        if (type is ITypeParameterSymbol parameter)
            return Opaque("type parameter " + parameter.Name);
        if (type.TypeKind == TypeKind.Error)
            return Opaque("a type that isn't found: " + type.Name);
        if (depth > Deepest)
            return Opaque("nested too deep");
        // A converter of the options comes before one on the enum itself, except with Newtonsoft.Json.
        if (WireAttributes.Converter(type) is { } converter && !(type.TypeKind == TypeKind.Enum && style is { EnumsAsText: true, IsNewtonsoft: false }))
            return WireAttributes.EnumForm(converter) is { } form && type.TypeKind == TypeKind.Enum ? Enum((INamedTypeSymbol)type, form) : Opaque("converter " + converter.Name);
        if (type.TypeKind == TypeKind.Enum)
            return Enum((INamedTypeSymbol)type, style.EnumsAsText);
        if (type is INamedTypeSymbol dictionary && (Argument(dictionary, "System.Collections.Generic.IDictionary`2", 1) ?? Argument(dictionary, "System.Collections.Generic.IReadOnlyDictionary`2", 1)) is { } value)
            return new TypeRef(WireKind.Map) { Item = Of(value, depth + 1) };
        if (Element(type) is { } element)
            return new TypeRef(WireKind.Array) { Item = Of(element, depth + 1) };
        if (type.SpecialType == SpecialType.System_Object || type.TypeKind == TypeKind.Dynamic)
            return Opaque("anything");
        if (type is not INamedTypeSymbol named)
            return Opaque(type.ToDisplayString(s_full));
        if (named.IsTupleType)
            return Opaque("tuple");
        if (IsFramework(named))
            return Opaque(named.Name);
        if (named.Implements("System.Collections.IEnumerable"))
            return new TypeRef(WireKind.Array) { Item = Opaque("anything") };
        return Object(named, depth);
    }

    private TypeRef Object(INamedTypeSymbol type, int depth)
    {
        // An anonymous type has no name to recognise it by; its members tell.
        var name = (type.IsAnonymousType ? "{" + string.Join(", ", type.GetMembers().OfType<IPropertySymbol>().Select(static p => p.Type.ToDisplayString(s_full) + " " + p.Name)) + "}" : type.ToDisplayString(s_full)) + suffix;
        var cases = WireAttributes.Cases(type);
        var kind = cases.Count > 0 ? WireKind.Union : WireKind.Object;
        if (!shapes.ContainsKey(name))
        {
            shapes[name] = new WireType(name, kind);
            var properties = WireProperties.Of(type, this, depth);
            shapes[name] = new WireType(name, kind)
            {
                Properties = [.. properties],
                Discriminator = cases.Count > 0 ? WireAttributes.Discriminator(type) : null,
                Cases = [.. cases.Select(one => new WireCase(one.Value, Of(one.Type, depth + 1)))],
                RefusesUnknown = WireAttributes.RefusesUnknown(type) ?? style.RefusesUnknown,
                HasExtensionData = type.GetMembers().Any(static m => WireAttributes.Has(m, "JsonExtensionDataAttribute")),
                Place = Places.Of(type),
            };
        }

        return new TypeRef(kind) { Ref = name };
    }

    public TypeRef Enum(INamedTypeSymbol type, bool isText)
    {
        var name = type.ToDisplayString(s_full) + suffix + (isText == style.EnumsAsText ? "" : isText ? " (text)" : " (number)");
        shapes.TryAdd(name, new WireType(name, WireKind.Enum)
        {
            IsText = isText,
            IsFlags = WireAttributes.Has(type, "FlagsAttribute"),
            Values =
            [
                .. type.GetMembers().OfType<IFieldSymbol>().Where(static field => field.HasConstantValue).Select(field =>
                    new WireValue(WireAttributes.EnumName(field) ?? WireNames.Of(field.Name, style.EnumNaming), string.Format(System.Globalization.CultureInfo.InvariantCulture, "{0}", field.ConstantValue))),
            ],
            Place = Places.Of(type),
        });
        return new TypeRef(WireKind.Enum) { Ref = name, IsTextEnum = isText };
    }

    public static TypeRef Opaque(string reason) => new(WireKind.Opaque) { Format = reason };

    private static ITypeSymbol? Argument(INamedTypeSymbol type, string contract, int index)
    {
        if (type.Is(contract))
            return type.TypeArguments[index];
        foreach (var one in type.AllInterfaces)
        {
            if (one.Is(contract))
                return one.TypeArguments[index];
        }

        return null;
    }

    private static bool IsFramework(INamedTypeSymbol type)
    {
        if (type.ContainingNamespace is not { IsGlobalNamespace: false } space || type.IsAnonymousType || type.DeclaringSyntaxReferences.Length > 0)
            return false;
        return space.Root() is "System" or "Microsoft";
    }
}
