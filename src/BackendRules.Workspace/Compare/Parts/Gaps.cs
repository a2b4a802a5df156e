namespace BackendRules.Workspaces;

/// <summary>What takes certainty from the report: projects that weren't seen whole, revisions that couldn't be had, code that couldn't be followed.</summary>
internal static class Gaps
{
    private static readonly IReadOnlyList<string> s_all = PartNames.All;

    public static IEnumerable<ReportGap> Of(RevisionPair pair, AnalysisResult? before, AnalysisResult after, FindingDifference findings, IEnumerable<ReportGap> read)
    {
        if (pair.Revisions.Mode == "approximate")
            yield return new ReportGap("the base", string.Join("; ", pair.Revisions.Notes), "Restore and build the base, or take one that builds.") { Parts = s_all };
        else
        {
            foreach (var note in pair.Revisions.Notes)
                yield return new ReportGap("a revision", note, "Compare where it is there.") { Parts = s_all };
        }

        if (after.Coverage.ProjectsTotal == 0)
            yield return new ReportGap("the solution", "no C# project was loaded", "Name the solution of the C# projects.") { Parts = s_all, IsBlind = true };
        else if (after.Files.Count == 0 && before is { Files.Count: > 0 })
            yield return new ReportGap("the sources", "no file of them could be looked at", "See backend-rules analyze.") { Parts = s_all, IsBlind = true };
        var earlier = before is null ? [] : Reserved(before).ToHashSet();
        var told = Reserved(after).Select(static p => (p.Project, p.Code)).ToHashSet();
        foreach (var problem in Reserved(after))
        {
            yield return new ReportGap(problem.Project ?? "the solution", $"{problem.Code}: {problem.Message}", Remedy(problem.Code)) { Parts = s_all, IsOld = earlier.Contains(problem) };
            earlier.Remove(problem);
        }

        // A project with the same trouble in both, of which an edit moved the count or the line, is one place to look at.
        foreach (var problem in earlier.Where(p => !told.Contains((p.Project, p.Code))))
            yield return new ReportGap(problem.Project ?? "the solution", $"in the base {problem.Code}: {problem.Message}", Remedy(problem.Code)) { Parts = s_all };
        foreach (var unsure in findings.Unsure.GroupBy(static f => Concern.Of(f)).Where(static g => g.Key is not null))
        {
            var rules = string.Join(", ", unsure.Select(static f => f.RuleId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(6));
            yield return new ReportGap($"{unsure.Count()} findings in files that didn't change ({rules})", "one revision wasn't seen whole, so whether they are new or gone isn't known", "Make both revisions compile.") { Parts = [unsure.Key!] };
        }

        foreach (var gap in read)
            yield return gap;
    }

    private static IEnumerable<LoadProblem> Reserved(AnalysisResult result) =>
        result.Coverage.Problems.Where(static p => !p.Code.StartsWith(Coverage.Reserve, StringComparison.Ordinal));

    private static string Remedy(string code) => code switch
    {
        "restore_required" => "Run dotnet restore.",
        "compiler_errors" => "Make it compile.",
        "no_references" => "Install its SDK.",
        _ => "See backend-rules analyze.",
    };
}
