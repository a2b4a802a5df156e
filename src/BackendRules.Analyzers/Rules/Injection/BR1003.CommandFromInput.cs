namespace BackendRules;

/// <summary>BR1003: text of a caller becomes part of a command line.</summary>
public sealed class CommandFromInput : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR1003",
        nameof(CommandFromInput),
        "Programs get their arguments one by one, never as a command line made of input",
        "{0} reaches '{1}' as a command line; name the program yourself, without a shell, and give each argument of its own in 'ArgumentList'",
        Level.Warning)
    {
        Profile = ["CR1", "SB4"],
        Cwe = [78, 88],
        Owasp = ["A03"],
        Asvs = ["1.2.5"],
        TakesBack = ["CA3006"],
        AtEnd = true,
    };

    public CommandFromInput()
        : base(Declared, ["remote", "queue"], "command")
    {
    }
}
