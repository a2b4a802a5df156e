namespace BackendRules.Workspaces;

/// <summary>What differs between two versions of an endpoint, in words.</summary>
internal static class EndpointDetails
{
    public static List<string> Of(ApiEndpoint before, ApiEndpoint after)
    {
        var all = new List<string>();
        Say(all, "verb", before.Verb, after.Verb);
        Say(all, "route", before.Route, after.Route);
        Say(all, "version", before.Version, after.Version);
        Say(all, "access", before.Access.ToString(), after.Access.ToString());
        Say(all, "rate limit", before.RateLimit, after.RateLimit);
        Say(all, "CORS", before.Cors, after.Cors);
        Say(all, "cache", before.Cache, after.Cache);
        Say(all, "size limit", before.SizeLimit?.ToString(System.Globalization.CultureInfo.InvariantCulture), after.SizeLimit?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (before.Antiforgery != after.Antiforgery)
            all.Add(after.Antiforgery ? "antiforgery token demanded" : "antiforgery token no longer demanded");
        if (before.IsDeprecated != after.IsDeprecated)
            all.Add(after.IsDeprecated ? "deprecated" : "no longer deprecated");
        foreach (var parameter in after.Parameters)
        {
            var old = before.Parameters.FirstOrDefault(p => Same(p, parameter));
            if (old is null)
                all.Add($"parameter '{parameter.Name}' added ({Text(parameter)})");
            else if (Text(old) != Text(parameter))
                all.Add($"parameter '{parameter.Name}': {Text(old)} → {Text(parameter)}");
        }

        all.AddRange(before.Parameters.Where(old => !after.Parameters.Any(p => Same(p, old))).Select(static old => $"parameter '{old.Name}' removed"));
        Say(all, "body", before.Body?.Type.ToString(), after.Body?.Type.ToString());
        foreach (var status in before.Responses.Select(static r => r.Status).Union(after.Responses.Select(static r => r.Status)).Order())
        {
            var old = before.Responses.FirstOrDefault(r => r.Status == status);
            var young = after.Responses.FirstOrDefault(r => r.Status == status);
            if (old is null)
                all.Add($"answers {status}" + (young!.Type is null ? "" : $" with {young.Type}"));
            else if (young is null)
                all.Add($"no longer answers {status}");
            else
                Say(all, $"answer {status}", old.Type?.ToString(), young.Type?.ToString());
        }

        return all;
    }

    private static bool Same(ApiParameter one, ApiParameter other) => string.Equals(one.Name, other.Name, StringComparison.OrdinalIgnoreCase);

    private static string Text(ApiParameter parameter) =>
        $"{parameter.In.ToString().ToLowerInvariant()} {parameter.Type}{(parameter.IsRequired ? ", required" : "")}{(parameter.Default is null ? "" : " = " + parameter.Default)}";

    private static void Say(List<string> all, string what, string? before, string? after)
    {
        if (before != after)
            all.Add($"{what}: {before ?? "none"} → {after ?? "none"}");
    }
}
