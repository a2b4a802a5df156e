using System.Collections.Immutable;

namespace BackendRules.Workspaces;

/// <summary>Boundaries that weren't there before. A host counts once for the solution; of calls those count by which a project has more, so that what was only moved or renamed is silent.</summary>
internal static class BoundaryComparison
{
    public static ImmutableArray<TrustBoundary> New(ImmutableArray<TrustBoundary> before, ImmutableArray<TrustBoundary> after)
    {
        var hosts = before.Where(static b => b.Kind == BoundaryKind.Host).Select(static b => b.What).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var found = after.Where(b => b.Kind == BoundaryKind.Host && hosts.Add(b.What)).ToList();
        var known = before.Where(static b => b.Kind != BoundaryKind.Host).ToLookup(static b => (b.Kind, b.Project, b.What));
        foreach (var uses in after.Where(static b => b.Kind != BoundaryKind.Host).GroupBy(static b => (b.Kind, b.Project, b.What)))
        {
            var old = known[uses.Key].GroupBy(static b => b.Within).ToDictionary(static g => g.Key, static g => g.Count(), StringComparer.Ordinal);
            var more = uses.Count() - known[uses.Key].Count();
            found.AddRange(uses.Where(use => !old.ContainsKey(use.Within) || --old[use.Within] < 0).Take(Math.Max(more, 0)));
        }

        return [.. found.OrderBy(static b => b.Kind).ThenBy(static b => b.Project, StringComparer.Ordinal).ThenBy(static b => b.What, StringComparer.Ordinal).ThenBy(static b => b.Place?.File, StringComparer.Ordinal).ThenBy(static b => b.Place?.Line)];
    }
}
