using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>Reads one endpoint: one for each version that it is declared for.</summary>
internal sealed class EndpointReader(EndpointSite site, WireTypes types, BodyAnswers answers, List<Unresolved> unresolved)
{
    // What stands before the group's own routes isn't in the code.
    private readonly Endpoint _endpoint = site.HasUnknownGroup ? site.Endpoint with { Route = RouteText.Join(RouteText.Unknown, site.Endpoint.Route) } : site.Endpoint;

    public IEnumerable<ApiEndpoint> Read(CancellationToken cancellation)
    {
        var place = Places.Of(site.Location);
        if (site.HasUnknownGroup)
            unresolved.Add(new Unresolved(_endpoint.ToString(), "the group that it is mapped in is made where it can't be followed", "call the method that maps it with a group of a constant route", place));
        else if (_endpoint.Route.Contains(RouteText.Unknown, StringComparison.Ordinal))
            unresolved.Add(new Unresolved(_endpoint.ToString(), "a part of the route is not a constant", "make it a constant", place));
        var (responses, confidence) = Responses(cancellation);
        if (confidence != Confidence.Exact && responses.IsEmpty && _endpoint.Style is EndpointStyle.Action or EndpointStyle.Minimal or EndpointStyle.Class or EndpointStyle.Function or EndpointStyle.Lambda)
            unresolved.Add(new Unresolved("the answers of " + _endpoint, "the handler's results are made elsewhere", "declare them: Results<…>, Produces or ProducesResponseType", place));
        var whole = new ApiEndpoint
        {
            Style = _endpoint.Style,
            Verb = _endpoint.Verb,
            Route = _endpoint.Route,
            Handler = _endpoint.Handler,
            HandlerId = HandlerId(cancellation),
            Does = site.Handler is { } handler ? HandlerBody.Of(handler, cancellation) : null,
            Name = _endpoint.Name,
            Place = place,
            Access = Access(_endpoint.Access),
            RateLimit = Limit(_endpoint.Limit),
            Parameters = [.. EndpointParameters.Of(site, types)],
            Body = EndpointParameters.Body(site, types),
            Responses = responses,
            IsHidden = _endpoint.IsHidden,
            IsConventional = _endpoint.IsConventional,
            IsDeprecated = EndpointMetadata.IsDeprecated(site),
            Cors = EndpointMetadata.Cors(site),
            Antiforgery = EndpointMetadata.Antiforgery(site),
            Cache = EndpointMetadata.Cache(site),
            Host = EndpointMetadata.Host(site),
            SizeLimit = EndpointMetadata.SizeLimit(site),
            Confidence = _endpoint.Route.Contains(RouteText.Unknown, StringComparison.Ordinal) ? Confidence.Unknown : _endpoint.Style is EndpointStyle.Foreign or EndpointStyle.Page ? Confidence.Inferred : Confidence.Exact,
            AnswersConfidence = confidence,
        };
        return _endpoint.Versions.IsDefaultOrEmpty ? [whole] : _endpoint.Versions.Select(static version => version.All(char.IsDigit) ? version + ".0" : version).Distinct().Select(version => whole with { Version = version });
    }

