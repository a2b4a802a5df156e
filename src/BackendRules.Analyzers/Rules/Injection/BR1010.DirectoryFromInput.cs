namespace BackendRules;

/// <summary>BR1010: text of a caller becomes part of an LDAP filter or an XPath expression.</summary>
public sealed class DirectoryFromInput : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR1010",
        nameof(DirectoryFromInput),
        "Values are encoded before they become part of a filter or a path expression",
        "{0} reaches '{1}' as part of a filter; encode it, or use variables",
        Level.Warning)
    {
        Profile = ["CR1", "SB4"],
        Cwe = [90, 643],
        Owasp = ["A03"],
        Asvs = ["1.2.6", "1.2.7"],
        TakesBack = ["CA3005", "CA3008"],
        AtEnd = true,
    };

    public DirectoryFromInput()
        : base(Declared, ["remote", "queue"], "ldap", "xpath")
    {
    }
}
