namespace BackendRules.Workspaces;

/// <summary>BRC001 to BRC006: endpoints that went, moved or collide.</summary>
internal sealed class RouteChanges(ChangeLog log, string service, EndpointPairs pairs, IReadOnlyList<ApiEndpoint> before, IReadOnlyList<ApiEndpoint> after)
{
    public void Report()
    {
        Moved();
        foreach (var endpoint in pairs.Removed)
            Removed(endpoint);
        foreach (var (old, young) in pairs.Kept)
        {
            if (old.Version is { } version && version != young.Version)
                Version(Subject.Of(log, service, old, young), ContractLevel.Breaking, version, young.Version);
        }

        Ambiguous();
    }

    private void Moved()
    {
        var moves = new List<(ApiEndpoint Before, ApiEndpoint After, string From, string To)>();
        foreach (var (old, young) in pairs.Moved)
        {
            if (RouteShape.Of(old.Route) != RouteShape.Of(young.Route))
            {
                if (old.Style == EndpointStyle.Hub && !IsServed(old))
                    Subject.Of(log, service, old, young).Report("BRC080", ContractLevel.Breaking, Direction.None, $"The hub at {old.Route} moved to {young.Route}", new Changed(null, old.Route, young.Route));
                else if (!IsServed(old))
                    moves.Add((old, young, Remainder(old.Route, young.Route), Remainder(young.Route, old.Route)));
            }
            else if (old.Verb != young.Verb && young.Verb != "ANY" && !IsServed(old))
            {
                Subject.Of(log, service, old, young).Report("BRC002", ContractLevel.Breaking, Direction.None, $"{old.Route} answers {young.Verb} instead of {old.Verb}", new Changed(null, old.Verb, young.Verb));
            }
        }

        foreach (var group in moves.GroupBy(static move => (move.From, move.To)))
        {
            var together = group.Count() > 2;
            foreach (var (old, young, from, to) in group)
            {
                var subject = Subject.Of(log, service, old, young);
                if (together)
                    subject.Report("BRC003", ContractLevel.Breaking, Direction.None, $"{group.Count()} routes moved from {from} to {to}", new Changed(null, from, to) { Key = $"moved {from} {to}" });
                else
                    subject.Report("BRC003", ContractLevel.Breaking, Direction.None, $"{old} moved to {(old.Verb == young.Verb ? young.Route : young.ToString())}", new Changed(null, old.Route, young.Route));
            }
        }
    }

    private void Removed(ApiEndpoint endpoint)
    {
        if (endpoint.Verb != "ANY" && after.Any(other => other.Verb == "ANY" && other.Style == endpoint.Style && RouteShape.Of(other.Route) == RouteShape.Of(endpoint.Route)))
            return;
        var subject = Subject.Of(log, service, endpoint, null);
        var level = endpoint.IsDeprecated ? ContractLevel.Info : ContractLevel.Breaking;
        var shape = RouteShape.Of(endpoint.Route);
        if (endpoint.Style is EndpointStyle.Grpc)
            return;
        if (endpoint.Style is EndpointStyle.Hub)
        {
            subject.Report("BRC080", ContractLevel.Breaking, Direction.None, $"The hub at {endpoint.Route} is gone", new Changed(null, endpoint.Route, null));
            return;
        }

        if (endpoint.Version is { } version && after.FirstOrDefault(other => other.Verb == endpoint.Verb && RouteShape.Of(other.Route) == shape && other.Version != version) is { } still)
        {
            Version(subject, level, version, still.Version);
            return;
        }

        if (after.Where(other => RouteShape.Of(other.Route) == shape && other.Verb != endpoint.Verb && other.Style == endpoint.Style && other.Version == endpoint.Version).Select(static other => other.Verb).ToArray() is { Length: > 0 } verbs)
            subject.Report("BRC002", level, Direction.None, $"{endpoint.Route} no longer answers {endpoint.Verb}, only {string.Join(", ", verbs.Distinct().Order(StringComparer.Ordinal))}", new Changed(null, endpoint.Verb, null));
        else
            subject.Report("BRC001", level, Direction.None, endpoint.IsDeprecated ? $"{endpoint} is gone, as announced" : $"{endpoint} is gone", new Changed(null, endpoint.Id, null));
    }

    private static void Version(Subject subject, ContractLevel level, string version, string? still) =>
        subject.Report("BRC005", level, Direction.None, $"Version {version} is no longer served{(still is null ? "" : $", {still} still is")}", new Changed(null, version, still) { Key = "version " + version });

    private void Ambiguous()
    {
        var known = before.GroupBy(Requests).Where(static group => Handlers(group) > 1).Select(static group => group.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var group in after.Where(static e => e.Style is EndpointStyle.Action or EndpointStyle.Minimal or EndpointStyle.Class && e.Confidence == Confidence.Exact).GroupBy(Requests))
        {
            if (Handlers(group) < 2 || known.Contains(group.Key))
                continue;
            var all = group.ToList();
            Subject.Of(log, service, null, all[0]).Report("BRC006", ContractLevel.Breaking, Direction.None, $"{all.Count} handlers answer {all[0]}: {string.Join(", ", all.Select(static e => e.Handler).Distinct(StringComparer.Ordinal))}", new Changed(null, null, group.Key) { Key = group.Key });
        }
    }

    private static int Handlers(IEnumerable<ApiEndpoint> group) => group.Select(static e => (e.HandlerId, e.Place)).Distinct().Count();

    /// <summary>What requests an endpoint answers: verb, route with constraints, version and media types, names of parameters aside.</summary>
    private static string Requests(ApiEndpoint endpoint) =>
        string.Join('|', endpoint.Verb, System.Text.RegularExpressions.Regex.Replace(endpoint.Route.ToLowerInvariant(), @"\{\**[^}:=?]*", "{"), endpoint.Version, string.Join(',', endpoint.Body?.MediaTypes ?? []), endpoint.Host);

    /// <summary>Whether something else answers what an endpoint answered.</summary>
    private bool IsServed(ApiEndpoint old) => after.Any(other => other.Style == old.Style && other.Version == old.Version && (other.Verb == old.Verb || other.Verb == "ANY") && RouteShape.Of(other.Route) == RouteShape.Of(old.Route));

    /// <summary>What is left of a route when the segments that both end in are taken off.</summary>
    private static string Remainder(string route, string other)
    {
        var (one, two) = (route.Split('/'), other.Split('/'));
        var same = 0;
        while (same < Math.Min(one.Length, two.Length) - 1 && string.Equals(one[^(same + 1)], two[^(same + 1)], StringComparison.OrdinalIgnoreCase))
            same++;
        var rest = string.Join('/', one[..(one.Length - same)]);
        return rest.Length == 0 ? "/" : rest;
    }
}
