using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>Turns a mapped handler and one path above it into endpoints.</summary>
internal sealed class MappedEndpoint(Func<ITypeSymbol, bool> isService)
{
    private static readonly (string Verb, string Route)[] s_identity =
    [
        ("POST", "register"), ("POST", "login"), ("POST", "refresh"), ("GET", "confirmEmail"), ("POST", "resendConfirmationEmail"),
        ("POST", "forgotPassword"), ("POST", "resetPassword"), ("POST", "manage/2fa"), ("GET", "manage/info"), ("POST", "manage/info"),
    ];

    public IEnumerable<EndpointSite> Sites(MapCall map, RoutePath path)
    {
        var place = CallPlace.Of(path.Place);
        if (map.Method == "MapIdentityApi")
        {
            foreach (var (verb, route) in s_identity)
            {
                var own = Described(new Endpoint { Style = EndpointStyle.Minimal, Verb = verb, Route = RouteText.Join(path.Route, route), Handler = "MapIdentityApi" }, path);
                yield return new EndpointSite(own.Access.Rule == AccessRule.Unsaid
                    ? own with { Access = new EndpointAccess(route.StartsWith("manage", StringComparison.Ordinal) ? AccessRule.Authorized : AccessRule.Anonymous, ImmutableArray<string>.Empty, "endpoint") }
                    : own, null, place);
            }

            yield break;
        }

        foreach (var verb in map.Verbs)
            yield return Site(map, path, verb, place) with { HasUnknownGroup = path.HasUnknownGroup };
    }

    public static EndpointSite OverAll(EndpointSite site, RoutePath path, string from)
    {
        var endpoint = site.Endpoint;
        var prefix = path.Route;
        if (prefix.Length > 1 && path.Patterns.Count > 1)
            endpoint = endpoint with { Route = RouteText.Join(prefix, endpoint.Route) };
        var over = Described(endpoint, path, from);
        return over == endpoint && endpoint == site.Endpoint && path.Said.Count == 0 ? site : site with { Endpoint = over, Said = Said(path) };
    }

    private EndpointSite Site(MapCall map, RoutePath path, string verb, Location place)
    {
        var route = path.Route;
        if (map.Service is { } service && map.Method is "MapHub" or "MapGrpcService")
        {
            var hub = map.Service!;
            var served = new Endpoint
            {
                Style = map.Method == "MapHub" ? EndpointStyle.Hub : EndpointStyle.Grpc,
                Route = map.Method == "MapHub" ? route : RouteText.Join(route, hub.Name),
                Handler = hub.Name,
                Access = EndpointAttributes.Access(hub),
            };
            return new EndpointSite(Described(served, path), path.Handler, place) { Owner = hub, Said = Said(path) };
        }

        var bare = new Endpoint { Style = map.IsForeign ? EndpointStyle.Foreign : EndpointStyle.Minimal, Verb = verb, Route = route, Handler = map.IsForeign ? map.Method : map.Container.ContainingType?.Name ?? "" };
        if (path.Handler is not { } handler)
            return new EndpointSite(Described(bare, path), null, place) { Said = Said(path) };
        var bound = EndpointBinding.OfMinimal(handler, verb, route, isService);
        var answers = EndpointResponses.OfMinimal(handler, Declared(path.Said));
        return new EndpointSite(Described(bare with
        {
            Handler = handler.MethodKind == MethodKind.AnonymousFunction ? bare.Handler : handler.ContainingType.Name + "." + handler.Name,
            Name = Text(handler, "EndpointNameAttribute"),
            Summary = Text(handler, "EndpointSummaryAttribute"),
            Parameters = bound.Seen(),
            Responses = answers.Seen(),
            Access = EndpointAttributes.Access(handler, null),
            Limit = EndpointAttributes.Limit(handler, null),
            IsHidden = handler.HasAttribute("Microsoft.AspNetCore.Routing.ExcludeFromDescriptionAttribute"),
        }, path), handler, place) { Bound = bound, Answers = answers, Said = Said(path) };
    }

    private static ImmutableArray<Convention> Said(RoutePath path) => path.Said.Select(static one => one.Said).ToImmutableArray();

