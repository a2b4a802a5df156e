using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>The endpoints of one class of FastEndpoints: every verb at every route that its set-up names. Callers must be known unless it says otherwise.</summary>
internal sealed class EndpointClass
{
    private const string Library = EndpointClasses.Library;

    private static readonly string[] s_verbs = ["Get", "Post", "Put", "Patch", "Delete", "Head", "Options", "Query", "Trace", "Connect"];

    private readonly INamedTypeSymbol _type;
    private readonly EndpointClassOptions _options;
    private readonly SetUp[] _own;
    private readonly SetUp[] _all;
    private readonly ITypeSymbol? _request;
    private readonly ITypeSymbol? _response;

    private EndpointClass(INamedTypeSymbol type, ILookup<string, SetUp> said, EndpointClassOptions options)
    {
        (_type, _options) = (type, options);
        _own = type.WithBases().SelectMany(one => said[Key(one)]).OrderBy(static one => one.At).ToArray();
        var groups = _own.Where(static one => one.Said is { Name: "Group", Type: INamedTypeSymbol }).SelectMany(one => Outward((INamedTypeSymbol)one.Said.Type!)).SelectMany(group => said[Key(group)]);
        _all = [.. _own, .. groups];
        foreach (var parent in type.WithBases())
        {
            if (!parent.Is(Library + "Endpoint`2"))
                continue;
            _request = Wanted(parent.TypeArguments[0]);
            _response = Wanted(parent.TypeArguments[1]);
        }
    }

    public static IEnumerable<EndpointSite> Of(IReadOnlyList<Compilation> parts, IReadOnlyList<EndpointClasses> said, CancellationToken cancellation)
    {
        if (!parts.Any(static part => Known.Of(part).Has(Library + "BaseEndpoint")))
            return [];
        var options = EndpointClasses.Options(said);
        // By name: a group of another project is another symbol there.
        var bySaid = said.SelectMany(static one => one.Said).ToLookup(static one => Key(one.Owner), StringComparer.Ordinal);
        return parts.SelectMany(part => SourceTypes.Of(part, cancellation).All)
            .Where(static type => type is { TypeKind: TypeKind.Class, IsAbstract: false } && type.IsOrInherits(Library + "BaseEndpoint") && !type.HasAttribute(Library + "DontRegisterAttribute"))
            .SelectMany(type => new EndpointClass(type, bySaid, options).Sites());
    }

    private IEnumerable<EndpointSite> Sites()
    {
        var handler = _type.WithBases().SelectMany(static one => one.GetMembers()).OfType<IMethodSymbol>()
            .FirstOrDefault(static method => method is { Name: "HandleAsync" or "ExecuteAsync", IsOverride: true, DeclaringSyntaxReferences.Length: > 0 });
        var conventions = _all.Where(static one => one.IsBuilder).Select(static one => (one.Said, IsOwn: true)).ToArray();
        var declared = MappedEndpoint.Declared(conventions);
        var answers = declared.Any(static answer => answer.Status is >= 200 and < 300) || _response is null ? declared : declared.AddRange(EndpointResponses.OfType(_response));
        foreach (var (verb, template) in Verbs())
        {
            var route = Route(template);
            var bound = EndpointClassBinding.Of(_request, verb, route, handler, _own.Any(static one => one.Said.Name is "AllowFormData" or "AllowFileUploads") || _type.HasAttribute(Library + "AllowFileUploadsAttribute"))
                .AddRange(_own.Where(one => one.Said is { Name: "Route" or "Query", Type: not null, Texts.Count: > 0 } && one.Verbs.Count == 0).Select(one => Read(one, handler)));
            var endpoint = new Endpoint
            {
                Style = EndpointStyle.Class,
                Verb = verb,
                Route = route,
                Handler = _type.Name,
                Summary = _own.Where(static one => one.Said.Name is "Summary" or "Description" && !one.IsBuilder).SelectMany(static one => one.Said.Texts).FirstOrDefault(),
                Parameters = bound.Seen(),
                Responses = answers.Seen(),
                Access = Access(verb),
                Limit = _all.Any(static one => one.Said.Name == "Throttle") || _type.HasAttribute(Library + "ThrottleAttribute") ? new EndpointLimit(LimitRule.Limited, null) : EndpointLimit.Unsaid,
                Versions = Version() is { } version and > 0 ? ImmutableArray.Create(version + ".0") : ImmutableArray<string>.Empty,
                IsHidden = _type.HasAttribute(Library + "HideFromDocsAttribute"),
            };
            yield return new EndpointSite(MappedEndpoint.Described(endpoint, conventions), handler, _type.Locations.FirstOrDefault() ?? Location.None)
            {
                Owner = _type,
                Bound = bound,
                Answers = answers,
                Said = conventions.Select(static one => one.Said).ToImmutableArray(),
            };
        }
    }

