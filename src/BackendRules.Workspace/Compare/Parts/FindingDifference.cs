namespace BackendRules.Workspaces;

/// <summary>The findings of two revisions, told apart by fingerprint.</summary>
internal sealed class FindingDifference
{
    private FindingDifference(IReadOnlyList<Finding> added, IReadOnlyList<Finding> @fixed, IReadOnlyList<Finding> silenced, IReadOnlyList<Finding> unsure) =>
        (New, Fixed, Silenced, Unsure) = (added, @fixed, silenced, unsure);

    /// <summary>Found now and not before.</summary>
    public IReadOnlyList<Finding> New { get; }

    /// <summary>Found before and gone now: neither there nor silenced.</summary>
    public IReadOnlyList<Finding> Fixed { get; }

    /// <summary>Silenced now: counted before, or not there before.</summary>
    public IReadOnlyList<Finding> Silenced { get; }

    /// <summary>Seen in one revision only, in a file that is the same in both, where a revision wasn't seen whole: it may have been there all the time.</summary>
    public IReadOnlyList<Finding> Unsure { get; }

    /// <summary>Compares. Without an earlier result everything is new.</summary>
    public static FindingDifference Of(AnalysisResult? before, AnalysisResult after, IReadOnlyList<FileChange> changes, Func<string, string> shown)
    {
        var earlier = before?.Findings ?? [];
        var renames = changes.Where(static c => c.Kind == "renamed").ToDictionary(c => shown(c.Before!), c => shown(c.Path), StringComparer.Ordinal);
        var deleted = changes.Where(static c => c.Kind == "deleted").Select(c => shown(c.Path)).ToHashSet(StringComparer.Ordinal);
        var matches = Matching.Match(
            [.. earlier.Select(Recorded.Of)], [.. after.Findings.Select(Recorded.Of)],
            file => after.Files.Contains(file) || deleted.Contains(file) || !file.EndsWith(".cs", StringComparison.OrdinalIgnoreCase),
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

        var touched = changes.SelectMany(static c => new[] { c.Path, c.Before }).OfType<string>().Select(shown).ToHashSet(StringComparer.Ordinal);
        var whole = after.Coverage.Complete && before?.Coverage.Complete != false;
        bool Sure(Finding finding) => whole || touched.Contains(finding.Location.File);
        var added = matches.New.Select(i => after.Findings[i]).ToList();
        var gone = matches.Absent.Select(i => earlier[i]).Where(static f => f.Suppressed is null).ToList();
        silenced.AddRange(added.Where(f => f.Suppressed is not null && Sure(f)));
        added.RemoveAll(static f => f.Suppressed is not null);
        return new FindingDifference(
            [.. added.Where(Sure).Concat(unmuted)], [.. gone.Where(Sure)], silenced, [.. added.Concat(gone).Where(f => !Sure(f))]);
    }
}
