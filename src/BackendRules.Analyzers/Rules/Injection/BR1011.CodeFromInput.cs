namespace BackendRules;

/// <summary>BR1011: text of a caller is run, or compiled as a template.</summary>
public sealed class CodeFromInput : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR1011",
        nameof(CodeFromInput),
        "Text of a caller is never run",
        "{0} reaches '{1}' as code; keep code and templates on the server and pass the value as data",
        Level.Warning)
    {
        Profile = ["CR1", "SB4"],
        Cwe = [94, 95, 1336],
        Owasp = ["A03"],
        Asvs = ["1.3.2", "1.3.7"],
        AtEnd = true,
    };

    public CodeFromInput()
        : base(Declared, ["remote", "queue"], "code", "row-filter")
    {
    }
}
