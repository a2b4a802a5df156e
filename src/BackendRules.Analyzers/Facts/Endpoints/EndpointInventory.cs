using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

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
    private readonly EndpointClasses _classes = new();
    private readonly PageConventions _pages = new();
    private readonly Registrations _registrations;
    private readonly AnalyzerOptions _options;
    private ImmutableArray<EndpointSite> _sites;

    private EndpointInventory(Registrations registrations, AnalyzerOptions options) => (_registrations, _options) = (registrations, options);

    /// <summary>The inventory of this watch; the first rule that asks registers what it needs.</summary>
    public static EndpointInventory Of(Watch watch) => s_inventories.GetValue(watch, static asked =>
    {
        var inventory = new EndpointInventory(Registrations.Of(asked), asked.Options);
        inventory._routes.Register(asked);
        inventory._defaults.Register(asked);
        inventory._classes.Register(asked);
        inventory._pages.Register(asked);
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
        // Editors show the sources of other projects too; there nothing can be told, and a build wouldn't.
        return _sites = Whole([(this, compilation)], withForeign: false, cancellation)
            .RemoveAll(site => site.Location.SourceTree is { } tree && !compilation.ContainsSyntaxTree(tree));
    }

    /// <summary>All endpoints of an application whose parts are in several compilations: the application itself first, then what it refers to.</summary>
    internal static ImmutableArray<EndpointSite> Whole(IReadOnlyList<(EndpointInventory Inventory, Compilation Compilation)> parts, bool withForeign, CancellationToken cancellation)
    {
        var registered = parts.Select(static part => part.Inventory._registrations.Read()).ToArray();
        var tree = new RouteTree(parts.Select(static part => part.Inventory._routes), type => Array.Exists(registered, set => set.Contains(type)), parts[0].Compilation.Assembly);
        var defaults = AccessDefaults.Joined(parts.Select(static part => part.Inventory._defaults));
        var all = ImmutableArray.CreateBuilder<EndpointSite>();
        var pages = parts.Select(static part => part.Inventory._pages).ToArray();
        foreach (var (inventory, compilation) in parts)
        {
            foreach (var site in ControllerEndpoints.Of(compilation, cancellation).All)
                all.Add(Defaulted(tree.OverControllers(site), defaults));
            foreach (var site in PageEndpoints.Of(compilation, PageFile.Of(inventory._options, pages[0].Root, cancellation), pages, cancellation))
                all.Add(Defaulted(tree.OverPages(site), defaults));
            all.AddRange(FunctionEndpoints.Of(compilation, FunctionHost.Prefix(inventory._options.AdditionalFiles, cancellation), cancellation));
        }

        foreach (var site in EndpointClass.Of(parts.Select(static part => part.Compilation).ToArray(), parts.Select(static part => part.Inventory._classes).ToArray(), cancellation))
            all.Add(Defaulted(site, defaults));

        foreach (var site in tree.Endpoints(withForeign, cancellation))
            all.Add(Defaulted(site, defaults));
        all.Sort(static (one, other) =>
        {
            var byRoute = string.CompareOrdinal(one.Endpoint.Route, other.Endpoint.Route);
            return byRoute != 0 ? byRoute : string.CompareOrdinal(one.Endpoint.Verb, other.Endpoint.Verb);
        });
        return all.ToImmutable();
    }

    private static EndpointSite Defaulted(EndpointSite site, AccessDefaults defaults)
    {
        var endpoint = site.Endpoint;
        if (endpoint.Access.Rule == AccessRule.Unsaid)
        {
            if (endpoint.Style is EndpointStyle.Action or EndpointStyle.Page && defaults.HasGlobalFilter)
                endpoint = endpoint with { Access = new EndpointAccess(AccessRule.Authorized, ImmutableArray<string>.Empty, "filter") };
            else if (defaults.HasFallback)
                endpoint = endpoint with { Access = new EndpointAccess(AccessRule.Authorized, ImmutableArray<string>.Empty, "fallback policy") };
        }

        if (endpoint.Limit.Rule == LimitRule.Unsaid && defaults.HasGlobalLimiter)
            endpoint = endpoint with { Limit = new EndpointLimit(LimitRule.Global, null) };
        return endpoint == site.Endpoint ? site : site with { Endpoint = endpoint };
    }
}
