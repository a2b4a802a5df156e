using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules.Workspaces;

/// <summary>The properties of an object as the serializer sees them.</summary>
internal static class WireProperties
{
    public static IEnumerable<WireProperty> Of(INamedTypeSymbol type, WireTypes types, int depth)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var made = Constructor(type);
        var all = new List<WireProperty>();
        foreach (var declaring in Hierarchy(type))
        {
            foreach (var member in declaring.GetMembers())
            {
                if (member is not (IPropertySymbol { IsIndexer: false } or IFieldSymbol { AssociatedSymbol: null }) || member.IsStatic || member is IFieldSymbol { IsConst: true }
                    || member.IsImplicitlyDeclared || !IsSerialized(member, types.Style) || !seen.Add(member.Name))
                    continue;
                if (Read(member, made, types, depth) is { } property)
                    all.Add(property);
            }
        }

        return all;
    }

    /// <summary>The value that a member has when nothing is given, as C# text; null for none.</summary>
    public static string? Default(ISymbol member)
    {
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var value = reference.GetSyntax() switch
            {
                PropertyDeclarationSyntax property => property.Initializer?.Value,
                VariableDeclaratorSyntax field => field.Initializer?.Value,
                ParameterSyntax parameter => parameter.Default?.Value,
                _ => null,
            };
            if (value is not null)
                return value.NormalizeWhitespace().ToString() is var text && text is "default!" or "null!" ? null : text;
        }

        return null;
    }

    private static WireProperty? Read(ISymbol member, IMethodSymbol? made, WireTypes types, int depth)
    {
        var style = types.Style;
        var ignored = WireAttributes.Ignored(member);
        if (ignored == "always" || WireAttributes.Has(member, "JsonExtensionDataAttribute"))
            return null;
        var declared = member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;
        var parameter = made?.Parameters.FirstOrDefault(p => string.Equals(p.Name, member.Name, StringComparison.OrdinalIgnoreCase));
        var converter = WireAttributes.Converter(member);
        var type = converter is null ? types.Of(declared, depth + 1)
            : WireAttributes.EnumForm(converter) is { } form && Bare(declared) is INamedTypeSymbol { TypeKind: TypeKind.Enum } choice ? types.Enum(choice, form) with { IsNullable = !SymbolEqualityComparer.Default.Equals(choice, declared) }
            : WireTypes.Opaque("converter " + converter.Name);
        var initial = Default(member) ?? (parameter is { HasExplicitDefaultValue: true } ? Default(parameter) ?? "default" : null);
        var isNonNull = declared.IsReferenceType && declared.NullableAnnotation == NullableAnnotation.NotAnnotated;
        var isSettable = member is IFieldSymbol { IsReadOnly: false } || member is IPropertySymbol { SetMethod: not null } || parameter is not null;
        var refused = IsRequiredBySerializer(member, style) || style.RespectsConstructor && parameter is { HasExplicitDefaultValue: false }
            || style.Validates && (IsRequiredByAttribute(member, declared) || parameter is not null && IsRequiredByAttribute(parameter, declared) || style.DemandsNonNull && isNonNull && initial is null && !IsMade(member));
        var ruled = types.Validators.Of(member);
        // A number that isn't there is 0, and a rule against empty values refuses that as well.
        refused |= ruled is { IsRequired: true };
        var condition = ignored ?? style.IgnoreCondition;
        return new WireProperty(WireAttributes.Name(member, style.IsNewtonsoft) ?? WireNames.Of(member.Name, style.Naming), member.Name, type)
        {
            IsRequired = refused && isSettable,
            IsExpected = !refused && isSettable && isNonNull && initial is null && !IsMade(member),
            IsOptionalInAnswers = condition == "default" || condition == "null" && (type.IsNullable || type.IsOblivious),
            InRequests = isSettable && ignored != "reading",
            InAnswers = ignored != "writing" && member is not IPropertySymbol { GetMethod: null },
            IsDeprecated = WireAttributes.Has(member, "ObsoleteAttribute"),
            Default = initial,
            Limits = Joined(style.Validates ? WireConstraints.Of(member, parameter) : WireLimits.None, ruled?.Limits),
            ElementLimits = types.Validators.OfElements(member) ?? WireLimits.None,
            Place = Places.Of(member),
        };
    }

    /// <summary>Whether the constructor that a deserializer calls gives it a value of its own.</summary>
    private static bool IsMade(ISymbol member)
    {
        var constructor = member.ContainingType.InstanceConstructors.FirstOrDefault(static c => c.Parameters.IsEmpty && c.DeclaringSyntaxReferences.Length > 0);
        return constructor is not null && constructor.DeclaringSyntaxReferences.SelectMany(static reference => reference.GetSyntax().DescendantNodes()).OfType<AssignmentExpressionSyntax>()
            .Any(assignment => (assignment.Left as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText == member.Name || (assignment.Left as IdentifierNameSyntax)?.Identifier.ValueText == member.Name);
    }

    private static WireLimits Joined(WireLimits attributes, WireLimits? rules) => rules is null ? attributes : new WireLimits
    {
        Min = rules.Min ?? attributes.Min,
        Max = rules.Max ?? attributes.Max,
        MinLength = rules.MinLength ?? attributes.MinLength,
        MaxLength = rules.MaxLength ?? attributes.MaxLength,
        Pattern = rules.Pattern ?? attributes.Pattern,
        Allowed = attributes.Allowed,
        Form = rules.Form ?? attributes.Form,
    };

    private static bool IsSerialized(ISymbol member, WireStyle style)
    {
        if (WireAttributes.Has(member, "JsonIncludeAttribute") || style.IsNewtonsoft && WireAttributes.Has(member, "JsonPropertyAttribute"))
            return true;
        return member.DeclaredAccessibility == Accessibility.Public && member switch
        {
            IPropertySymbol { GetMethod: var get, SetMethod: var set } => get is null or { DeclaredAccessibility: Accessibility.Public } && (get is not null || set is not null),
            IFieldSymbol => style.IncludesFields || style.IsNewtonsoft,
            _ => false,
        };
    }

    private static bool IsRequiredBySerializer(ISymbol member, WireStyle style) =>
        member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true } && !style.IsNewtonsoft
        || WireAttributes.Has(member, "JsonRequiredAttribute")
        || style.IsNewtonsoft && WireAttributes.Get(member, "JsonPropertyAttribute") is { } property && WireAttributes.Named(property, "Required") is int and (1 or 2);

    /// <summary><c>[Required]</c> on a number does nothing: it is never null.</summary>
    private static bool IsRequiredByAttribute(ISymbol member, ITypeSymbol type) =>
        (type.IsReferenceType || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T) && WireAttributes.Has(member, "RequiredAttribute");

    /// <summary>The constructor that a deserializer calls: the marked one, the only one, or the one without parameters.</summary>
    private static IMethodSymbol? Constructor(INamedTypeSymbol type)
    {
        var all = type.InstanceConstructors.Where(static c => c.DeclaredAccessibility == Accessibility.Public && !(c.Parameters.Length == 1 && c.ContainingType.IsRecord
            && SymbolEqualityComparer.Default.Equals(c.Parameters[0].Type, c.ContainingType))).ToArray();
        return Array.Find(all, static c => WireAttributes.Has(c, "JsonConstructorAttribute"))
            ?? (Array.Exists(all, static c => c.Parameters.IsEmpty && !c.ContainingType.IsValueType) ? null : all.Length == 1 ? all[0] : Array.Find(all, static c => !c.Parameters.IsEmpty && c.ContainingType.IsRecord));
    }

    private static IEnumerable<INamedTypeSymbol> Hierarchy(INamedTypeSymbol type) => type.TypeKind == TypeKind.Interface ? type.AllInterfaces.Prepend(type) : type.WithBases();

    private static ITypeSymbol Bare(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
}
