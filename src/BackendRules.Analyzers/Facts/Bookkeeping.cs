using System.Text.RegularExpressions;

namespace BackendRules;

/// <summary>Tables and types that record what happened beside the business: audits, logs, sessions, visits, metrics, outboxes, tokens.</summary>
public static class Bookkeeping
{
    private static readonly Regex s_names = new(
        "audit|log(s|entry|entries)?$|session|last_?seen|last_?access|last_?login|last_?active|visit|metric|telemetry|outbox|inbox|histor|view_?count|hits?$|refresh_?token|access_?token|event_?store|cache|statistic|usage|activity",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public static bool Names(string subject) => subject.Length > 0 && s_names.IsMatch(subject);
}
