using System.Collections.Immutable;
using System.Globalization;

namespace BackendRules.Workspaces;

/// <summary>A difference as a team's settings judge it. Nothing disappears: what is accepted stays in the list, with the reason.</summary>
public static class TeamLevels
{
    /// <summary>The changes with the team's levels and acceptances.</summary>
    public static ImmutableArray<ContractChange> Apply(ImmutableArray<ContractChange> changes, BreakingSettings settings, DateOnly today)
    {
        var unstable = Unstable(settings);
        return [.. changes.Select(change =>
        {
            var judged = IsUnstable(change, unstable) && change.Level > ContractLevel.Info ? change with { Level = change.Level - 1 } : change;
            judged = settings.Levels.TryGetValue(change.Id, out var level) ? change with { Level = Capped(level, change.Confidence) } : judged;
            return settings.Accepted.FirstOrDefault(a => a.Fingerprint == change.Fingerprint && a.Until >= today) is { } accepted
                ? judged with { Level = ContractLevel.Info, Accepted = $"until {Day(accepted.Until)} by {Shown.Short(accepted.By, 40)}: {Shown.Short(accepted.Reason, 200)}" } : judged;
        }).OrderByDescending(static change => change.Level)];
    }

    /// <summary>That changes count less, because all endpoints that they reach are unstable.</summary>
    public static IEnumerable<string> Lowered(ImmutableArray<ContractChange> changes, BreakingSettings settings)
    {
        var unstable = Unstable(settings);
        var count = changes.Count(change => change.Level > ContractLevel.Info && !settings.Levels.ContainsKey(change.Id) && IsUnstable(change, unstable));
        return count == 0 ? [] : [$"{count} {(count == 1 ? "change counts" : "changes count")} one level less, because {ToolSettings.FileName} calls {Shown.Short(string.Join(", ", settings.Unstable), 200)} unstable."];
    }

    /// <summary>What has to be decided again: acceptances whose day is over while the change is still there.</summary>
    public static IEnumerable<string> Expired(ImmutableArray<ContractChange> changes, BreakingSettings settings, DateOnly today) =>
        from accepted in settings.Accepted
        where accepted.Until < today
        from change in changes
        where change.Fingerprint == accepted.Fingerprint
        select $"The acceptance of {change.Id} on {change.Subject} ended on {Day(accepted.Until)}; decide again.";

    /// <summary>What decides nothing any more: acceptances of a change that isn't there. A repository that wasn't seen whole may hide it.</summary>
    public static IEnumerable<string> Orphaned(ImmutableArray<ContractChange> changes, BreakingSettings settings) =>
        from accepted in settings.Accepted
        where !changes.Any(change => change.Fingerprint == accepted.Fingerprint)
        select $"The acceptance of {Shown.Short(accepted.Fingerprint, 40)} by {Shown.Short(accepted.By, 40)} matches no change; take it out of {ToolSettings.FileName}.";

    private static List<UnstablePart> Unstable(BreakingSettings settings) => [.. settings.Unstable.Select(UnstablePart.Of).OfType<UnstablePart>()];

    private static bool IsUnstable(ContractChange change, List<UnstablePart> unstable) =>
        unstable.Count > 0 && change.Endpoints.DefaultIfEmpty(change.Subject).All(endpoint => unstable.Exists(part => part.Has(endpoint)));

    // What isn't known is never breaking, whatever a team calls it.
    private static ContractLevel Capped(ContractLevel level, Confidence confidence) =>
        level == ContractLevel.Breaking && confidence != Confidence.Exact ? ContractLevel.Potential : level;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
