using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>What callers send with a request.</summary>
internal static class EndpointParameters
{
    private const int Deepest = 4;

    public static IEnumerable<ApiParameter> Of(EndpointSite site, WireTypes types)
    {
        var isMvc = site.Endpoint.Style is EndpointStyle.Action or EndpointStyle.Page;
        foreach (var bound in site.Bound)
        {
            var seen = bound.Seen;
            if (Place(seen.Binding) is not { } place)
                continue;
            // Pages post forms: without [ApiController] form values are read before the query.
            if (place == ParameterPlace.Query && site.Endpoint is { Style: EndpointStyle.Action, Verb: "POST" or "PUT" or "PATCH" } && !IsApi(site) && !bound.Symbol.HasAttribute("Microsoft.AspNetCore.Mvc.FromQueryAttribute"))
                place = ParameterPlace.Form;
            if (isMvc && seen.Binding is Binding.Query or Binding.Form or Binding.Route && IsBundle(bound.Type))
            {
                foreach (var inner in Expanded((INamedTypeSymbol)bound.Type, place, types, 0))
                    yield return inner;
                continue;
            }

            var isOptional = seen.IsOptional || place == ParameterPlace.Path && IsOptionalIn(site.Endpoint.Route, seen.Name);
            // MVC leaves what is missing at its default unless told otherwise; minimal APIs refuse the request.
            var isRequired = place == ParameterPlace.Path ? !isOptional
                : isMvc ? IsDemanded(bound.Symbol) || !isOptional && types.Style is { Validates: true, DemandsNonNull: true } && IsNonNullReference(bound.Type)
                : !isOptional && bound.Type is not IArrayTypeSymbol;
            yield return new ApiParameter(seen.Name, place, types.Of(bound.Type))
            {
                IsRequired = isRequired,
                Default = WireProperties.Default(bound.Symbol),
                Limits = types.Style.Validates ? WireConstraints.Of(bound.Symbol) : WireLimits.None,
            };
        }
    }

    public static ApiBody? Body(EndpointSite site, WireTypes types)
    {
        foreach (var bound in site.Bound)
        {
            if (bound.Seen.Binding == Binding.Body)
                return new ApiBody(types.Of(bound.Type)) { IsRequired = !bound.Seen.IsOptional, MediaTypes = EndpointMetadata.Consumes(site) };
        }

        return null;
    }

    private static IEnumerable<ApiParameter> Expanded(INamedTypeSymbol bundle, ParameterPlace place, WireTypes types, int depth)
    {
        for (var current = bundle; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is not IPropertySymbol { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, SetMethod: not null, IsImplicitlyDeclared: false } property)
                    continue;
                if (IsBundle(property.Type) && depth < Deepest)
                    continue;
                var made = bundle.InstanceConstructors.SelectMany(static c => c.Parameters).FirstOrDefault(p => p.Name == property.Name);
                var name = property.GetAttributes().Concat(made?.GetAttributes() ?? []).Select(static a => a.AttributeClass?.Name.StartsWith("From", StringComparison.Ordinal) == true ? WireAttributes.Named(a, "Name") as string : null)
                    .FirstOrDefault(static n => n is not null) ?? property.Name;
                var initial = WireProperties.Default(property) ?? (made is null ? null : WireProperties.Default(made));
                yield return new ApiParameter(name, place, types.Of(property.Type))
                {
                    IsRequired = IsDemanded(property) || made is not null && IsDemanded(made) || initial is null && types.Style is { Validates: true, DemandsNonNull: true } && IsNonNullReference(property.Type),
                    Default = initial,
                    Limits = types.Style.Validates ? WireConstraints.Of(property, made) : WireLimits.None,
                };
            }
        }
    }

    private static bool IsApi(EndpointSite site) =>
        site.Owner is { } owner && EntryPoints.IsApiController(owner);

    private static ParameterPlace? Place(Binding binding) => binding switch
    {
        Binding.Route => ParameterPlace.Path,
        Binding.Query => ParameterPlace.Query,
        Binding.Header => ParameterPlace.Header,
        Binding.Form => ParameterPlace.Form,
        _ => null,
    };

    /// <summary>A class whose properties are bound one by one.</summary>
    private static bool IsBundle(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named && WireTypes.Primitive(named) is null && WireTypes.Element(named) is null
        && !EndpointBinding.IsSimple(named) && !named.Is("Microsoft.AspNetCore.Http.IFormFile");

    private static bool IsDemanded(ISymbol symbol) =>
        WireAttributes.Has(symbol, "RequiredAttribute") || symbol.HasAttribute("Microsoft.AspNetCore.Mvc.ModelBinding.BindRequiredAttribute");

    /// <summary>Text and objects; lists are made empty when nothing is given.</summary>
    private static bool IsNonNullReference(ITypeSymbol type) => type.IsReferenceType && type.NullableAnnotation == NullableAnnotation.NotAnnotated && WireTypes.Element(type) is null;

    private static bool IsOptionalIn(string route, string parameter) =>
        route.Contains("{" + parameter + "?}", StringComparison.OrdinalIgnoreCase) || route.Contains("{" + parameter + "=", StringComparison.OrdinalIgnoreCase)
        || System.Text.RegularExpressions.Regex.IsMatch(route, @"\{\**" + System.Text.RegularExpressions.Regex.Escape(parameter) + @":[^{}]*\?\}", System.Text.RegularExpressions.RegexOptions.IgnoreCase);
}
