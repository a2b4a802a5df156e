using BackendRules.Flow;

namespace BackendRules;

/// <summary>BR1007: a caller decides where other callers are sent.</summary>
public sealed class RedirectFromInput : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR1007",
        nameof(RedirectFromInput),
        "Redirects lead to this site or to a host from a list",
        "{0} reaches '{1}' as the target of a redirect; use 'LocalRedirect', or compare the host with a list",
        Level.Warning)
    {
        Profile = ["CR1", "SB4"],
        Cwe = [601],
        Owasp = ["A01"],
        Asvs = ["3.7.2"],
        AtEnd = true,
    };

    public RedirectFromInput()
        : base(Declared, ["remote"], "redirect")
    {
    }

    protected override bool Accepts(FlowFinding finding) => finding.Prefix != Prefix.Settled;
}
