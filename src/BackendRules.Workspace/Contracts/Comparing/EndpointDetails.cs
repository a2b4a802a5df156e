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
        var met = before.Parameters.Select(old => (Old: old, Young: ParameterChanges.Match(old, before, after))).Where(static pair => pair.Young is not null).ToList();
        foreach (var parameter in after.Parameters)
        {
            if (met.Find(pair => pair.Young == parameter).Old is not { } old)
                all.Add($"parameter '{parameter.Name}' added ({Text(parameter)})");
            else if (Text(old) != Text(parameter))
                all.Add($"parameter '{parameter.Name}': {Text(old)} → {Text(parameter)}");
        }

        all.AddRange(before.Parameters.Where(old => !met.Exists(pair => pair.Old == old)).Select(static old => $"parameter '{old.Name}' removed"));
        Types(all, "body", before.Body?.Type, after.Body?.Type);
        foreach (var status in before.Responses.Select(static r => r.Status).Union(after.Responses.Select(static r => r.Status)).Order())
        {
            var old = before.Responses.FirstOrDefault(r => r.Status == status);
            var young = after.Responses.FirstOrDefault(r => r.Status == status);
            if (old is null)
                all.Add($"answers {status}" + (young!.Type is null ? "" : $" with {young.Type}"));
            else if (young is null)
                all.Add($"no longer answers {status}");
            else if (status < 400)
                Types(all, $"answer {status}", old.Type, young.Type);
            else
                Say(all, $"answer {status}", old.Type?.ToString(), young.Type?.ToString());
        }

        return all;
    }

    // What an object is called doesn't travel; where its shape changed is told beside this.
    private static void Types(List<string> all, string what, TypeRef? before, TypeRef? after)
    {
        if (before is null || after is null || WireVerdict.Of(before, after, isText: false) != Verdict.Same)
            Say(all, what, before?.ToString(), after?.ToString());
    }

    private static string Text(ApiParameter parameter) =>
        $"{parameter.In.ToString().ToLowerInvariant()} {parameter.Type}{(parameter.IsRequired ? ", required" : "")}{(parameter.Default is null ? "" : " = " + parameter.Default)}";

    private static void Say(List<string> all, string what, string? before, string? after)
    {
        if (before != after)
            all.Add($"{what}: {before ?? "none"} → {after ?? "none"}");
    }
}
