namespace BackendRules;

/// <summary>BR1001: text of a caller becomes part of an SQL statement.</summary>
public sealed class SqlFromInput : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR1001",
        nameof(SqlFromInput),
        "Values reach a database as parameters, never as SQL text",
        "{0} reaches '{1}' as SQL text; pass it as a parameter",
        Level.Warning)
    {
        Profile = ["CR1", "SB4", "SB5"],
        Cwe = [89],
        Owasp = ["A03"],
        Asvs = ["1.2.4"],
        TakesBack = ["CA2100", "CA3001", "EF1002", "EF1003"],
        AtEnd = true,
    };

    public SqlFromInput()
        : base(Declared, ["remote", "queue"], "sql")
    {
    }
}
