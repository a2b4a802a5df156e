namespace BackendRules.Workspaces;

/// <summary>Which endpoint of the new contract is which of the old one.</summary>
internal sealed class EndpointPairs
{
    public List<(ApiEndpoint Before, ApiEndpoint After)> Kept { get; } = [];

    /// <summary>The same handler at another route or verb, or another handler of the same name nearby.</summary>
    public List<(ApiEndpoint Before, ApiEndpoint After)> Moved { get; } = [];

    public List<ApiEndpoint> Removed { get; } = [];

    public List<ApiEndpoint> Added { get; } = [];

    public static EndpointPairs Of(IEnumerable<ApiEndpoint> before, IEnumerable<ApiEndpoint> after)
    {
        var pairs = new EndpointPairs();
        var old = before.ToList();
        var young = after.ToList();
        Take(old, young, pairs.Kept, static endpoint => endpoint.Id, needsUnique: false);
        Take(old, young, pairs.Kept, static endpoint => endpoint.Version is null ? null : endpoint.HandlerId is null ? null : WithoutVersion(endpoint) + "|" + endpoint.HandlerId, needsUnique: true);
        Take(old, young, pairs.Moved, static endpoint => endpoint.HandlerId is null ? null : endpoint.HandlerId + "|" + endpoint.Verb, needsUnique: true);
        Take(old, young, pairs.Moved, static endpoint => endpoint.HandlerId, needsUnique: true);
        Take(old, young, pairs.Moved, static endpoint => endpoint.Name, needsUnique: true);
        pairs.Removed.AddRange(old);
        pairs.Added.AddRange(young);
        return pairs;
    }

    private static string WithoutVersion(ApiEndpoint endpoint) => (endpoint with { Version = null }).Id;

    private static void Take(List<ApiEndpoint> old, List<ApiEndpoint> young, List<(ApiEndpoint, ApiEndpoint)> into, Func<ApiEndpoint, string?> key, bool needsUnique)
    {
        var byKey = young.Where(one => key(one) is not null).GroupBy(one => key(one)!, StringComparer.Ordinal).ToDictionary(static group => group.Key, static group => group.ToList(), StringComparer.Ordinal);
        var mine = old.Where(one => key(one) is not null).GroupBy(one => key(one)!, StringComparer.Ordinal).ToDictionary(static group => group.Key, static group => group.Count(), StringComparer.Ordinal);
        foreach (var one in old.ToList())
        {
            if (key(one) is not { } own || !byKey.TryGetValue(own, out var candidates) || candidates.Count == 0 || needsUnique && (candidates.Count > 1 || mine[own] > 1))
                continue;
            var other = candidates.Find(candidate => candidate.HandlerId == one.HandlerId) ?? candidates[0];
            candidates.Remove(other);
            into.Add((one, other));
            old.Remove(one);
            young.Remove(other);
        }
    }
}
