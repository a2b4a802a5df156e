namespace BackendRules.Workspaces;

/// <summary>Marks the findings that the baseline or a suppression accounts for.</summary>
internal static class Accepted
{
    public static (IReadOnlyList<Finding> Findings, int Gone) Mark(
        AnalysisResult result, Baseline? baseline, IReadOnlyList<Suppression> suppressions, DateOnly today)
    {
        var findings = result.Findings.ToArray();
        var gone = 0;
        if (baseline is not null)
        {
            var matches = Matching.Match(
                [.. baseline.Entries.Select(static e => e.Known)],
                [.. findings.Select(Recorded.Of)],
                static _ => true);
            foreach (var index in matches.Pairs.Keys.Where(i => findings[i].Suppressed is null))
                findings[index] = findings[index] with { Status = "unchanged" };
            gone = matches.Absent.Count;
        }

        var trouble = new List<Finding>();
        foreach (var suppression in suppressions)
        {
            var index = Array.FindIndex(findings, f => f.RuleId == suppression.RuleId && f.Fingerprint == suppression.Fingerprint);
            if (!SuppressionFile.Holds(suppression, today))
                trouble.Add(Trouble("BR0004", suppression, "has expired, lasts too long or has no reason; decide again"));
            else if (index < 0)
                trouble.Add(Trouble("BR0005", suppression, "belongs to no finding any more; remove it"));
            else if (findings[index].Suppressed is null)
                findings[index] = findings[index] with { Status = "suppressed", Suppressed = new Silence("external", suppression.Reason) };
        }

        return ([.. findings, .. trouble], gone);
    }

    private static Finding Trouble(string rule, Suppression suppression, string what)
    {
        var print = Trace.Sign([(rule, new Trace("file:suppressions.json", suppression.Fingerprint, "", ""), null)])[0];
        return new Finding
        {
            Fingerprint = "br1:" + print.Primary[..16],
            Fingerprints = print,
            RuleId = rule,
            Level = "warning",
            Category = "house",
            Location = new Place(SuppressionFile.DefaultFile, 1, 1, 1, 1),
            Message = $"The suppression of '{Shown.Short(suppression.RuleId)}' '{Shown.Short(suppression.Fingerprint)}' {what}",
        };
    }
}
