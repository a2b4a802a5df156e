using System.Globalization;

namespace BackendRules.Workspaces;

/// <summary>What a change of <c>backendrules.json</c> lets pass: breaking changes that are accepted, and rules on contracts that count less.</summary>
internal static class SettingsDelta
{
    public static bool Wants(string path) => path.Split('/')[^1] == ToolSettings.FileName;

    public static IEnumerable<ReportItem> Of(ChangedText text)
    {
        var (before, after) = (Read(text.Before), Read(text.After));
        var known = before.Accepted.ToHashSet();
        foreach (var accepted in after.Accepted.Where(a => !known.Contains(a)))
        {
            var until = accepted.Until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            yield return Item(text, "suppression-added", accepted.Fingerprint, $"a change of the contract is accepted until {until} by {Shown.Short(accepted.By, 40)}: {Shown.Short(accepted.Reason, 200)}");
        }

        foreach (var part in after.Unstable.Except(before.Unstable, StringComparer.Ordinal))
            yield return Item(text, "severity-lowered", part, $"what breaks callers of {Shown.Short(part, 100)} counts one level less now");

        // A rule that nobody had set judges each change by itself, up to breaking.
        foreach (var (rule, level) in after.Levels.Where(l => l.Value < before.Levels.GetValueOrDefault(l.Key, ContractLevel.Breaking)))
            yield return Item(text, "severity-lowered", rule, $"what {rule} sees counts as '{level.ToString().ToLowerInvariant()}' now");
    }

    // Faults of the file as it is stop the comparison elsewhere; as it was, or in a folder below, it decides nothing.
    private static BreakingSettings Read(string? json)
    {
        try
        {
            return json is null ? new BreakingSettings() : SettingsReader.Read(json, DateOnly.MaxValue.AddDays(-SuppressionFile.MaxDays)).Breaking;
        }
        catch (Fault)
        {
            return new BreakingSettings();
        }
    }

    private static ReportItem Item(ChangedText text, string kind, string subject, string what) =>
        new() { Kind = kind, Level = "warning", Subject = subject, Text = what, File = text.File };
}
