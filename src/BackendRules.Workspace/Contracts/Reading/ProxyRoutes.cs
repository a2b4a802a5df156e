using System.Text.Json;

namespace BackendRules.Workspaces;

/// <summary>Routes of YARP that the settings of a host declare: what a gateway answers for services behind it.</summary>
internal static class ProxyRoutes
{
    private static readonly JsonDocumentOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Whether a file may hold them: other files of a host's settings are for one environment.</summary>
    public static bool IsNamed(string path) => Path.GetFileName(path).ToLowerInvariant() is "appsettings.json" or "yarp.json" or "reverseproxy.json";

    public static IEnumerable<ApiEndpoint> Read(IEnumerable<CodeText> texts, string service, List<Unresolved> unresolved)
    {
        var found = texts.Where(static text => IsNamed(text.Path)).SelectMany(static text => Read(text)).ToList();
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
            yield break;
        var path = Text(match, "Path") ?? "/{**rest}";
        var verbs = Member(match, "Methods") is { ValueKind: JsonValueKind.Array } methods ? methods.EnumerateArray().Select(static m => m.GetString()?.ToUpperInvariant()).OfType<string>().ToArray() : [];
        var hosts = Member(match, "Hosts") is { ValueKind: JsonValueKind.Array } named ? string.Join(", ", named.EnumerateArray().Select(static h => h.GetString())) : null;
        foreach (var verb in verbs.Length == 0 ? ["ANY"] : verbs)
        {
            yield return new ApiEndpoint
            {
                Style = EndpointStyle.Foreign,
                Verb = verb,
                Route = path.StartsWith('/') ? path : "/" + path,
                Handler = "the proxy's route " + route.Name,
                HandlerId = "proxy " + route.Name,
                Host = hosts,
                Access = Access(Text(route.Value, "AuthorizationPolicy")),
                RateLimit = Text(route.Value, "RateLimiterPolicy"),
                Cors = Text(route.Value, "CorsPolicy"),
                Place = new ApiPlace(file.Path, LineOf(file.Text, route.Name)),
                // Another provider of settings may say otherwise.
                Confidence = Confidence.Inferred,
                AnswersConfidence = Confidence.Unknown,
            };
        }
    }

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
