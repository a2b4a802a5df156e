namespace BackendRules;

/// <summary>BR3001: a caller reads what an exception says.</summary>
public sealed class ErrorDetails : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR3001",
        nameof(ErrorDetails),
        "Callers get a stable message, logs get the exception",
        "{0} reaches '{1}', which a caller reads; log it and answer with a fixed text",
        Level.Warning)
    {
        Profile = ["CR2"],
        Cwe = [209, 497],
        Owasp = ["API8"],
        Asvs = ["16.5.1"],
        AtEnd = true,
    };

    public ErrorDetails()
        : base(Declared, ["exception"], "response")
    {
    }
}
