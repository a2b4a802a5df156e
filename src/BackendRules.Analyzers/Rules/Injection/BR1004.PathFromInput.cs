using BackendRules.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>BR1004: text of a caller becomes a path.</summary>
public sealed class PathFromInput : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR1004",
        nameof(PathFromInput),
        "Paths stay under a folder that the program chose",
        "{0} reaches '{1}' as a path; take 'Path.GetFileName' of it, or check that the full path stays under its folder",
        Level.Warning)
    {
        Profile = ["CR1", "SB4"],
        Cwe = [22, 23, 73],
        Owasp = ["A01"],
        Asvs = ["5.3.2"],
        TakesBack = ["CA3003", "CA3011"],
        AtEnd = true,
    };

    public PathFromInput()
        : base(Declared, ["remote", "queue"], "path")
    {
    }

    protected override DiagnosticDescriptor? Telling(Rule rule, FlowFinding finding, Func<SemanticModel> model, AnalyzerOptions options) =>
        FileObject.IsHeldLater(finding, model) ? null : base.Telling(rule, finding, model, options);
}
