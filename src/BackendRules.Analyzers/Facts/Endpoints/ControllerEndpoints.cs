using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>The endpoints that controllers declare with attributes. From declarations alone, so that it holds while typing.</summary>
public sealed class ControllerEndpoints
{
    private const string Mvc = "Microsoft.AspNetCore.Mvc.";

    private static readonly Fact<ControllerEndpoints> s_fact = new(static (compilation, cancellation) => new ControllerEndpoints(compilation, cancellation));

    private readonly Dictionary<IMethodSymbol, List<EndpointSite>> _byAction = new(SymbolEqualityComparer.Default);

    private ControllerEndpoints(Compilation compilation, CancellationToken cancellation)
    {
        var all = ImmutableArray.CreateBuilder<EndpointSite>();
        if (Known.Of(compilation).Has(Mvc + "ControllerBase"))
        {
            foreach (var type in SourceTypes.Of(compilation, cancellation).All)
            {
                if (EntryPoints.IsController(type))
                    Read(type, all);
            }
        }

        All = all.ToImmutable();
    }

    public ImmutableArray<EndpointSite> All { get; }

    public static ControllerEndpoints Of(Compilation compilation, CancellationToken cancellation) => s_fact.Of(compilation, cancellation);

    /// <summary>The endpoints that an action answers: one for each verb and route.</summary>
    public IReadOnlyList<EndpointSite> Of(IMethodSymbol action) => _byAction.TryGetValue(action.OriginalDefinition, out var sites) ? sites : [];

    private void Read(INamedTypeSymbol type, ImmutableArray<EndpointSite>.Builder all)
    {
        var prefixes = ControllerRoutes(type);
        var seen = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        for (var declaring = type; declaring is { SpecialType: SpecialType.None }; declaring = declaring.BaseType)
        {
            foreach (var member in declaring.GetMembers())
            {
                if (member is not IMethodSymbol method || !seen.Add(method))
                    continue;
                // What an override takes out is out, and what it keeps is read once.
                for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
                    seen.Add(overridden);
                if (IsActionOf(method))
                    Read(type, method, prefixes, all);
            }
        }
    }

    /// <summary>Inherited actions belong to the concrete controller; the framework's own methods don't.</summary>
    private static bool IsActionOf(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsAbstract: false, IsGenericMethod: false }
        && method.ContainingType is { } type && !type.Is(Mvc + "Controller") && !type.Is(Mvc + "ControllerBase")
        && (EntryPoints.IsController(type) ? EntryPoints.IsAction(method) : type.IsAbstract && !IsObjects(method) && !method.HasAttribute(Mvc + "NonActionAttribute"))
        && method.DeclaringSyntaxReferences.Length > 0;

    private static bool IsObjects(IMethodSymbol method)
    {
        while (method.OverriddenMethod is { } overridden)
            method = overridden;
        return method.ContainingType.SpecialType == SpecialType.System_Object || method is { Name: "Dispose", Parameters.IsEmpty: true }
            || method.ContainingType.Is(Mvc + "Controller") || method.ContainingType.Is(Mvc + "ControllerBase");
    }

    private void Read(INamedTypeSymbol type, IMethodSymbol action, List<string> prefixes, ImmutableArray<EndpointSite>.Builder all)
    {
        if (IsIgnored(type, action))
            return;
        var pairs = new List<(string Verb, string? Template)>();
        var verbs = new List<string>();
        var routes = new List<string>();
        foreach (var attribute in Inherited(action))
        {
            if (attribute.AttributeClass is not { } kind)
                continue;
            var template = Template(attribute);
            if (Verb(kind) is { } verb)
            {
                if (template is null)
                    verbs.Add(verb);
                else
                    pairs.Add((verb, template));
            }
            else if (kind.IsOrInherits(Mvc + "AcceptVerbsAttribute"))
            {
                var accepted = attribute.ConstructorArguments.SelectMany(static a => a.Kind == TypedConstantKind.Array ? a.Values.Select(static v => v.Value as string) : [a.Value as string])
                    .OfType<string>().Select(static v => v.ToUpperInvariant()).ToArray();
                var own = attribute.NamedArguments.FirstOrDefault(static named => named.Key == "Route").Value.Value as string;
                if (own is null)
                    verbs.AddRange(accepted);
                else
                    pairs.AddRange(accepted.Select(one => (one, (string?)own)));
            }
            else if (kind.IsOrInherits(Mvc + "RouteAttribute"))
            {
                routes.Add(template ?? "");
            }
        }

        if (verbs.Count == 0 && pairs.Count == 0)
            verbs.Add("ANY");
        foreach (var verb in verbs)
        {
            if (routes.Count == 0)
                pairs.Add((verb, null));
            foreach (var route in routes)
                pairs.Add((verb, route));
        }

        // A class of pages that serves a single template for each verb: routes without a verb on them take every verb of the action.
        if (verbs.Count == 0)
        {
            foreach (var route in routes)
            {
                foreach (var verb in pairs.Select(static pair => pair.Verb).Distinct().ToArray())
                    pairs.Add((verb, route));
            }
        }

        foreach (var (verb, template) in pairs)
        {
            var absolute = template is { Length: > 0 } && (template[0] == '/' || template[0] == '~');
            var roots = absolute || prefixes.Count == 0 ? [""] : prefixes;
            foreach (var prefix in roots)
            {
                if (template is null && prefixes.Count == 0)
                    Add(type, action, verb, Conventional(type, action), all, isConventional: true);
                else
                    Add(type, action, verb, Filled(RouteText.Join(prefix, (template ?? "").TrimStart('~')), type, action), all);
            }
        }
    }

