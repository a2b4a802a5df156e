using System.Text.RegularExpressions;

namespace BackendRules.Workspaces;

/// <summary>
/// Holds the endpoints that were read from code against the OpenAPI document that lies beside it. What only one of them has wasn't read right, or the document
/// is old: neither is decided here, both take certainty from the report.
/// </summary>
internal static partial class DescriptionCheck
{
    public static IEnumerable<Unresolved> Of(IReadOnlyList<ApiService> services, IEnumerable<CodePart> parts, ApiDescriptions documents)
    {
        var given = documents.Given.Select(static file => (File: file, Description: DescribedApi.Read(file))).ToList();
        foreach (var (file, _) in given.Where(static one => one.Description is null))
            yield return new Unresolved("the OpenAPI document", $"{Path.GetFileName(file.Path)} can't be read as one", "Name another document, or none.", new ApiPlace(file.Path, 1));
        var own = documents.LooksItself ? parts.SelectMany(static part => part.Texts).Where(static text => ApiDescriptions.IsNamed(text.Path)).Select(DescribedApi.Read).OfType<DescribedApi>().ToList() : [];
        var assigned = new Dictionary<ApiService, List<DescribedApi>>(ReferenceEqualityComparer.Instance);
        foreach (var (description, isGiven) in given.Select(static one => one.Description).OfType<DescribedApi>().Select(static one => (one, true)).Concat(own.Select(static one => (one, false))))
        {
            var best = services.Select(service => (Service: service, Found: Found(service, description))).OrderByDescending(static one => one.Found).FirstOrDefault();
            // A document that says mostly what nobody answers is that of another API, which this one calls.
            if (best.Service is null || !isGiven && best.Found * 2 < description.Operations.Length)
                continue;
            if (!assigned.TryGetValue(best.Service, out var all))
                assigned.Add(best.Service, all = []);
            all.Add(description);
        }

        foreach (var (service, described) in assigned)
        {
            foreach (var gap in Gaps(service, described))
                yield return gap;
        }
    }

    private static IEnumerable<Unresolved> Gaps(ApiService service, List<DescribedApi> described)
    {
        var shapes = Answered(service);
        foreach (var document in described)
        {
            foreach (var operation in document.Operations.Where(operation => !Has(shapes, operation, document)))
                yield return new Unresolved(operation.ToString(), $"{Path.GetFileName(document.File)} describes it and the code doesn't show it", "map it where it can be read, or write the document anew", new ApiPlace(document.File, 1));
        }

        var all = described.SelectMany(static document => document.Operations.SelectMany(operation => document.Prefixes.Select(prefix => operation.Verb + " " + RouteShape.Of(prefix + operation.Path)))).ToHashSet(StringComparer.Ordinal);
        foreach (var endpoint in service.Endpoints.Where(IsDescribed))
        {
            if (!Shapes(endpoint).Any(shape => all.Contains(endpoint.Verb + " " + shape)))
                yield return new Unresolved(endpoint.ToString(), $"{string.Join(", ", described.Select(static d => Path.GetFileName(d.File)))} doesn't describe it", "write the document anew, or exclude the endpoint from the description", endpoint.Place);
        }
    }

    private static int Found(ApiService service, DescribedApi document)
    {
        var shapes = Answered(service);
        return document.Operations.Count(operation => Has(shapes, operation, document));
    }

    private static HashSet<string> Answered(ApiService service) =>
        service.Endpoints.SelectMany(static endpoint => Shapes(endpoint).Select(shape => endpoint.Verb + " " + shape)).ToHashSet(StringComparer.Ordinal);

    private static bool Has(HashSet<string> shapes, DescribedOperation operation, DescribedApi document) =>
        document.Prefixes.Select(prefix => RouteShape.Of(prefix + operation.Path)).Any(shape => shapes.Contains(operation.Verb + " " + shape) || shapes.Contains("ANY " + shape));

    /// <summary>Whether the framework describes such an endpoint.</summary>
    private static bool IsDescribed(ApiEndpoint endpoint) =>
        endpoint is { IsHidden: false, IsConventional: false, Style: EndpointStyle.Action or EndpointStyle.Minimal or EndpointStyle.Class, Confidence: Confidence.Exact } && (endpoint.Verb != "ANY" || endpoint.Style == EndpointStyle.Action);

    /// <summary>The shapes that a document may write: a version in the route stands there as itself.</summary>
    private static IEnumerable<string> Shapes(ApiEndpoint endpoint)
    {
        var route = endpoint.Route.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/";
        yield return RouteShape.Of(route);
        if (endpoint.Version is not { } version || !Version().IsMatch(route))
            yield break;
        yield return RouteShape.Of(Version().Replace(route, version));
        if (version.EndsWith(".0", StringComparison.Ordinal))
            yield return RouteShape.Of(Version().Replace(route, version[..^2]));
    }

    [GeneratedRegex(@"\{[^{}:]*:apiVersion\}", RegexOptions.IgnoreCase)]
    private static partial Regex Version();
}
