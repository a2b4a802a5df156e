namespace BackendRules.Workspaces;

/// <summary>Puts a part together: order, counts and the status that what is unresolved leaves it.</summary>
internal sealed class PartBuilder(IReadOnlyList<ReportGap> gaps)
{
    public ReportPart Make(string name, IReadOnlyList<ReportItem> items, IReadOnlyList<string>? notes = null)
    {
        var own = gaps.Where(g => g.Parts.Contains(name)).ToList();
        var ordered = items.OrderByDescending(static i => i.Rank).ToList();
        return new ReportPart
        {
            Name = name,
            Title = PartNames.Title(name),
            Status = ReportPart.StatusOf(!own.Exists(static g => g.IsBlind), own.Count, items.Count),
            Counts = Counted(name, ordered),
            Items = ordered,
            Notes = [.. notes ?? [], .. own.Count > 0 ? [Wording(name, own, items.Count)] : Array.Empty<string>()],
        };
    }

    private static SortedDictionary<string, int> Counted(string name, List<ReportItem> items) => new(
        items.GroupBy(item => name switch
        {
            PartNames.Breaking => item.Accepted is null ? item.Level : "accepted",
            PartNames.Schema => item.Level switch { "error" => "destructive", "warning" => "risky", _ => "safe" },
            PartNames.Endpoints => item.Kind["endpoint-".Length..],
            _ => item.Kind switch
            {
                "new-finding" => "new",
                "fixed-finding" => "fixed",
                "suppression-added" or "severity-lowered" => "suppressions",
                "finding-silenced" => "silenced",
                "access-new-open" or "access-opened" or "access-weakened" => "opened",
                "access-changed" or "access-tightened" or "access-closed" => "access",
                var kind when kind.StartsWith("dependency", StringComparison.Ordinal) => "dependencies",
                var kind when kind.StartsWith("boundary", StringComparison.Ordinal) => "boundaries",
                var kind when kind.StartsWith("setting", StringComparison.Ordinal) => "settings",
                var kind when kind.StartsWith("index", StringComparison.Ordinal) => "indexes",
                "cache-lost" or "cache-changed" => "caches",
                "rate-limit-lost" or "rate-limit-changed" => "limits",
                _ => "endpoints",
            },
        }).ToDictionary(static g => g.Key, static g => g.Count()), StringComparer.Ordinal);

    private static string Wording(string name, List<ReportGap> own, int items)
    {
        if (own.Exists(static g => g.IsBlind))
            return "It could not be looked at (see the list).";
        var places = own.Count == 1 ? "1 thing" : $"{own.Count} things";
        var old = own.All(static g => g.IsOld) ? ", as before the change" : "";
        var what = name switch
        {
            PartNames.Endpoints => "change of endpoints",
            PartNames.Schema => "change of the schema",
            PartNames.Security => "security consideration",
            PartNames.Breaking => "breaking change",
            _ => "performance implication",
        };
        return items == 0
            ? $"No {what} found. {places} could not be resolved{old} (see the list), so this is not a guarantee."
            : $"{places} could not be resolved{old} (see the list): there may be more.";
    }
}
