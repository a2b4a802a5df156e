namespace BackendRules;

/// <summary>BR1008: text of a caller becomes markup.</summary>
public sealed class MarkupFromInput : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR1008",
        nameof(MarkupFromInput),
        "Text of a caller is encoded before it becomes markup",
        "{0} reaches '{1}' as markup; encode it with 'HtmlEncoder'",
        Level.Warning)
    {
        Profile = ["CR1", "SB4"],
        Cwe = [79],
        Owasp = ["A03"],
        Asvs = ["1.2.1"],
        AtEnd = true,
    };

    public MarkupFromInput()
        : base(Declared, ["remote", "queue"], "html")
    {
    }
}
