using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>Routes of YARP that the settings of a host declare, or code makes: what a gateway answers for services behind it.</summary>
internal static class ProxyRoutes
{
    private static readonly JsonDocumentOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Whether a file may hold them: other files of a host's settings are for one environment.</summary>
    public static bool IsNamed(string path) => Path.GetFileName(path).ToLowerInvariant() is "appsettings.json" or "yarp.json" or "reverseproxy.json";

    /// <param name="texts">The files of the application.</param>
    /// <param name="made">Routes that code makes.</param>
    /// <param name="service">The application's name.</param>
    /// <param name="unresolved">Takes what isn't known.</param>
    public static IEnumerable<ApiEndpoint> Read(IEnumerable<CodeText> texts, IEnumerable<IObjectCreationOperation> made, string service, List<Unresolved> unresolved)
    {
        var found = texts.Where(static text => IsNamed(text.Path)).SelectMany(static text => Read(text)).Concat(made.SelectMany(Read)).ToList();
        if (found.Count == 0)
            unresolved.Add(new Unresolved($"the routes that {service} forwards", "they are made in code, or for one environment only", "declare them in appsettings.json", null));
        return found;
    }

    private static List<ApiEndpoint> Read(CodeText file)
    {
        try
        {
            using var document = JsonDocument.Parse(file.Text, s_options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? [.. document.RootElement.EnumerateObject().Select(static section => Member(section.Value, "Routes") is { ValueKind: JsonValueKind.Object } routes && Member(section.Value, "Clusters") is not null ? routes : (JsonElement?)null)
                    .OfType<JsonElement>().SelectMany(static routes => routes.EnumerateObject()).SelectMany(route => Read(route, file))] : [];
        }
        catch (JsonException)
        {
            // The host says so when it starts.
            return [];
        }
    }

    private static IEnumerable<ApiEndpoint> Read(JsonProperty route, CodeText file)
    {
        if (Member(route.Value, "Match") is not { } match)
            return [];
        var verbs = Member(match, "Methods") is { ValueKind: JsonValueKind.Array } methods ? methods.EnumerateArray().Select(static m => m.GetString()?.ToUpperInvariant()).OfType<string>().ToArray() : [];
        var hosts = Member(match, "Hosts") is { ValueKind: JsonValueKind.Array } named ? string.Join(", ", named.EnumerateArray().Select(static h => h.GetString())) : null;
        return Made(route.Name, Text(match, "Path"), verbs, hosts, Text(route.Value, "AuthorizationPolicy"), Text(route.Value, "RateLimiterPolicy"), Text(route.Value, "CorsPolicy"), new ApiPlace(file.Path, LineOf(file.Text, route.Name)));
    }

    private static IEnumerable<ApiEndpoint> Read(IObjectCreationOperation route)
    {
        var match = Set(route, "Match") is { } set && LocalValues.Resolve(set) is IObjectCreationOperation made ? made : null;
        var path = match is null ? null : Set(match, "Path");
        var verbs = match is not null && Set(match, "Methods") is { } methods ? new ConstantText().Elements(methods)?.Select(static m => m.ToUpperInvariant()).ToArray() ?? [] : [];
        var hosts = match is not null && Set(match, "Hosts") is { } named && new ConstantText().Elements(named) is { } all ? string.Join(", ", all) : null;
        return Made(
            Constant(route, "RouteId") ?? "?", path is null ? null : new ConstantText().Of(path) ?? RouteText.Unknown, verbs, hosts,
            Constant(route, "AuthorizationPolicy"), Constant(route, "RateLimiterPolicy"), Constant(route, "CorsPolicy"), Places.Of(route.Syntax.GetLocation()));
    }

    private static IEnumerable<ApiEndpoint> Made(string name, string? path, string[] verbs, string? hosts, string? policy, string? limit, string? cors, ApiPlace? place)
    {
        var route = path ?? "/{**rest}";
        return (verbs.Length == 0 ? ["ANY"] : verbs).Select(verb => new ApiEndpoint
        {
            Style = EndpointStyle.Foreign,
            Verb = verb,
            Route = route.StartsWith('/') ? route : "/" + route,
            Handler = "the proxy's route " + name,
            HandlerId = "proxy " + name,
            Host = hosts,
            Access = Access(policy),
            RateLimit = limit,
            Cors = cors,
            Place = place,
            // Another provider of settings may say otherwise.
            Confidence = route.Contains(RouteText.Unknown, StringComparison.Ordinal) ? Confidence.Unknown : Confidence.Inferred,
            AnswersConfidence = Confidence.Unknown,
        });
    }

    private static IOperation? Set(IObjectCreationOperation creation, string property) =>
        creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().FirstOrDefault(set => set.Target is IPropertyReferenceOperation { Property.Name: var name } && name == property)?.Value;

    private static string? Constant(IObjectCreationOperation creation, string property) => Set(creation, property) is { } value ? new ConstantText().Of(value) : null;

    private static ApiAccess Access(string? policy) => policy?.ToLowerInvariant() switch
    {
        null => ApiAccess.Unsaid,
        "anonymous" => new ApiAccess(AccessRule.Anonymous, [], [], "endpoint"),
        "default" => new ApiAccess(AccessRule.Authorized, [], [], "endpoint"),
        _ => new ApiAccess(AccessRule.Authorized, [policy], [], "endpoint"),
    };

    private static int LineOf(string text, string name) =>
        text.IndexOf('"' + name + '"', StringComparison.Ordinal) is var at and >= 0 ? text.AsSpan(0, at).Count('\n') + 1 : 1;

    // Settings don't care for case.
    private static JsonElement? Member(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var member in element.EnumerateObject())
        {
            if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
                return member.Value;
        }

        return null;
    }

    private static string? Text(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
