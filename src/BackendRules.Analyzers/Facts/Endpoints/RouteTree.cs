using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>Joins what <see cref="Routes"/> collected: every path from a mapped handler up to the application is an endpoint.</summary>
internal sealed class RouteTree
{
    private const int Deepest = 24;

    private readonly Dictionary<SyntaxNode, MapCall> _maps = [];
    private readonly Dictionary<SyntaxNode, HelperCall> _helpers = [];
    private readonly Dictionary<IMethodSymbol, List<HelperCall>> _callers = new(AcrossProjects.Same);
    private readonly Dictionary<ISymbol, List<RouteNode>> _stores = new(AcrossProjects.Same);
    private readonly Dictionary<IMethodSymbol, List<RouteNode>> _returns = new(AcrossProjects.Same);
    private readonly Dictionary<SyntaxNode, List<(SyntaxNode? Via, Convention Said)>> _said = [];
    private readonly List<Convention> _conventions = [];
    private readonly Dictionary<ISymbol, List<Convention>> _saidOfParameters = new(AcrossProjects.Same);
    private readonly Dictionary<ISymbol, List<Convention>> _saidOfModules = new(AcrossProjects.Same);
    private readonly Dictionary<ISymbol, List<IReadOnlyList<RoutePart>>> _modulePrefixes = new(AcrossProjects.Same);
    private readonly List<HelperCall> _moduleCalls = [];
    private readonly ClassTexts _texts = new();
    private readonly IAssemblySymbol _application;
    private readonly MappedEndpoint _mapped;
    private readonly List<RoutePath> _controllers;
    private readonly List<RoutePath> _pages;

    public RouteTree(IEnumerable<Routes> parts, Func<ITypeSymbol, bool> isService, IAssemblySymbol application)
    {
        _application = application;
        _mapped = new MappedEndpoint(isService);
        foreach (var routes in parts)
            Take(routes);
        foreach (var convention in _conventions)
            Settle(convention.Target, null, convention, 0);
        _controllers = _maps.Values.Where(static map => map.Method.Contains("Controller")).SelectMany(Paths).ToList();
        _pages = _maps.Values.Where(static map => map.Method == "MapRazorPages").SelectMany(Paths).ToList();
    }

    private void Take(Routes routes)
    {
        foreach (var map in routes.Mapped)
            _maps[map.Syntax] = map;
        foreach (var helper in routes.Helpers)
        {
            _helpers[helper.Syntax] = helper;
            Put(_callers, helper.Method, helper);
        }

        foreach (var (member, value) in routes.Stores)
            Put(_stores, member.OriginalDefinition, value);
        foreach (var (method, value) in routes.Returns)
            Put(_returns, method, value);
        foreach (var (module, prefix) in routes.Modules.Prefixes)
            Put(_modulePrefixes, module, prefix);
        _moduleCalls.AddRange(routes.Modules.Calls);
        _texts.Take(routes.Texts);
        _conventions.AddRange(routes.Conventions);
    }

    /// <summary>All endpoints that are mapped in code.</summary>
    /// <param name="withForeign">Whether what libraries answer counts too.</param>
    /// <param name="cancellation">Ends the work.</param>
    public IEnumerable<EndpointSite> Endpoints(bool withForeign, CancellationToken cancellation)
    {
        foreach (var map in _maps.Values)
        {
            cancellation.ThrowIfCancellationRequested();
            if (map.Method is "MapGroup" or "MapRazorPages" || map.Method.Contains("Controller") || map.IsForeign && (!withForeign || map.Pattern.Count == 0))
                continue;
            foreach (var path in Paths(map))
            {
                foreach (var site in _mapped.Sites(map, path))
                    yield return site;
            }
        }
    }

    /// <summary>What <c>MapControllers()</c> adds to an action: a prefix, authorization, limits.</summary>
    public EndpointSite OverControllers(EndpointSite site) => _controllers.Count == 1 ? MappedEndpoint.OverAll(site, _controllers[0], "all controllers") : site;

    /// <summary>What <c>MapRazorPages()</c> adds to a page.</summary>
    public EndpointSite OverPages(EndpointSite site) => _pages.Count == 1 ? MappedEndpoint.OverAll(site, _pages[0], "all pages") : site;

    private IEnumerable<RoutePath> Paths(MapCall map)
    {
        var found = new List<RoutePath>();
        Walk(map.Receiver, new RoutePath(map).Saying(Said(map.Syntax, null), isOwn: true), null, 0, found);
        return found.Select(path => path.Named(_texts).Saying(Via([map.Syntax], path), isOwn: true).Saying(Via(path.Nodes, path), isOwn: false));
    }

    private void Walk(RouteNode node, RoutePath path, HelperCall? inside, int depth, List<RoutePath> found)
    {
        if (depth > Deepest || found.Count > 64)
            return;
        switch (node)
        {
            case RouteNode.Mapped(var call) when _maps.TryGetValue(call, out var map):
                Walk(map.Receiver, map.Method == "MapGroup" ? path.Under(map.Pattern, call).Saying(Said(call, null), isOwn: false) : path, inside, depth + 1, found);
                break;
            case RouteNode.Given(var parameter):
                Up(parameter, path, inside, depth, found);
                break;
            case RouteNode.Returned(var call) when _helpers.TryGetValue(call, out var helper):
                foreach (var value in Results(helper))
                {
                    if (value is RouteNode.Given(var own) && SameMethod(own.ContainingSymbol, helper.Method))
                    {
                        if (helper.Builders.TryGetValue(own.Ordinal, out var given))
                            Walk(given, path, inside, depth + 1, found);
                    }
                    else
                    {
                        Walk(value, path.Through(helper), helper, depth + 1, found);
                    }
                }

                break;
            case RouteNode.Stored(var member) when _stores.TryGetValue(member.OriginalDefinition, out var values):
                foreach (var value in values.Distinct())
                    Walk(value, path, null, depth + 1, found);
                break;
            default:
                found.Add(path);
                break;
        }
    }

