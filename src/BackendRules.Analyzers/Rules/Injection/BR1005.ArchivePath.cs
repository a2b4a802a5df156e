using BackendRules.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>BR1005: an archive decides where its entries are written.</summary>
public sealed class ArchivePath : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR1005",
        nameof(ArchivePath),
        "Archives are extracted under a folder that the program chose",
        "{0} reaches '{1}' as a path; check that the full path stays under the target folder",
        Level.Warning)
    {
        Profile = ["CR1", "SB4"],
        Cwe = [22, 409],
        Owasp = ["A01"],
        Asvs = ["5.2.3", "5.3.3"],
        TakesBack = ["CA5389"],
        AtEnd = true,
    };

    public ArchivePath()
        : base(Declared, ["archive"], "path")
    {
    }

    protected override DiagnosticDescriptor? Telling(Rule rule, FlowFinding finding, Func<SemanticModel> model, AnalyzerOptions options) =>
        FileObject.IsHeldLater(finding, model) ? null : base.Telling(rule, finding, model, options);
}
