using System.Collections.Immutable;

namespace BackendRules.Workspaces;

/// <summary>What a value looks like on the wire.</summary>
public enum WireKind
{
    /// <summary>Text, number, truth: <see cref="TypeRef.Format"/> says which.</summary>
    Primitive,
    Array,
    Map,
    Object,
    Enum,

    /// <summary>Several types behind one discriminator.</summary>
    Union,

    /// <summary>Not known: a custom converter, <c>object</c>, a type parameter.</summary>
    Opaque,
}

/// <summary>A use of a type.</summary>
public sealed record TypeRef(WireKind Kind)
{
    /// <summary>For primitives: string, boolean, int32, int64, decimal, double, date-time, uuid ...; for opaque ones the reason.</summary>
    public string? Format { get; init; }

    public bool IsNullable { get; init; }

    /// <summary>Whether the code says nothing about null, because nullable annotations are off there.</summary>
    public bool IsOblivious { get; init; }

    /// <summary>The name of the shape in <see cref="ApiService.Types"/>, for objects, enums and unions.</summary>
    public string? Ref { get; init; }

    /// <summary>For enums: whether they travel as text.</summary>
    public bool IsTextEnum { get; init; }

    /// <summary>The element of an array, the value of a map.</summary>
    public TypeRef? Item { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        WireKind.Array => Item + "[]",
        WireKind.Map => "map of " + Item,
        WireKind.Primitive or WireKind.Opaque => Format ?? "anything",
        _ => ShortName(Ref ?? "object"),
    } + (IsNullable ? "?" : "");

    private static string ShortName(string name)
    {
        // A type that both kinds of endpoints use has a note in brackets behind its name.
        var note = name.IndexOf(" (", StringComparison.Ordinal);
        var parts = (note < 0 ? name : name[..note]).Split('<');
        return string.Join('<', parts.Select(static part => string.Join(", ", part.Split(", ").Select(static one => one[(one.LastIndexOf('.') + 1)..]))));
    }
}

/// <summary>The shape of a named type.</summary>
public sealed record WireType(string Name, WireKind Kind)
{
    public ImmutableArray<WireProperty> Properties { get; init; } = [];

    public ImmutableArray<WireValue> Values { get; init; } = [];

    /// <summary>Whether the enum is written as text.</summary>
    public bool IsText { get; init; }

    /// <summary>Whether several values of the enum may be combined.</summary>
    public bool IsFlags { get; init; }

    /// <summary>The property that tells derived types apart.</summary>
    public string? Discriminator { get; init; }

    public ImmutableArray<WireCase> Cases { get; init; } = [];

    /// <summary>Whether properties that the type doesn't have are refused.</summary>
    public bool RefusesUnknown { get; init; }

    /// <summary>Whether a property collects what the type doesn't have.</summary>
    public bool HasExtensionData { get; init; }

    public ApiPlace? Place { get; init; }
}

/// <summary>A property of an object.</summary>
/// <param name="Name">As the serializer writes it.</param>
/// <param name="Member">As C# calls it.</param>
/// <param name="Type">Its type.</param>
public sealed record WireProperty(string Name, string Member, TypeRef Type)
{
    /// <summary>Whether a request without it is refused.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether the code counts on it although a request without it is not refused: it arrives as null.</summary>
    public bool IsExpected { get; init; }

    /// <summary>Whether an answer may lack it.</summary>
    public bool IsOptionalInAnswers { get; init; }

    /// <summary>Whether requests can set it.</summary>
    public bool InRequests { get; init; } = true;

    /// <summary>Whether answers have it.</summary>
    public bool InAnswers { get; init; } = true;

    public bool IsDeprecated { get; init; }

    /// <summary>The default as C# text, or null when there is none.</summary>
    public string? Default { get; init; }

    public WireLimits Limits { get; init; } = WireLimits.None;

    /// <summary>What each element of a list must keep to.</summary>
    public WireLimits ElementLimits { get; init; } = WireLimits.None;

    public ApiPlace? Place { get; init; }
}

/// <summary>A member of an enum.</summary>
/// <param name="Name">As text on the wire.</param>
/// <param name="Number">As a number on the wire.</param>
public sealed record WireValue(string Name, string Number);

/// <summary>A derived type behind a discriminator.</summary>
public sealed record WireCase(string Value, TypeRef Type);

/// <summary>What a value must keep to.</summary>
public sealed record WireLimits
{
    /// <summary>No limit.</summary>
    public static WireLimits None { get; } = new();

    public decimal? Min { get; init; }

    public decimal? Max { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public string? Pattern { get; init; }

    /// <summary>The only values allowed, joined with a bar.</summary>
    public string? Allowed { get; init; }

    /// <summary>Named forms: email, url, phone, card.</summary>
    public string? Form { get; init; }
}

/// <summary>How an application writes JSON.</summary>
public sealed record WireSettings
{
    /// <summary>For minimal APIs.</summary>
    public WireStyle Minimal { get; init; } = new();

    /// <summary>For controllers.</summary>
    public WireStyle Controllers { get; init; } = new() { Validates = true };
}

/// <summary>The options of one serializer.</summary>
public sealed record WireStyle
{
    /// <summary>camelCase, snake_case_lower, kebab-case-lower, as-is, unknown ...</summary>
    public string Naming { get; init; } = "camelCase";

    public bool EnumsAsText { get; init; }

    /// <summary>The naming of enum members where they are text.</summary>
    public string EnumNaming { get; init; } = "as-is";

    /// <summary>Whether null, or default, properties are left out of answers.</summary>
    public string IgnoreCondition { get; init; } = "never";

    public bool IncludesFields { get; init; }

    public bool RefusesUnknown { get; init; }

    public bool RespectsNullable { get; init; }

    public bool RespectsConstructor { get; init; }

    public bool NumbersFromText { get; init; } = true;

    /// <summary>Whether attributes such as <c>[Required]</c> and <c>[Range]</c> are enforced.</summary>
    public bool Validates { get; init; }

    /// <summary>Whether what isn't nullable in code is refused when it is missing, where <see cref="Validates"/>.</summary>
    public bool DemandsNonNull { get; init; } = true;

    /// <summary>Whether Newtonsoft.Json writes.</summary>
    public bool IsNewtonsoft { get; init; }

    /// <summary>Global converters that are not known, by name.</summary>
    public ImmutableArray<string> Converters { get; init; } = [];
}
