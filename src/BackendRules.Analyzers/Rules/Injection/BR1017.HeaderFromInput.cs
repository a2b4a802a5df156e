using BackendRules.Flow;

namespace BackendRules;

/// <summary>BR1017: text of a caller becomes part of a header, where it can begin another one.</summary>
public sealed class HeaderFromInput : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR1017",
        nameof(HeaderFromInput),
        "Headers are set by types that know their syntax",
        "{0} reaches '{1}' as part of a header, and can begin another one; use the type that knows the header's syntax, or take line breaks and separators out first",
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

    /// <summary>The path of a request is percent-encoded as text, so that a link to the next page made of it is one link.</summary>
    protected override bool Accepts(FlowFinding finding) => finding.Source != "the request path";
}