    private void Add(INamedTypeSymbol type, IMethodSymbol action, string verb, string route, ImmutableArray<EndpointSite>.Builder all, bool isConventional = false)
    {
        var bound = EndpointBinding.OfAction(type, action, route);
        var answers = EndpointResponses.OfAction(type, action);
        var endpoint = new Endpoint
        {
            Style = EndpointStyle.Action,
            Verb = verb,
            Route = route,
            Handler = type.Name + "." + action.Name,
            Parameters = bound.Seen(),
            Responses = answers.Seen(),
            Access = EndpointAttributes.Access(action, type),
            Limit = EndpointAttributes.Limit(action, type),
            Versions = EndpointAttributes.Versions(action, type),
            Filters = EndpointAttributes.Filters(action, type),
            IsHidden = IsHidden(action) || IsHidden(type),
            IsConventional = isConventional,
        };
        var site = new EndpointSite(endpoint, action, action.Locations.FirstOrDefault() ?? Location.None) { Owner = type, Bound = bound, Answers = answers };
        all.Add(site);
        if (!_byAction.TryGetValue(action.OriginalDefinition, out var sites))
            _byAction.Add(action.OriginalDefinition, sites = []);
        sites.Add(site);
    }

    private static List<string> ControllerRoutes(INamedTypeSymbol type)
    {
        // Routes of a base class hold only where the class itself has none.
        for (var current = type; current is not null; current = current.BaseType)
        {
            var own = current.GetAttributes().Where(static a => a.AttributeClass.IsOrInherits(Mvc + "RouteAttribute"))
                .Select(static a => Template(a) ?? "").ToList();
            if (own.Count > 0)
                return own;
        }

        return [];
    }

    private static IEnumerable<AttributeData> Inherited(IMethodSymbol action)
    {
        for (var current = action; current is not null; current = current.OverriddenMethod)
        {
            var own = current.GetAttributes();
            foreach (var attribute in own)
                yield return attribute;
            if (own.Any(static a => a.AttributeClass is { } kind && (Verb(kind) is not null || kind.IsOrInherits(Mvc + "RouteAttribute"))))
                yield break;
        }
    }

    internal static string? Verb(INamedTypeSymbol attribute)
    {
        for (INamedTypeSymbol? current = attribute; current is not null; current = current.BaseType)
        {
            if (current.ContainingNamespace is not { Name: "Mvc" })
                continue;
            switch (current.Name)
            {
                case "HttpGetAttribute": return "GET";
                case "HttpPostAttribute": return "POST";
                case "HttpPutAttribute": return "PUT";
                case "HttpDeleteAttribute": return "DELETE";
                case "HttpPatchAttribute": return "PATCH";
                case "HttpHeadAttribute": return "HEAD";
                case "HttpOptionsAttribute": return "OPTIONS";
            }
        }

        return null;
    }

    private static string? Template(AttributeData attribute)
    {
        if (attribute.ConstructorArguments.Length > 0 && attribute.ConstructorArguments[0] is { Kind: TypedConstantKind.Primitive, Value: string text })
            return text;
        foreach (var named in attribute.NamedArguments)
        {
            if (named.Key == "Template" && named.Value.Value is string value)
                return value;
        }

        return null;
    }

    private static string Filled(string route, INamedTypeSymbol type, IMethodSymbol action) =>
        route.IndexOf('[') < 0
            ? route
            : Replaced(Replaced(Replaced(route, "[controller]", ControllerName(type)), "[action]", ActionName(action)), "[area]", Area(type) ?? "[area]");

    private static string Replaced(string text, string token, string value)
    {
        for (var at = text.IndexOf(token, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(token, at + value.Length, StringComparison.OrdinalIgnoreCase))
            text = text.Substring(0, at) + value + text.Substring(at + token.Length);
        return text;
    }

    /// <summary>Without any route the default conventional route answers.</summary>
    private static string Conventional(INamedTypeSymbol type, IMethodSymbol action) =>
        (Area(type) is { } area ? "/" + area : "") + "/" + ControllerName(type) + "/" + ActionName(action);

    private static string ControllerName(INamedTypeSymbol type) =>
        type.Name.Length > 10 && type.Name.EndsWith("Controller", StringComparison.OrdinalIgnoreCase) ? type.Name.Substring(0, type.Name.Length - 10) : type.Name;

    private static string ActionName(IMethodSymbol action)
    {
        if (action.Attribute(Mvc + "ActionNameAttribute") is { ConstructorArguments: [{ Value: string name }, ..] })
            return name;
        return action.Name.Length > 5 && action.Name.EndsWith("Async", StringComparison.Ordinal) ? action.Name.Substring(0, action.Name.Length - 5) : action.Name;
    }

    private static string? Area(INamedTypeSymbol type) =>
        type.Attribute(Mvc + "AreaAttribute") is { ConstructorArguments: [{ Value: string name }, ..] } ? name : null;

    /// <summary>Error handlers and the like are marked as no part of the API; they stay endpoints. Only <c>[NonAction]</c> takes one away.</summary>
    private static bool IsIgnored(INamedTypeSymbol type, IMethodSymbol action) =>
        type.HasAttribute(Mvc + "NonControllerAttribute") || action.HasAttribute(Mvc + "NonActionAttribute");

    private static bool IsHidden(ISymbol symbol) =>
        symbol.Attribute(Mvc + "ApiExplorerSettingsAttribute") is { } settings && settings.NamedArguments.Any(static a => a is { Key: "IgnoreApi", Value.Value: true });
}
