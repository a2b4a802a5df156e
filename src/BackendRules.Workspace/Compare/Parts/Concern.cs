namespace BackendRules.Workspaces;

/// <summary>Which part of the report a rule's findings belong to: as the rule says itself.</summary>
internal static class Concern
{
    private static readonly string[] s_performance = ["CR4", "DB5", "DB6"];

    /// <summary>The part, or <see langword="null"/> for none.</summary>
    public static string? Of(Finding finding) => Of(finding.RuleId);

    /// <summary>The part of a rule, or <see langword="null"/>.</summary>
    public static string? Of(string ruleId)
    {
        if (!RuleSet.Rules.TryGetValue(ruleId, out var rule))
            return null;
        if (rule.Family is Family.Injection or Family.Security)
            return PartNames.Security;
        if (rule.Profile.Intersect(s_performance, StringComparer.Ordinal).Any())
            return PartNames.Performance;
        return rule.Cwe.Length > 0 ? PartNames.Security : null;
    }

    /// <summary>A finding as an item.</summary>
    public static ReportItem Item(Finding finding, string kind) => new()
    {
        Kind = kind,
        Level = kind == "fixed-finding" ? "note" : finding.Level,
        RuleId = finding.RuleId,
        Text = finding.Message,
        File = finding.Location.File,
        Line = finding.Location.Line,
        Fingerprint = finding.Fingerprint,
        Subject = finding.Location.Symbol,
    };
}
