namespace BackendRules.Workspaces;

/// <summary>The findings of two revisions, told apart by fingerprint.</summary>
internal sealed class FindingDifference
{
    private FindingDifference(IReadOnlyList<Finding> added, IReadOnlyList<Finding> @fixed, IReadOnlyList<Finding> silenced, IReadOnlyList<Finding> unmuted) =>
        (New, Fixed, Silenced, Unmuted) = (added, @fixed, silenced, unmuted);

    /// <summary>Found now and not before.</summary>
    public IReadOnlyList<Finding> New { get; }

    /// <summary>Found before and gone now: neither there nor silenced.</summary>
    public IReadOnlyList<Finding> Fixed { get; }

    /// <summary>Silenced now: counted before, or not there before.</summary>
    public IReadOnlyList<Finding> Silenced { get; }

    /// <summary>Silenced before and counted now.</summary>
    public IReadOnlyList<Finding> Unmuted { get; }

    /// <summary>Compares. Without an earlier result everything is new.</summary>
    public static FindingDifference Of(AnalysisResult? before, AnalysisResult after, IReadOnlyList<FileChange> changes, Func<string, string> shown)
    {
        var earlier = before?.Findings ?? [];
        var renames = changes.Where(static c => c.Kind == "renamed").ToDictionary(c => shown(c.Before!), c => shown(c.Path), StringComparer.Ordinal);
        var gone = changes.Where(static c => c.Kind == "deleted").Select(c => shown(c.Path)).ToHashSet(StringComparer.Ordinal);
        var matches = Matching.Match(
            [.. earlier.Select(Recorded.Of)], [.. after.Findings.Select(Recorded.Of)],
            file => after.Files.Contains(file) || gone.Contains(file) || !file.EndsWith(".cs", StringComparison.OrdinalIgnoreCase),
            file => renames.GetValueOrDefault(file, file));
        var silenced = new List<Finding>();
        var unmuted = new List<Finding>();
        foreach (var (now, then) in matches.Pairs.OrderBy(static p => p.Key))
        {
            var (current, previous) = (after.Findings[now], earlier[then]);
            if (current.Suppressed is not null && previous.Suppressed is null)
                silenced.Add(current);
            else if (current.Suppressed is null && previous.Suppressed is not null)
                unmuted.Add(current);
        }

        var added = matches.New.Select(i => after.Findings[i]).ToList();
        silenced.AddRange(added.Where(static f => f.Suppressed is not null));
        return new FindingDifference(
            [.. added.Where(static f => f.Suppressed is null).Concat(unmuted)],
            [.. matches.Absent.Select(i => earlier[i]).Where(static f => f.Suppressed is null)],
            silenced, unmuted);
    }
}
