using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>BR7003: an endpoint without a version in an API whose endpoints have one.</summary>
public sealed class UnversionedEndpoint : Check
{
    internal static readonly Rule Declared = new(
        "BR7003",
        nameof(UnversionedEndpoint),
        "Every endpoint of a versioned API has a version",
        "'{0}' has no version, unlike {1} of the {2} endpoints; give it one, or say that it is the same in every version",
        Level.Info)
    {
        Profile = ["AD2"],
        Owasp = ["API9"],
        EndOnly = true,
    };

    private const int Fewest = 4;

    private static readonly string[] s_apart = ["health", "webhook", "swagger", "openapi", "metrics", "callback", "robots.", "favicon", "sitemap"];
    private static readonly string[] s_exactlyApart = ["alive", "live", "livez", "liveness", "ready", "readyz", "readiness", "ping", "error", "errors", "connect", ".well-known", "version", "hc"];

    public UnversionedEndpoint()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder");

    public override void Start(Watch watch)
    {
        var inventory = EndpointInventory.Of(watch);
        watch.End(context =>
        {
            var sites = inventory.Read(context.Compilation, context.CancellationToken)
                .Where(static site => site.Endpoint is { Style: EndpointStyle.Action or EndpointStyle.Minimal, IsHidden: false } && !IsApart(site)).ToList();
            var versioned = sites.Count(static site => HasVersion(site));
            if (sites.Count < Fewest || versioned == sites.Count || versioned * 2 < sites.Count)
                return;
            foreach (var site in sites)
            {
                if (!HasVersion(site))
                    context.ReportDiagnostic(Rule.At(site.Location, site.Endpoint.ToString(), versioned, sites.Count));
            }
        });
    }

    private static bool HasVersion(EndpointSite site) =>
        !site.Endpoint.Versions.IsEmpty || site.Said.Any(static said => said.Name is "HasApiVersion" or "MapToApiVersion" or "WithApiVersionSet") || IsInVersion(site.Handler) || site.Endpoint.Route.IndexOf("apiVersion", StringComparison.OrdinalIgnoreCase) >= 0
        || site.Endpoint.Route.Split('/').Any(static segment => segment.Length is > 1 and < 6 && segment[0] is 'v' or 'V' && segment.Skip(1).All(static c => char.IsDigit(c) || c == '.'));

    /// <summary>Conventions take the version from a namespace such as <c>Api.V1</c>.</summary>
    private static bool IsInVersion(IMethodSymbol? handler)
    {
        for (var space = handler?.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space.Name.Length is > 1 and < 8 && space.Name[0] is 'v' or 'V' && space.Name.Skip(1).All(static c => char.IsDigit(c) || c == '_'))
                return true;
        }

        return false;
    }

    /// <summary>What isn't part of the API proper: health, the root, webhooks, and what says that it has no version.</summary>
    private static bool IsApart(EndpointSite site)
    {
        var route = site.Endpoint.Route;
        if (route.Length <= 1 || site.Endpoint.Handler == "MapIdentityApi")
            return true;
        if (site.Said.Any(static said => said.Name == "IsApiVersionNeutral") || route.Split('/').Any(static segment => Array.Exists(s_apart, word => segment.StartsWith(word, StringComparison.OrdinalIgnoreCase)) || Array.Exists(s_exactlyApart, word => segment.Equals(word, StringComparison.OrdinalIgnoreCase))))
            return true;
        return site.Handler is { } handler && (handler.HasAttribute("Asp.Versioning.ApiVersionNeutralAttribute") || handler.ContainingType?.HasAttribute("Asp.Versioning.ApiVersionNeutralAttribute") == true);
    }
}