    private static string? Text(IMethodSymbol handler, string attribute) =>
        handler.Attribute("Microsoft.AspNetCore.Routing." + attribute)?.ConstructorArguments.FirstOrDefault().Value as string
        ?? handler.Attribute("Microsoft.AspNetCore.Http." + attribute)?.ConstructorArguments.FirstOrDefault().Value as string;

    private static Endpoint Described(Endpoint endpoint, RoutePath path, string? from = null) => Described(endpoint, path.Said, from);

    /// <summary>The endpoint with what calls say of it, innermost first.</summary>
    public static Endpoint Described(Endpoint endpoint, IReadOnlyList<(Convention Said, bool IsOwn)> saying, string? from = null)
    {
        var policies = ImmutableArray.CreateBuilder<string>();
        policies.AddRange(endpoint.Access.Policies);
        var filters = endpoint.Filters.ToBuilder();
        var versions = endpoint.Versions.ToBuilder();
        var access = endpoint.Access;
        var source = access.From;
        foreach (var (said, isOwn) in saying)
        {
            var where = from ?? (isOwn ? "endpoint" : "group");
            switch (said.Name)
            {
                case "RequireAuthorization" or "WithMetadata" or "Add" or "Finally" when said.Name == "RequireAuthorization" || said.Texts.Any(static text => text is "AuthorizeAttribute"):
                    policies.AddRange(said.Texts.Where(static text => text is not ("AuthorizeAttribute" or "AuthorizationPolicyBuilder")));
                    if (access.Rule == AccessRule.Unsaid)
                        access = new EndpointAccess(AccessRule.Authorized, ImmutableArray<string>.Empty, source = where);
                    break;
                case "AllowAnonymous" or "WithMetadata" when said.Name == "AllowAnonymous" || said.Texts.Any(static text => text is "AllowAnonymousAttribute"):
                    access = new EndpointAccess(AccessRule.Anonymous, ImmutableArray<string>.Empty, source = where);
                    break;
                case "RequireRateLimiting" when endpoint.Limit.Rule == LimitRule.Unsaid:
                    endpoint = endpoint with { Limit = new EndpointLimit(LimitRule.Limited, said.Texts.FirstOrDefault()) };
                    break;
                case "DisableRateLimiting" when endpoint.Limit.Rule == LimitRule.Unsaid:
                    endpoint = endpoint with { Limit = new EndpointLimit(LimitRule.Disabled, null) };
                    break;
                case "WithName" when said.Texts.Count > 0:
                    endpoint = endpoint with { Name = endpoint.Name ?? said.Texts[0] };
                    break;
                case "WithSummary" or "WithDescription" when said.Texts.Count > 0:
                    endpoint = endpoint with { Summary = endpoint.Summary ?? said.Texts[0] };
                    break;
                case "ExcludeFromDescription":
                    endpoint = endpoint with { IsHidden = true };
                    break;
                case "HasApiVersion" or "MapToApiVersion" or "HasDeprecatedApiVersion":
                    versions.AddRange(said.Texts.Where(static text => text != "ApiVersion"));
                    break;
                case "AddEndpointFilter" or "AddEndpointFilterFactory" or "WithParameterValidation" or "WithValidation":
                    filters.Add(said.Type?.Name ?? said.Texts.FirstOrDefault() ?? said.Name);
                    break;
            }
        }

        if (access.Rule == AccessRule.Authorized)
            access = new EndpointAccess(AccessRule.Authorized, policies.Distinct().ToImmutableArray(), source);
        return endpoint with { Access = access, Filters = filters.ToImmutable(), Versions = versions.ToImmutable() };
    }

    /// <summary>The answers that calls declare.</summary>
    public static ImmutableArray<DeclaredAnswer> Declared(IReadOnlyList<(Convention Said, bool IsOwn)> saying)
    {
        var all = ImmutableArray.CreateBuilder<DeclaredAnswer>();
        foreach (var (said, _) in saying)
        {
            switch (said.Name)
            {
                case "Produces":
                    all.Add(new DeclaredAnswer(said.Status ?? 200, said.Type));
                    break;
                case "ProducesProblem" when said.Status is { } status:
                    all.Add(new DeclaredAnswer(status, null, "ProblemDetails"));
                    break;
                case "ProducesValidationProblem":
                    all.Add(new DeclaredAnswer(said.Status ?? 400, null, "HttpValidationProblemDetails"));
                    break;
            }
        }

        return all.ToImmutable();
    }
}
