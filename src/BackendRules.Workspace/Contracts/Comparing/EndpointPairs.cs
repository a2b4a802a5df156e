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
        TakeAlike(old, young, pairs.Moved);
        pairs.Removed.AddRange(old);
        pairs.Added.AddRange(young);
        return pairs;
    }

    /// <summary>What moved and was edited: a handler whose words are nearly the same, where no other comes as close.</summary>
    private static void TakeAlike(List<ApiEndpoint> old, List<ApiEndpoint> young, List<(ApiEndpoint, ApiEndpoint)> into)
    {
        var alike = old.SelectMany(one => young.Where(other => MayBe(one, other)).Select(other => (One: one, Other: other, Likeness: one.Does!.Likeness(other.Does!)))).Where(static pair => pair.Likeness > 0).ToList();
        foreach (var (one, other, likeness) in alike)
        {
            if (alike.Any(pair => ReferenceEquals(pair.One, one) != ReferenceEquals(pair.Other, other) && pair.Likeness >= likeness))
                continue;
            into.Add((one, other));
            old.Remove(one);
            young.Remove(other);
        }
    }

    // Handlers that answer with other things do the same to other things.
    private static bool MayBe(ApiEndpoint one, ApiEndpoint other) =>
        one.Does is not null && other.Does is not null && (one.Does.Type == other.Does.Type || FileOf(one) == FileOf(other)) && one.Style == other.Style && one.Verb == other.Verb && one.Version == other.Version && Success(one) == Success(other) && one.Body?.Type.ToString() == other.Body?.Type.ToString();

    // A type that is renamed mostly stays in its file, or takes the file along to another folder.
    private static string? FileOf(ApiEndpoint endpoint) => Path.GetFileName(endpoint.Place?.File);

    private static string? Success(ApiEndpoint endpoint) => endpoint.Responses.FirstOrDefault(static r => r.Status is >= 200 and < 300)?.Type?.ToString();

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