    /// <summary>Every verb with every route.</summary>
    private IEnumerable<(string Verb, string Template)> Verbs()
    {
        var verbs = new List<string>();
        var routes = new List<string>();
        foreach (var one in _own.Where(static one => !one.IsBuilder))
        {
            if (one.Said.Name == "Verbs")
                verbs.AddRange(one.Verbs.Count > 0 ? one.Verbs : one.Said.Texts);
            else if (one.Said.Name == "Routes")
                routes.AddRange(one.Said.Texts);
            else if (Array.IndexOf(s_verbs, one.Said.Name) >= 0 && one.Said is { Texts.Count: > 0, Type: null })
            {
                verbs.Add(one.Said.Name);
                routes.AddRange(one.Said.Texts);
            }
        }

        foreach (var attribute in _type.GetAttributes())
        {
            if (attribute.AttributeClass is { } kind && kind.IsOrInherits(Library + "HttpAttribute") && kind.Name.StartsWith("Http", StringComparison.Ordinal))
            {
                verbs.Add(kind.Name.Substring(4).Replace("Attribute", ""));
                routes.AddRange(attribute.ConstructorArguments.SelectMany(static argument => argument.Kind == TypedConstantKind.Array ? argument.Values.Select(static value => value.Value) : [argument.Value]).OfType<string>());
            }
        }

        return from verb in verbs.Select(static verb => verb.ToUpperInvariant()).Distinct() from route in routes.Distinct() select (verb, route);
    }

    private string Route(string template)
    {
        var groups = _all.Where(static one => one.Said is { Name: "Configure", Texts.Count: > 0 }).Select(static one => one.Said.Texts[0]).Reverse();
        var inner = groups.Append(template).Aggregate("/", RouteText.Join);
        var number = Version() is { } version and > 0 ? version : _options.DefaultVersion;
        var mark = number > 0 ? _options.VersionPrefix + number : "";
        var overridden = _all.FirstOrDefault(static one => one.Said is { Name: "RoutePrefixOverride", Texts.Count: > 0 })?.Said.Texts[0];
        var prefix = overridden is not null && _options.Prefix is not null ? overridden : string.Concat((_options.Prefix ?? []).Select(static part => part.Text ?? RouteText.Unknown));
        return _options.VersionComesFirst ? RouteText.Join(RouteText.Join(prefix, mark), inner) : RouteText.Join(RouteText.Join(prefix, inner), mark);
    }

    private int? Version() => _all.FirstOrDefault(static one => one.Said.Name is "Version" or "EndpointVersion" && one.Number is not null)?.Number;

    private EndpointAccess Access(string verb)
    {
        var attributes = EndpointAttributes.Access(_type);
        if (attributes.Rule == AccessRule.Anonymous || _options.AreOpen)
            return attributes.Rule == AccessRule.Anonymous ? attributes : new EndpointAccess(AccessRule.Anonymous, ImmutableArray<string>.Empty, "all endpoints");
        if (_all.FirstOrDefault(one => one.Said.Name == "AllowAnonymous" && !one.IsBuilder && (one.Verbs.Count + one.Said.Texts.Count == 0 || one.Verbs.Concat(one.Said.Texts).Contains(verb, StringComparer.OrdinalIgnoreCase))) is { } open)
            return new EndpointAccess(AccessRule.Anonymous, ImmutableArray<string>.Empty, Array.IndexOf(_own, open) >= 0 ? "endpoint" : "group");
        var named = _all.Where(static one => !one.IsBuilder).SelectMany(static one => one.Said.Name switch
        {
            "Policies" or "AuthSchemes" => one.Said.Texts,
            "Roles" => one.Said.Texts.Select(static text => "role " + text),
            "Permissions" or "PermissionsAll" => one.Said.Texts.Select(static text => "permission " + text),
            // What follows are lists that the permission is put into.
            "AccessControl" => one.Said.Texts.Take(1).Select(static text => "permission " + text),
            "Claims" or "ClaimsAll" => one.Said.Texts.Select(static text => "claim " + text),
            "Scopes" or "ScopesAll" => one.Said.Texts.Select(static text => "scope " + text),
            _ => [],
        });
        return new EndpointAccess(AccessRule.Authorized, attributes.Policies.Concat(named).Distinct().ToImmutableArray(), attributes.From.Length > 0 ? attributes.From : "endpoint");
    }

    private static BoundParameter Read(SetUp one, IMethodSymbol? handler)
    {
        var isRoute = one.Said.Name == "Route";
        return new BoundParameter(new EndpointParameter(one.Said.Texts[0], EndpointBinding.Text(one.Said.Type!), isRoute ? Binding.Route : Binding.Query, !isRoute), (ISymbol?)handler ?? one.Owner, one.Said.Type!);
    }

    private static ITypeSymbol? Wanted(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Object || type.Is(Library + "EmptyRequest") || type.Is(Library + "EmptyResponse") ? null : type;

    /// <summary>A group and the ones around it, innermost first.</summary>
    private static IEnumerable<INamedTypeSymbol> Outward(INamedTypeSymbol group)
    {
        for (INamedTypeSymbol? current = group; current is not null;)
        {
            yield return current;
            current = current.BaseType is { } parent && parent.Is(Library + "SubGroup`1") ? parent.TypeArguments[0] as INamedTypeSymbol : null;
        }
    }

    private static string Key(INamedTypeSymbol type) => type.OriginalDefinition.ToDisplayString();
}
