using System.Collections.Immutable;

namespace BackendRules.Workspaces;

/// <summary>BRC040 and BRC041 for policies whose name stays and whose demands change: no endpoint says so.</summary>
internal static class PolicyChanges
{
    public static IEnumerable<AccessChange> Report(ChangeLog log, ApiService before, ApiService after, IEnumerable<(ApiEndpoint Before, ApiEndpoint After)> kept)
    {
        var pairs = kept.ToList();
        foreach (var (name, was) in before.Manners.Policies)
        {
            if (!after.Manners.Policies.TryGetValue(name, out var now) || Shift(was.Demands, now.Demands) is not { } shift)
                continue;
            var (old, young) = (was.Demands, now.Demands);
            var (demanded, demands, what) = (Text(old), Text(young), name switch
            {
                PolicyReader.Default => "the default policy",
                PolicyReader.Fallback => "the fallback policy",
                _ when name.StartsWith(PolicyReader.Decider, StringComparison.Ordinal) => name[PolicyReader.Decider.Length..] + ", which decides who may call,",
                _ => "policy " + Shown.Short(name, 60),
            });
            var users = pairs.Where(pair => Asks(pair.Before, name) && Asks(pair.After, name)).ToList();
            var opens = shift == AccessShift.Weakened;
            var level = opens ? ContractLevel.Info : young.Where(demand => !old.Any(other => other.Implies(demand))).All(demand => demand.IsOwn && old.Any(other => other.Kind == demand.Kind)) ? ContractLevel.Potential : ContractLevel.Breaking;
            foreach (var (one, other) in users)
            {
                Subject.Of(log, after.Name, one, other).Report(opens ? "BRC041" : "BRC040", level, Direction.None, $"{char.ToUpperInvariant(what[0])}{what[1..]} demands {demands} instead of {demanded}",
                    new Changed(null, demanded, demands) { Key = "demands of " + name, Place = now.Place });
            }

            yield return new AccessChange(shift, after.Name, what, demanded, demands, users.Exists(static pair => AccessMatrix.Writes(pair.After)), now.Place) { Endpoints = [.. users.Select(static pair => pair.After.ToString())] };
        }
    }

    private static AccessShift? Shift(ImmutableArray<PolicyDemand> old, ImmutableArray<PolicyDemand> young)
    {
        var looser = old.Any(demand => !young.Any(other => other.Implies(demand)));
        var tighter = young.Any(demand => !old.Any(other => other.Implies(demand)));
        return (tighter, looser) switch
        {
            (true, true) => AccessShift.Changed,
            (true, false) => AccessShift.Tightened,
            (false, true) => AccessShift.Weakened,
            _ => null,
        };
    }

    private static bool Asks(ApiEndpoint endpoint, string policy) => endpoint.Access.Rule == AccessRule.Authorized && policy switch
    {
        PolicyReader.Fallback => endpoint.Access.From.StartsWith("fallback", StringComparison.Ordinal),
        PolicyReader.Default => endpoint.Access is { Policies.IsEmpty: true, Roles.IsEmpty: true } && !endpoint.Access.From.StartsWith("fallback", StringComparison.Ordinal),
        _ => endpoint.Access.Policies.Contains(policy),
    };

    private static string Text(IEnumerable<PolicyDemand> demands) => string.Join(" and ", demands);
}
