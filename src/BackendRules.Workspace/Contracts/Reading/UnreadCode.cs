using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>Code that makes or changes endpoints where nobody follows it: it is named, so that its endpoints don't count as not there.</summary>
internal sealed class UnreadCode
{
    private const string Mvc = "Microsoft.AspNetCore.Mvc.ApplicationModels.";

    private static readonly (string Type, string What, string Reason, string Remedy)[] s_types =
    [
        ("ServiceStack.IService", "the operations of {0}", "ServiceStack makes their routes", "commit openapi.json"),
        ("Microsoft.AspNetCore.Routing.EndpointDataSource", "the endpoints of {0}", "they are made when the application runs", "map them with constant routes, or commit openapi.json"),
        ("Microsoft.AspNetCore.Mvc.Routing.DynamicRouteValueTransformer", "what {0} routes to", "it is chosen for each request", "map it with constant routes"),
        (Mvc + "IApplicationModelConvention", "routes of controllers", "{0} may change them when the application starts", "say routes with attributes, or commit openapi.json"),
        (Mvc + "IControllerModelConvention", "routes of controllers", "{0} may change them when the application starts", "say routes with attributes, or commit openapi.json"),
        (Mvc + "IActionModelConvention", "routes of actions", "{0} may change them when the application starts", "say routes with attributes, or commit openapi.json"),
        (Mvc + "IPageRouteModelConvention", "routes of pages", "{0} may change them when the application starts", "say routes with @page"),
    ];

    private static readonly Members s_transformers = new(Mvc + "RouteTokenTransformerConvention.new", Mvc + "PageRouteTransformerConvention.new");
    private static readonly Members s_branches = new("Microsoft.AspNetCore.Builder.UseWhenExtensions.UseWhen");
    private static readonly Members s_gates = new(
        "Microsoft.AspNetCore.Builder.AuthAppBuilderExtensions.UseAuthentication", "Microsoft.AspNetCore.Builder.AuthorizationAppBuilderExtensions.UseAuthorization", "Microsoft.AspNetCore.Builder.UseMiddlewareExtensions.UseMiddleware");

    private static readonly Members s_forwards = new("Yarp.ReverseProxy.Configuration.RouteConfig.new");
    private static readonly Members s_edm = new("Microsoft.AspNetCore.OData.ODataOptions.AddRouteComponents");
    private static readonly Members s_proxies = new("Microsoft.AspNetCore.Builder.ReverseProxyIEndpointRouteBuilderExtensions.MapReverseProxy");

    private readonly ConcurrentBag<(string What, string Reason, string Remedy, Location Place)> _seen = [];
    private readonly CodePart _part;

    private UnreadCode(CodePart part) => _part = part;

    /// <summary>Whether YARP answers what settings say.</summary>
    public bool Forwards { get; private set; }

    /// <summary>Routes of YARP that code makes.</summary>
    public ConcurrentBag<IObjectCreationOperation> Forwarded { get; } = [];

    public static UnreadCode Of(Watch watch, CodePart part)
    {
        var unread = new UnreadCode(part);
        watch.Creation(s_transformers, (_, creation) => unread._seen.Add((
            "words in brackets of routes", $"{Name(creation.Arguments.FirstOrDefault()?.Value)} rewrites them when the application starts", "say routes without [controller] and [action], or commit openapi.json", creation.Syntax.GetLocation())));
        watch.Call(s_proxies, (_, _) => unread.Forwards = true);
        watch.Creation(s_forwards, (_, creation) => unread.Forwarded.Add(creation));
        watch.Call(s_edm, (_, call) =>
        {
            var prefix = call.Arguments.Select(static a => new ConstantText().Of(a.Value)).FirstOrDefault(static text => text is { Length: > 0 });
            unread._seen.Add(($"the entity sets of OData{(prefix is null ? "" : $" below '{prefix}'")}", "the model makes their routes when the application runs", "say routes with attributes, or commit openapi.json", call.Syntax.GetLocation()));
        });
        watch.Call(s_branches, (_, call) =>
        {
            // Which requests it is for is a function; who is let in there is its branch.
            if (call.Descendants().OfType<IInvocationOperation>().FirstOrDefault(static inner => s_gates.Contain(inner.TargetMethod)) is { } gate)
                unread._seen.Add(("who may call", $"{gate.TargetMethod.Name} runs for some requests only", "say it of endpoints: RequireAuthorization, [Authorize]", call.Syntax.GetLocation()));
        });
        return unread;
    }

    public IEnumerable<Unresolved> Found(CancellationToken cancellation)
    {
        var known = s_types.Where(one => Known.Of(_part.Compilation).Has(one.Type)).ToArray();
        if (known.Length > 0)
        {
            foreach (var type in SourceTypes.Of(_part.Compilation, cancellation).All.Where(static type => type is { TypeKind: TypeKind.Class, IsAbstract: false }))
            {
                foreach (var (name, what, reason, remedy) in known.Where(one => type.Implements(one.Type) || type.IsOrInherits(one.Type)))
                    yield return new Unresolved(string.Format(null, what, type.Name), string.Format(null, reason, type.Name), remedy, Places.Of(type));
            }
        }

        foreach (var (what, reason, remedy, place) in _seen)
            yield return new Unresolved(what, reason, remedy, Places.Of(place));
    }

    private static string Name(IOperation? transformer) => transformer is null ? "a transformer" : LocalValues.Bare(transformer).Type?.Name ?? "a transformer";
}
