namespace BackendRules.Workspaces;

/// <summary>BRC010 to BRC015, and BRC050 for parameters that page and sort.</summary>
internal static class ParameterChanges
{
    private static readonly HashSet<string> s_pages = new(StringComparer.OrdinalIgnoreCase)
    {
        "page", "pageSize", "pageNumber", "pageIndex", "perPage", "per_page", "limit", "take", "top", "offset", "skip", "size", "count", "maxResults", "cursor",
    };

    private static readonly HashSet<string> s_orders = new(StringComparer.OrdinalIgnoreCase) { "sort", "sortBy", "orderBy", "order", "sortOrder", "direction", "descending", "desc" };

    public static void Report(Subject subject, ApiEndpoint before, ApiEndpoint after, bool isMoved, Func<TypeRef, WireType?> was, Func<TypeRef, WireType?> becomes)
    {
        var met = new HashSet<ApiParameter>();
        foreach (var old in before.Parameters)
        {
            if (Match(old, before, after) is { } young)
            {
                met.Add(young);
                Kept(subject, old, young);
                Values(subject, old, was(old.Type.Item ?? old.Type), becomes(young.Type.Item ?? young.Type));
            }
            else if (old.In != ParameterPlace.Path)
            {
                subject.Report("BRC011", ContractLevel.Potential, Direction.Request, $"'{old.Name}' is no longer read from the {Text(old.In)}", new Changed(old.Name, old.Type.ToString(), null));
            }
        }

        foreach (var young in after.Parameters)
        {
            if (met.Contains(young) || young.In == ParameterPlace.Path && !isMoved)
                continue;
            if (young.IsRequired && young.In != ParameterPlace.Path)
                subject.Report("BRC010", ContractLevel.Breaking, Direction.Request, $"'{young.Name}' is a new required {Text(young.In)} parameter", new Changed(young.Name, null, young.Type.ToString()));
            else if (!young.IsRequired && s_pages.Contains(young.Name) && after.Verb == "GET" && Lists(before) && !before.Parameters.Any(static p => s_pages.Contains(p.Name)))
                subject.Report("BRC050", ContractLevel.Potential, Direction.Response, $"'{young.Name}' is new: callers who don't send it may get a part of the list", new Changed(young.Name, null, young.Default) { Key = subject.Name + "|paged" });
        }
    }

    /// <summary>Path parameters by position, because their names never travel; the others by name.</summary>
    public static ApiParameter? Match(ApiParameter old, ApiEndpoint before, ApiEndpoint after)
    {
        if (old.In != ParameterPlace.Path)
            return after.Parameters.FirstOrDefault(p => p.In == old.In && string.Equals(p.Name, old.Name, StringComparison.OrdinalIgnoreCase))
                ?? after.Parameters.FirstOrDefault(p => p.In != ParameterPlace.Path && string.Equals(p.Name, old.Name, StringComparison.OrdinalIgnoreCase));
        var index = RouteText.Parameters(before.Route).ToList().FindIndex(name => string.Equals(name, old.Name, StringComparison.OrdinalIgnoreCase));
        var names = RouteText.Parameters(after.Route).ToList();
        if (RouteShape.Of(before.Route) != RouteShape.Of(after.Route))
            return after.Parameters.FirstOrDefault(p => string.Equals(p.Name, old.Name, StringComparison.OrdinalIgnoreCase));
        return index >= 0 && index < names.Count ? after.Parameters.FirstOrDefault(p => p.In == ParameterPlace.Path && string.Equals(p.Name, names[index], StringComparison.OrdinalIgnoreCase)) : null;
    }

    /// <summary>Whether a list could be asked for page by page, and can't any more.</summary>
    public static bool LosesPaging(ApiEndpoint before, ApiEndpoint after) =>
        after.Verb == "GET" && Lists(before) && Lists(after) && before.Parameters.Any(IsPage) && !after.Parameters.Any(IsPage) && after.Body is null;

    private static bool IsPage(ApiParameter parameter) => parameter.In == ParameterPlace.Query && s_pages.Contains(parameter.Name);

    private static void Kept(Subject subject, ApiParameter old, ApiParameter young)
    {
        var change = new Changed(old.Name, old.Type.ToString(), young.Type.ToString());
        if (old.In != young.In)
        {
            subject.Report("BRC013", ContractLevel.Breaking, Direction.Request, $"'{old.Name}' is read from the {Text(young.In)} instead of the {Text(old.In)}", new Changed(old.Name, Text(old.In), Text(young.In)));
            return;
        }

        var verdict = WireVerdict.Of(old.Type, young.Type, isText: true);
        if (verdict is Verdict.Narrower && young.Type.Kind == WireKind.Enum)
            subject.Report("BRC015", ContractLevel.Breaking, Direction.Request, $"'{old.Name}' takes only the members of {young.Type}", change);
        else if (verdict is Verdict.Narrower or Verdict.Different)
            subject.Report("BRC013", ContractLevel.Breaking, Direction.Request, $"'{old.Name}' changed from {old.Type} to {young.Type}", change);
        if (!old.IsRequired && young.IsRequired)
            subject.Report("BRC012", ContractLevel.Breaking, Direction.Request, $"'{old.Name}' became required", new Changed(old.Name, "optional", "required"));
        else
            Default(subject, old, young);
        LimitChanges.Report(subject, Direction.Request, $"'{old.Name}'", new Changed(old.Name, null, null), old.Limits, young.Limits, s_pages.Contains(old.Name) && IsCapLowered(old.Limits, young.Limits) ? "BRC050" : "BRC015");
    }

    // In addresses and headers the names of members travel, whatever JSON does.
    private static void Values(Subject subject, ApiParameter parameter, WireType? old, WireType? young)
    {
        if (old is not { Kind: WireKind.Enum } || young is not { Kind: WireKind.Enum })
            return;
        foreach (var gone in old.Values.Where(value => !young.Values.Any(other => string.Equals(other.Name, value.Name, StringComparison.OrdinalIgnoreCase))))
            subject.Report("BRC015", ContractLevel.Breaking, Direction.Request, $"'{gone.Name}' is no longer a value of '{parameter.Name}'", new Changed(parameter.Name, gone.Name, null) { Key = $"{subject.Name}|{parameter.Name}|{gone.Name}" });
    }

    private static void Default(Subject subject, ApiParameter old, ApiParameter young)
    {
        var (was, becomes) = (DefaultText.Plain(old.Default), DefaultText.Plain(young.Default));
        if (was == becomes || old.IsRequired || was is not null && !DefaultText.IsConstant(was) || becomes is not null && !DefaultText.IsConstant(becomes))
            return;
        var isPaging = s_pages.Contains(old.Name) || s_orders.Contains(old.Name);
        // Nothing before or nothing after: what the code does without a value can't be told from the signature.
        var level = was is null || becomes is null || isPaging ? ContractLevel.Potential : ContractLevel.Breaking;
        subject.Report(isPaging ? "BRC050" : "BRC014", level, Direction.Request, $"'{old.Name}' is {becomes ?? "nothing"} instead of {was ?? "nothing"} when a caller leaves it out", new Changed(old.Name, was, becomes));
    }

    private static bool IsCapLowered(WireLimits old, WireLimits young) => young.Max is { } limit && (old.Max is null || limit < old.Max);

    private static bool Lists(ApiEndpoint endpoint) => endpoint.Responses.Any(static r => r is { Status: 200, Type.Kind: WireKind.Array });

    private static string Text(ParameterPlace place) => place.ToString().ToLowerInvariant();
}