    private string? HandlerId(CancellationToken cancellation)
    {
        if (site.Handler is not { } handler)
            return site.Endpoint.Style is EndpointStyle.Hub or EndpointStyle.Grpc ? site.Owner?.GetDocumentationCommentId() : null;
        if (handler.MethodKind is not (MethodKind.AnonymousFunction or MethodKind.LocalFunction))
            return handler.GetDocumentationCommentId();
        if (handler.DeclaringSyntaxReferences is not [var reference])
            return null;
        var text = string.Join(' ', reference.GetSyntax(cancellation).DescendantTokens().Select(static token => token.Text));
        return "body " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    private (ImmutableArray<ApiResponse> Responses, Confidence Confidence) Responses(CancellationToken cancellation)
    {
        // People read what a page answers.
        if (_endpoint.Style is EndpointStyle.Hub or EndpointStyle.Grpc or EndpointStyle.Page)
            return ([], Confidence.Exact);
        if (_endpoint.Style == EndpointStyle.Foreign)
            return ([], Confidence.Unknown);
        var media = EndpointMetadata.Produces(site);
        var declared = site.Answers.Select(answer => new ApiResponse(answer.Status, answer.Type is { } type ? types.Of(type) : answer.Name is { } name ? WireTypes.Opaque(name) : null)).ToList();
        var (found, isWhole) = site.Handler is { } handler ? answers.Of(handler, cancellation) : ([], false);
        // What is made has a place, unless a body is seen that doesn't say it.
        declared = declared.ConvertAll(answer => answer with { Headers = found.FirstOrDefault(one => one.Status == answer.Status)?.Headers ?? (answer.Status == 201 ? ["Location"] : []) });
        if (!NeedsBody())
            return (Described(declared, media), Confidence.Exact);
        // What the body returns is closer to what callers see than the "200" that ActionResult<T> stands for.
        var seen = found.Select(one => new ApiResponse(one.Status, one.Type is { } type ? types.Of(type) : null) { IsDeclared = false, Headers = one.Headers }).ToList();
        var statuses = seen.Select(static one => one.Status).ToHashSet();
        if (isWhole && seen.Count > 0)
            declared.RemoveAll(one => IsOnlyImplied(one) && !statuses.Contains(one.Status));
        foreach (var one in seen)
        {
            if (declared.Find(d => d.Status == one.Status) is not { } same)
                declared.Add(one);
            else if (same.Type is null && one.Type is not null)
                declared[declared.IndexOf(same)] = same with { Type = one.Type };
        }

        return (Described(declared, media), isWhole ? Confidence.Exact : Confidence.Inferred);
    }

    private static ImmutableArray<ApiResponse> Described(IEnumerable<ApiResponse> responses, ImmutableArray<string> media) =>
        [.. responses.GroupBy(static r => r.Status).Select(static group => group.FirstOrDefault(static r => r.Type is not null) ?? group.First()).OrderBy(static r => r.Status)
            .Select(r => r.Type is null || media.IsEmpty ? r : r with { MediaTypes = media })];

    /// <summary>Whether the signature leaves the answers open.</summary>
    private bool NeedsBody()
    {
        if (site.Handler is not { } handler)
            return false;
        if (_endpoint.Style == EndpointStyle.Class)
            return true;
        var returned = EndpointResponses.Awaited(handler.ReturnType);
        return returned is INamedTypeSymbol type && !EndpointResponses.IsUnion(type)
            && (type.Is(BodyAnswers.ActionResult) || type.Is("Microsoft.Azure.Functions.Worker.Http.HttpResponseData") || EndpointResponses.IsResult(type) && type.ContainingNamespace?.Name != "HttpResults");
    }

    private bool IsOnlyImplied(ApiResponse response) =>
        response.Status == 200 && site.Handler is { } handler && !handler.GetAttributes().Concat(site.Owner?.GetAttributes() ?? []).Any(static a => a.AttributeClass.IsOrInherits("Microsoft.AspNetCore.Mvc.ProducesResponseTypeAttribute"))
        && !site.Said.Any(static said => said.Name == "Produces");

    private static ApiAccess Access(EndpointAccess access)
    {
        var roles = access.Policies.Where(static p => p.StartsWith("role ", StringComparison.Ordinal)).SelectMany(static p => p[5..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct();
        return new ApiAccess(access.Rule, [.. access.Policies.Where(static p => !p.StartsWith("role ", StringComparison.Ordinal)).Order(StringComparer.Ordinal)], [.. roles.Order(StringComparer.Ordinal)], access.From);
    }

    private static string? Limit(EndpointLimit limit) => limit.Rule switch
    {
        LimitRule.Limited => limit.Policy ?? "(policy)",
        LimitRule.Global => "(global)",
        LimitRule.Disabled => "(none)",
        _ => null,
    };
}
