namespace BackendRules;

/// <summary>BR4007: text of a caller becomes the template or the plain text of a log.</summary>
public sealed class LogForging : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR4007",
        nameof(LogForging),
        "Text of a caller is an argument of a log message, never its template",
        "{0} reaches '{1}' as log text; make it an argument of a constant template",
        Level.Info)
    {
        Profile = ["CR5"],
        Cwe = [117],
        Owasp = ["A09"],
        Asvs = ["16.4.1"],
        AtEnd = true,
    };

    public LogForging()
        : base(Declared, ["remote", "queue"], "log")
    {
    }
}
