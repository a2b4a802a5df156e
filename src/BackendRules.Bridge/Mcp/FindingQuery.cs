using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>A page of a run's findings. Runs don't change, so a page is the same whenever it is asked for.</summary>
internal sealed class FindingQuery
{
    private readonly Run _run;
    private readonly List<Finding> _all;
    private readonly GroupWord _group;
    private readonly int _limit;
    private readonly int _offset;
    private readonly string _owner;

    public FindingQuery(Run run, AnalyzeOptions filter, IReadOnlyList<string> status, GroupWord group, int limit, string? cursor)
    {
        _run = run;
        _group = group;
        _limit = limit;
        _owner = string.Join('|', run.RunId, string.Join(',', filter.Rules), string.Join(',', filter.Categories), string.Join(',', filter.Files), filter.MinLevel, string.Join(',', status), group);
        _offset = Cursor.Read(cursor, _owner);
        _all = [.. run.Findings.Where(f => f.Rank >= Levels.Rank(filter.MinLevel) && filter.Chooses(f) && (status.Count == 0 || status.Contains(f.Status)))
            .OrderBy(static f => f.Status == "new" ? 0 : 1).ThenByDescending(static f => f.Rank)];
    }

    public static FindingQuery Of(Run run, int limit) => new(run, new AnalyzeOptions(), [], GroupWord.None, limit, null);

    public RunAnswer Answer()
    {
        var answer = new RunAnswer(_run.RunId, _run.State) { Counts = _run.Counts };
        if (_group == GroupWord.None)
            return Paged(answer, _limit, null);
        var groups = _all.GroupBy(f => _group == GroupWord.Rule ? f.RuleId : f.Location.File)
            .Select(static g => new FindingGroup(g.Key, g.Count(), g.Count(static f => f.Status == "new"), FindingRow.Of(g.First())))
            .OrderByDescending(static g => g.Count).ThenBy(static g => g.Key, StringComparer.Ordinal).ToList();
        var page = groups.Skip(_offset).Take(Math.Min(_limit, 30)).ToList();
        return answer with { Groups = page, Paging = Page(page.Count, groups.Count, null) };
    }

    /// <summary>Takes rows away from the end until the result is small enough.</summary>
    public RunAnswer Fit(RunAnswer answer)
    {
        for (var rows = answer.Findings?.Count ?? 0; rows > 0 && Bridge.Answer.Size(answer) > Bridge.Answer.MaxCharacters - 3_000; rows--)
            answer = Paged(answer, rows - 1, "bytes");
        return answer;
    }

    private RunAnswer Paged(RunAnswer answer, int limit, string? cut)
    {
        var page = _all.Skip(_offset).Take(limit).Select(FindingRow.Of).ToList();
        return answer with { Findings = page, Paging = Page(page.Count, _all.Count, cut) };
    }

    private Paging Page(int returned, int total, string? cut)
    {
        var next = _offset + returned;
        return new Paging(returned, total, next < total ? Cursor.Make(_owner, next) : null, next < total ? cut ?? "limit" : null);
    }
}
