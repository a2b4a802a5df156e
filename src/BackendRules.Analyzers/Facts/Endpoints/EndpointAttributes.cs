using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>What attributes on a handler, its type and its bases say about an endpoint.</summary>
internal static class EndpointAttributes
{
    private static readonly string[] s_filters =
        ["Microsoft.AspNetCore.Mvc.Filters.IFilterMetadata", "Microsoft.AspNetCore.Mvc.Filters.IFilterFactory"];

    public static EndpointAccess Access(IMethodSymbol handler, INamedTypeSymbol? owner)
    {
        var rules = new List<(AttributeData Attribute, string From)>();
        var anonymous = "";
        Collect(handler, owner is null ? "endpoint" : "action", rules, ref anonymous);
        if (owner is not null)
            Collect(owner, "controller", rules, ref anonymous);
        if (anonymous.Length > 0)
            return new EndpointAccess(AccessRule.Anonymous, ImmutableArray<string>.Empty, anonymous);
        return rules.Count == 0
            ? EndpointAccess.Unsaid
            : new EndpointAccess(AccessRule.Authorized, rules.SelectMany(static rule => Named(rule.Attribute)).Distinct().ToImmutableArray(), rules[0].From);
    }

    /// <summary>What a hub or a gRPC service says as a class.</summary>
    public static EndpointAccess Access(INamedTypeSymbol service)
    {
        var rules = new List<(AttributeData Attribute, string From)>();
        var anonymous = "";
        Collect(service, "endpoint", rules, ref anonymous);
        if (anonymous.Length > 0)
            return new EndpointAccess(AccessRule.Anonymous, ImmutableArray<string>.Empty, anonymous);
        return rules.Count == 0
            ? EndpointAccess.Unsaid
            : new EndpointAccess(AccessRule.Authorized, rules.SelectMany(static rule => Named(rule.Attribute)).Distinct().ToImmutableArray(), "endpoint");
    }

    public static EndpointLimit Limit(IMethodSymbol handler, INamedTypeSymbol? owner) => owner is null ? Limit(handler) : Limit(handler, (ISymbol)owner);

    public static EndpointLimit Limit(params ISymbol[] symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol.HasAttribute("Microsoft.AspNetCore.RateLimiting.DisableRateLimitingAttribute"))
                return new EndpointLimit(LimitRule.Disabled, null);
            if (symbol.Attribute("Microsoft.AspNetCore.RateLimiting.EnableRateLimitingAttribute") is { } limit)
                return new EndpointLimit(LimitRule.Limited, limit.ConstructorArguments.FirstOrDefault().Value as string);
        }

        return EndpointLimit.Unsaid;
    }

    public static ImmutableArray<string> Versions(IMethodSymbol handler, INamedTypeSymbol owner)
    {
        var own = Versions(handler, "MapToApiVersionAttribute");
        if (own.IsEmpty)
            own = Versions(handler, "ApiVersionAttribute");
        if (!own.IsEmpty)
            return own;
        var all = ImmutableArray<string>.Empty;
        for (var current = owner; current is not null && all.IsEmpty; current = current.BaseType)
            all = Versions(current, "ApiVersionAttribute");
        return all;
    }

    /// <summary>Attributes that are MVC filters, by name without the suffix.</summary>
    public static ImmutableArray<string> Filters(IMethodSymbol handler, INamedTypeSymbol owner)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        for (ISymbol? current = handler; current is not null; current = current is IMethodSymbol ? owner : (current as INamedTypeSymbol)?.BaseType)
        {
            foreach (var attribute in current.GetAttributes())
            {
                if (attribute.AttributeClass is { } type && type.ContainingNamespace is { } space && !IsFrameworks(space) && Array.Exists(s_filters, type.Implements))
                    names.Add(Short(type));
                else if (attribute.AttributeClass is { Name: "ServiceFilterAttribute" or "TypeFilterAttribute" } filter)
                    names.Add(FilterType(filter, attribute));
            }
        }

        return names.ToImmutable();
    }

    private static string FilterType(INamedTypeSymbol filter, AttributeData attribute) =>
        filter.TypeArguments.Length == 1 ? filter.TypeArguments[0].Name
        : attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Type, Value: ITypeSymbol type } ? type.Name : Short(filter);

    private static ImmutableArray<string> Versions(ISymbol symbol, string attribute) =>
        symbol.GetAttributes().Where(a => a.AttributeClass?.Name == attribute)
            .Select(static a => a.ConstructorArguments.FirstOrDefault() is { Kind: not TypedConstantKind.Array, Value: { } value }
                ? string.Format(System.Globalization.CultureInfo.InvariantCulture, "{0}", value) : "")
            .Where(static version => version.Length > 0).ToImmutableArray();

    private static void Collect(ISymbol symbol, string from, List<(AttributeData, string)> rules, ref string anonymous)
    {
        for (ISymbol? current = symbol; current is not null; current = current switch
        {
            IMethodSymbol method => method.OverriddenMethod,
            INamedTypeSymbol type => type.BaseType,
            _ => null,
        })
        {
            foreach (var attribute in current.GetAttributes())
            {
                if (attribute.AttributeClass is not { } type)
                    continue;
                if (IsAnonymous(type))
                    anonymous = from;
                else if (Authorizes(type))
                    rules.Add((attribute, from));
            }
        }
    }

    public static bool IsAnonymous(INamedTypeSymbol type) =>
        type.Name == "AllowAnonymousAttribute" || type.Implements("Microsoft.AspNetCore.Authorization.IAllowAnonymous");

    /// <summary><c>[Authorize]</c>, what derives from it, and attributes that are authorization filters themselves.</summary>
    public static bool Authorizes(INamedTypeSymbol type) =>
        type.Implements("Microsoft.AspNetCore.Authorization.IAuthorizeData")
        || type.Implements("Microsoft.AspNetCore.Authorization.IAuthorizationRequirementData")
        || (type.Implements("Microsoft.AspNetCore.Mvc.Filters.IAuthorizationFilter") || type.Implements("Microsoft.AspNetCore.Mvc.Filters.IAsyncAuthorizationFilter"))
            && !type.Name.Contains("AntiForgery") && !type.Name.Contains("Antiforgery") && type.Name != "RequireHttpsAttribute";

    private static IEnumerable<string> Named(AttributeData attribute)
    {
        foreach (var argument in attribute.ConstructorArguments)
        {
            if (argument is { Kind: TypedConstantKind.Primitive, Value: string text })
                yield return text;
        }

        foreach (var named in attribute.NamedArguments)
        {
            if (named.Value is { Kind: TypedConstantKind.Primitive, Value: string text })
                yield return named.Key == "Roles" ? "role " + text : text;
        }
    }

    private static string Short(INamedTypeSymbol type) =>
        type.Name.EndsWith("Attribute", StringComparison.Ordinal) ? type.Name.Substring(0, type.Name.Length - 9) : type.Name;

    private static bool IsFrameworks(INamespaceSymbol space) => space.Root() is "Microsoft" or "System";
}
