using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>Reads one application: its project and the ones that it contains.</summary>
internal sealed class ServiceReader(string name, IReadOnlyList<PartFacts> parts, List<Unresolved> unresolved)
{
    public ApiService Read(CancellationToken cancellation)
    {
        var wire = WireSettingsReader.Joined(parts.Select(static part => part.Wire));
        var shapes = new Dictionary<string, WireType>(StringComparer.Ordinal);
        var validators = ValidatorReader.Of(parts.Select(static part => part.Part).ToList(), cancellation);
        var controllers = new WireTypes(wire.Controllers, "", shapes, validators);
        var sites = EndpointInventory.Whole(parts.Select(static part => (part.Inventory, part.Part.Compilation)).ToList(), withForeign: true, cancellation);
        // Where both kinds of endpoints are, a type has two shapes.
        var isMixed = sites.Any(static site => site.Endpoint.Style == EndpointStyle.Action) && sites.Any(static site => site.Endpoint.Style != EndpointStyle.Action);
        var minimal = new WireTypes(wire.Minimal, isMixed ? " (minimal)" : "", shapes, validators);
        // The serializer of a functions' host leaves names as they are.
        var functions = new WireTypes(wire.Minimal with { Naming = WireNames.AsIs }, sites.All(static site => site.Endpoint.Style is EndpointStyle.Function or EndpointStyle.Lambda) ? "" : " (function)", shapes, validators);
        var answers = new BodyAnswers(parts);
        var endpoints = ImmutableArray.CreateBuilder<ApiEndpoint>();
        foreach (var site in sites)
        {
            var types = site.Endpoint.Style switch
            {
                EndpointStyle.Action or EndpointStyle.Page => controllers,
                EndpointStyle.Lambda => functions,
                EndpointStyle.Function when site.Handler is { } handler && !EndpointResponses.IsResult(EndpointResponses.Awaited(handler.ReturnType)) => functions,
                _ => minimal,
            };
            endpoints.AddRange(new EndpointReader(site, types, answers, unresolved).Read(cancellation));
        }

        var texts = parts.SelectMany(static part => part.Part.Texts).ToList();
        var grpc = ProtoReader.Read(texts, unresolved);
        var operations = new OperationReader(parts, minimal, unresolved).Read(sites, grpc, cancellation);
        if (parts.Any(static part => part.Unread.Forwards))
            endpoints.AddRange(ProxyRoutes.Read(texts, parts.SelectMany(static part => part.Unread.Forwarded), name, unresolved));
        var (called, started) = LambdaTemplate.Read(texts, unresolved);
        var known = endpoints.Select(static endpoint => endpoint.Id).ToHashSet(StringComparer.Ordinal);
        endpoints.AddRange(called.Where(endpoint => !known.Contains(endpoint.Id)));
        operations = [.. operations, .. started.Where(one => !operations.Any(other => other.Name.Split(' ')[0] == one.Name.Split(' ')[0] && one.Owner.StartsWith(other.Owner, StringComparison.Ordinal)))];
        var graph = GraphReader.Read(texts, unresolved);
        if (graph is null && parts.Any(static part => part.Part.Compilation.ReferencedAssemblyNames.Any(static name => name.Name is "HotChocolate.AspNetCore" or "GraphQL.Server.Transports.AspNetCore")))
            unresolved.Add(new Unresolved($"the GraphQL schema of {name}", "it is made from code", "commit schema.graphql", null));
        if (wire.Minimal.Naming == WireNames.Unknown || wire.Controllers.Naming == WireNames.Unknown)
            unresolved.Add(new Unresolved($"JSON naming of {name}", "the naming policy is made at run time", "use one of JsonNamingPolicy's policies", null));
        return new ApiService(name)
        {
            Endpoints = [.. endpoints.DistinctBy(static endpoint => (endpoint.Id, endpoint.HandlerId, endpoint.Place)).OrderBy(static e => e.Route, StringComparer.Ordinal).ThenBy(static e => e.Verb, StringComparer.Ordinal).ThenBy(static e => e.Version, StringComparer.Ordinal)],
            Types = shapes.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Wire = wire,
            Manners = MannersReader.Joined(parts.Select(static part => part.Manners)) with { Policies = PolicyReader.Joined(parts.Select(static part => part.Policies), parts.Select(static part => part.Part), cancellation) },
            Operations = operations,
            Grpc = grpc,
            Graph = graph,
        };
    }
}
