using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>What else is said of an endpoint: media types, CORS, antiforgery, caching, size.</summary>
internal static class EndpointMetadata
{
    private const string Mvc = "Microsoft.AspNetCore.Mvc.";

    public static bool IsDeprecated(EndpointSite site) =>
        site.Handler is { } handler && (WireAttributes.Has(handler, "ObsoleteAttribute") || handler.ContainingType is { } type && WireAttributes.Has(type, "ObsoleteAttribute"))
        || site.Said.Any(static said => said.Name is "HasDeprecatedApiVersion" or "IsDeprecated") || site.Owner is { } owner && owner.GetAttributes().Any(static a => a.AttributeClass?.Name == "ApiVersionAttribute" && WireAttributes.Named(a, "Deprecated") is true);

    public static string? Cors(EndpointSite site)
    {
        if (Said(site, "RequireCors") is { } said)
            return said.Texts.FirstOrDefault() ?? "(policy)";
        if (Attribute(site, "Microsoft.AspNetCore.Cors.DisableCorsAttribute") is not null)
            return "(none)";
        return Attribute(site, "Microsoft.AspNetCore.Cors.EnableCorsAttribute") is { } cors ? cors.ConstructorArguments.FirstOrDefault().Value as string ?? "(default)" : null;
    }

    public static bool Antiforgery(EndpointSite site) =>
        Attribute(site, Mvc + "ValidateAntiForgeryTokenAttribute") is not null || Attribute(site, Mvc + "AutoValidateAntiforgeryTokenAttribute") is not null && site.Endpoint.Verb is not ("GET" or "HEAD" or "OPTIONS")
        || Attribute(site, "Microsoft.AspNetCore.Antiforgery.RequireAntiforgeryTokenAttribute") is not null
        || site.Endpoint is { Style: EndpointStyle.Page, Verb: not ("GET" or "HEAD" or "OPTIONS") } && Attribute(site, Mvc + "IgnoreAntiforgeryTokenAttribute") is null
        || site.Endpoint.Style == EndpointStyle.Minimal && Said(site, "DisableAntiforgery") is null && site.Bound.Any(static bound => bound.Seen.Binding == Binding.Form);

    public static string? Cache(EndpointSite site)
    {
        if (Said(site, "CacheOutput") is { } said)
            return "output cache" + (said.Texts.FirstOrDefault() is { } policy ? " " + policy : "");
        if (Attribute(site, "Microsoft.AspNetCore.OutputCaching.OutputCacheAttribute") is { } output)
            return "output cache" + (WireAttributes.Named(output, "Duration") is int seconds ? $" {seconds} s" : "");
        return Attribute(site, Mvc + "ResponseCacheAttribute") is { } response && WireAttributes.Named(response, "NoStore") is not true
            ? "response cache" + (WireAttributes.Named(response, "Duration") is int duration ? $" {duration} s" : "") : null;
    }

    public static long? SizeLimit(EndpointSite site) =>
        Attribute(site, Mvc + "RequestSizeLimitAttribute")?.ConstructorArguments.FirstOrDefault().Value is long bytes ? bytes : null;

    public static string? Host(EndpointSite site) =>
        Said(site, "RequireHost") is { } said ? string.Join(", ", said.Texts)
        : Attribute(site, "Microsoft.AspNetCore.Routing.HostAttribute") is { } host ? string.Join(", ", Texts(host)) : null;

    public static ImmutableArray<string> Consumes(EndpointSite site)
    {
        if (Attribute(site, Mvc + "ConsumesAttribute") is { } consumes)
            return Texts(consumes);
        return Said(site, "Accepts") is { } said ? [.. said.Texts.Where(static text => text.Contains('/', StringComparison.Ordinal))] : [];
    }

    public static ImmutableArray<string> Produces(EndpointSite site)
    {
        if (Attribute(site, Mvc + "ProducesAttribute") is { } produces)
            return Texts(produces);
        return Said(site, "Produces") is { } said ? [.. said.Texts.Where(static text => text.Contains('/', StringComparison.Ordinal))] : [];
    }

    private static ImmutableArray<string> Texts(AttributeData attribute) =>
        [.. attribute.ConstructorArguments.SelectMany(static a => a.Kind == TypedConstantKind.Array ? a.Values.Select(static v => v.Value) : [a.Kind == TypedConstantKind.Type ? null : a.Value]).OfType<string>().Order(StringComparer.Ordinal)];

    private static Convention? Said(EndpointSite site, string name) => site.Said.FirstOrDefault(said => said.Name == name);

    private static AttributeData? Attribute(EndpointSite site, string name) => site.Handler?.Attribute(name) ?? site.Owner?.Attribute(name);
}
