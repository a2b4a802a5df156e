using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>
/// Every endpoint of a compilation. A body fact: a rule calls <see cref="Of"/> when it starts, which collects routes and registrations while bodies are
/// shown, and reads <see cref="Read"/> in its end action.
/// </summary>
public sealed class EndpointInventory
{
    private static readonly ConditionalWeakTable<Watch, EndpointInventory> s_inventories = new();

    private readonly Routes _routes = new();
    private readonly AccessDefaults _defaults = new();
    private Registrations _registrations = null!;
    private ImmutableArray<EndpointSite> _sites;

    private EndpointInventory()
    {
    }

    /// <summary>The inventory of this watch; the first rule that asks registers what it needs.</summary>
    public static EndpointInventory Of(Watch watch) => s_inventories.GetValue(watch, static asked =>
    {
        var inventory = new EndpointInventory();
        inventory._registrations = Registrations.Of(asked);
        inventory._routes.Register(asked);
        inventory._defaults.Register(asked);
        return inventory;
    });

    /// <summary>Whether a fallback policy protects endpoints that say nothing.</summary>
    public bool HasFallbackPolicy => _defaults.HasFallback;

    /// <summary>Whether a global limiter covers endpoints that say nothing.</summary>
    public bool HasGlobalLimiter => _defaults.HasGlobalLimiter;

    /// <summary>All endpoints. Only in an end action.</summary>
    public ImmutableArray<EndpointSite> Read(Compilation compilation, CancellationToken cancellation)
    {
        if (!_sites.IsDefault)
            return _sites;
        var registered = _registrations.Read();
        var tree = new RouteTree(_routes, registered.Contains);
        var all = ImmutableArray.CreateBuilder<EndpointSite>();
        var controllers = ControllerEndpoints.Of(compilation, cancellation).All;
        foreach (var site in controllers)
            all.Add(Defaulted(tree.OverControllers(site)));
        foreach (var site in tree.Endpoints(cancellation))
            all.Add(Defaulted(site));
        all.Sort(static (one, other) =>
        {
            var byRoute = string.CompareOrdinal(one.Endpoint.Route, other.Endpoint.Route);
            return byRoute != 0 ? byRoute : string.CompareOrdinal(one.Endpoint.Verb, other.Endpoint.Verb);
        });
        return _sites = all.ToImmutable();
    }

    private EndpointSite Defaulted(EndpointSite site)
    {
        var endpoint = site.Endpoint;
        if (endpoint.Access.Rule == AccessRule.Unsaid)
        {
            if (endpoint.Style == EndpointStyle.Action && _defaults.HasGlobalFilter)
                endpoint = endpoint with { Access = new EndpointAccess(AccessRule.Authorized, ImmutableArray<string>.Empty, "filter") };
            else if (_defaults.HasFallback)
                endpoint = endpoint with { Access = new EndpointAccess(AccessRule.Authorized, ImmutableArray<string>.Empty, "fallback policy") };
        }

        if (endpoint.Limit.Rule == LimitRule.Unsaid && _defaults.HasGlobalLimiter)
            endpoint = endpoint with { Limit = new EndpointLimit(LimitRule.Global, null) };
        return endpoint == site.Endpoint ? site : site with { Endpoint = endpoint };
    }
}
