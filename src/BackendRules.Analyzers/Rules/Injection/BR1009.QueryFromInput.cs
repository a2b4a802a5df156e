namespace BackendRules;

/// <summary>BR1009: text of a caller becomes part of a query of a document, key-value or graph database.</summary>
public sealed class QueryFromInput : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR1009",
        nameof(QueryFromInput),
        "Values reach a query language as values, never as text of the query",
        "{0} reaches '{1}' as query text; pass it as a value",
        Level.Warning)
    {
        Profile = ["CR1", "SB4", "SB5"],
        Cwe = [943],
        Owasp = ["A03"],
        Asvs = ["1.2.4"],
        AtEnd = true,
    };

    public QueryFromInput()
        : base(Declared, ["remote", "queue"], "nosql", "odata")
    {
    }
}
