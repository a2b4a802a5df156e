namespace BackendRules;

/// <summary>BR1017: text of a caller becomes a header of a mail or of a raw request.</summary>
public sealed class HeaderFromInput : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR1017",
        nameof(HeaderFromInput),
        "Headers of mails and raw requests are set by types that know their syntax",
        "{0} reaches '{1}' as a header; parse it first, or strip line breaks",
        Level.Warning)
    {
        Profile = ["CR1", "SB4"],
        Cwe = [93, 113],
        Owasp = ["A03"],
        AtEnd = true,
    };

    public HeaderFromInput()
        : base(Declared, ["remote", "queue"], "header")
    {
    }
}
