namespace BackendRules.Workspaces;

/// <summary>
/// Where a revision wasn't seen whole, a difference in a file that is the same in both may be one of sight: it is told, but not as a fact.
/// </summary>
internal sealed class Doubt
{
    private readonly bool _whole;
    private readonly HashSet<string> _touched;
    private readonly Func<string, bool> _unseen;

    public Doubt(RevisionPair pair, AnalysisResult? before, AnalysisResult after)
    {
        _whole = after.Coverage.Complete && before?.Coverage.Complete != false && pair.Revisions.Mode != "approximate";
        _touched = pair.RootChanges.SelectMany(static c => new[] { c.Path, c.Before }).OfType<string>().Select(pair.Show).ToHashSet(StringComparer.Ordinal);
        var deleted = pair.RootChanges.Where(static c => c.Kind == "deleted").Select(c => pair.Show(c.Path)).Concat(pair.RootChanges.Where(static c => c.Kind == "renamed").Select(c => pair.Show(c.Before!))).ToHashSet(StringComparer.Ordinal);
        _unseen = file => !_whole && file.EndsWith(".cs", StringComparison.OrdinalIgnoreCase) && !after.Files.Contains(file) && !deleted.Contains(file);
    }

    /// <summary>The items, the doubtful ones marked and at most potential. What is in a file that is there and couldn't be looked at is not gone, and nothing is known of it.</summary>
    public List<ReportItem> Of(IEnumerable<ReportItem> items) =>
    [
        .. items.Where(item => item.File is null || !_unseen(item.File)).Select(item => _whole || item.File is null || _touched.Contains(item.File) ? item : item with
        {
            Confidence = "unknown",
            Level = item.Level switch { "breaking" => "potential", "error" => "warning", var level => level },
        }),
    ];
}