    private void Up(IParameterSymbol parameter, RoutePath path, HelperCall? inside, int depth, List<RoutePath> found)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol method)
        {
            found.Add(path);
            return;
        }

        var callers = inside is not null && SameMethod(method, inside.Method) ? [inside] : Callers(method);
        if (CarterModules.IsMapping(method))
        {
            callers = [.. callers, .. _moduleCalls];
            foreach (var prefix in _modulePrefixes.TryGetValue(method.ContainingType, out var prefixes) ? prefixes : [])
                path = path.Under(prefix);
            if (_saidOfModules.TryGetValue(method.ContainingType, out var heard))
                path = path.Saying(heard, isOwn: false);
        }

        var any = false;
        foreach (var caller in callers)
        {
            if (!path.Allows(caller) || !caller.Builders.TryGetValue(parameter.Ordinal, out var given))
                continue;
            any = true;
            // What a class says of the group that it is given holds for that class.
            var filled = path.Filled(method, caller);
            Walk(given, RoutePath.IsOver(method, caller) && _saidOfParameters.TryGetValue(parameter, out var own) ? filled.Saying(own, isOwn: false) : filled, null, depth + 1, found);
        }

        // A library's method that the application never calls maps nothing there.
        if (!any && (!method.IsStatic || SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _application)))
        {
            var said = _saidOfParameters.TryGetValue(parameter, out var all) ? path.Saying(all, isOwn: false) : path;
            found.Add(parameter.Type.Name == "RouteGroupBuilder" ? said with { HasUnknownGroup = true } : said);
        }
    }

    private List<RouteNode> Results(HelperCall helper) =>
        _returns.TryGetValue(helper.Method, out var values) && values.Count > 0
            ? values.Distinct().ToList()
            : helper.Builders.Values.Take(1).ToList();

    /// <summary>Calls of the method itself, of what it overrides and of what it implements.</summary>
    private List<HelperCall> Callers(IMethodSymbol method)
    {
        var all = new List<HelperCall>();
        for (var current = method.OriginalDefinition; current is not null; current = current.OverriddenMethod?.OriginalDefinition)
            AddFrom(current);
        if (method.ContainingType is { } type && method.MethodKind is MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation)
        {
            foreach (var contract in method.ContainingType.AllInterfaces)
            {
                foreach (var member in contract.GetMembers(method.Name))
                {
                    if (member is IMethodSymbol declared && SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(declared), method))
                        AddFrom(declared.OriginalDefinition);
                }
            }
        }

        return all;

        void AddFrom(IMethodSymbol called)
        {
            if (_callers.TryGetValue(called, out var calls))
                all.AddRange(calls);
        }
    }

    private void Settle(RouteNode target, SyntaxNode? via, Convention convention, int depth)
    {
        if (depth > Deepest)
            return;
        switch (target)
        {
            case RouteNode.Mapped(var call):
                Put(_said, call, (via, convention));
                break;
            case RouteNode.Given({ ContainingSymbol: IMethodSymbol method } parameter):
                Put(_saidOfParameters, parameter, convention);
                foreach (var caller in Callers(method))
                {
                    if (!RoutePath.IsOver(method, caller) && caller.Builders.TryGetValue(parameter.Ordinal, out var given))
                        Settle(given, via, convention, depth + 1);
                }

                break;
            case RouteNode.Returned(var call) when _helpers.TryGetValue(call, out var helper):
                foreach (var value in Results(helper))
                {
                    if (value is RouteNode.Given(var own) && SameMethod(own.ContainingSymbol, helper.Method))
                    {
                        if (helper.Builders.TryGetValue(own.Ordinal, out var given))
                            Settle(given, via, convention, depth + 1);
                    }
                    else
                    {
                        Settle(value, via ?? call, convention, depth + 1);
                    }
                }

                break;
            case RouteNode.Stored(var member) when _stores.TryGetValue(member.OriginalDefinition, out var values):
                foreach (var value in values.Distinct())
                    Settle(value, via, convention, depth + 1);
                break;
            case RouteNode.Module(var type):
                Put(_saidOfModules, type, convention);
                break;
        }
    }

    private IEnumerable<Convention> Said(SyntaxNode call, SyntaxNode? via) =>
        _said.TryGetValue(call, out var all) ? all.Where(said => said.Via == via).Select(static said => said.Said) : [];

    /// <summary>What was said of a node at a call of the helper that made it, where this path runs through that call.</summary>
    private List<Convention> Via(IReadOnlyList<SyntaxNode> nodes, RoutePath path)
    {
        var heard = new List<Convention>();
        foreach (var node in nodes)
        {
            if (!_said.TryGetValue(node, out var all))
                continue;
            foreach (var (via, said) in all)
            {
                if (via is not null && path.Calls.Contains(via))
                    heard.Add(said);
            }
        }

        return heard;
    }

    private static bool SameMethod(ISymbol? one, IMethodSymbol other) => AcrossProjects.Same.Equals(one?.OriginalDefinition, other.OriginalDefinition);

    private static void Put<TKey, TValue>(Dictionary<TKey, List<TValue>> all, TKey key, TValue value)
        where TKey : notnull
    {
        if (!all.TryGetValue(key, out var values))
            all.Add(key, values = []);
        values.Add(value);
    }
}
