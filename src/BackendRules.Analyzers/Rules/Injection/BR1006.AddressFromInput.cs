using BackendRules.Flow;

namespace BackendRules;

/// <summary>BR1006: a caller decides which host the server asks.</summary>
public sealed class AddressFromInput : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR1006",
        nameof(AddressFromInput),
        "A caller never decides which host the server asks",
        "{0} reaches '{1}' as an address; fix scheme and host, or compare the host with a list",
        Level.Warning)
    {
        Profile = ["CR1", "SB4"],
        Cwe = [918],
        Owasp = ["API7"],
        Asvs = ["1.3.6", "13.2.4"],
        AtEnd = true,
    };

    public AddressFromInput()
        : base(Declared, ["remote"], "ssrf")
    {
    }

    protected override bool Accepts(FlowFinding finding) => finding.Prefix != Prefix.Settled;
}
