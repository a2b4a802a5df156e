namespace BackendRules;

/// <summary>BR1014: a caller decides a regular expression.</summary>
public sealed class PatternFromInput : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR1014",
        nameof(PatternFromInput),
        "Regular expressions are written by the program",
        "{0} reaches '{1}' as a pattern; escape it with 'Regex.Escape', or give the match a timeout",
        Level.Warning)
    {
        Profile = ["CR1", "SB4"],
        Cwe = [1333, 625],
        Owasp = ["API4"],
        Asvs = ["1.2.9", "1.3.12"],
        AtEnd = true,
    };

    public PatternFromInput()
        : base(Declared, ["remote", "queue"], "regex")
    {
    }
}
