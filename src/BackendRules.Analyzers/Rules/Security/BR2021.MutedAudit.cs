using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>BR2021: known vulnerabilities of packages that nobody will hear of.</summary>
public sealed class MutedAudit : Check
{
    internal static readonly Rule Declared = new(
        "BR2021",
        nameof(MutedAudit),
        "The build tells of known vulnerabilities in packages",
        "'{0}' {1}; {2}",
        Level.Info)
    {
        Profile = ["SB7"],
        Cwe = [1104, 1395],
        Owasp = ["A06"],
        Asvs = ["15.2.1"],
        EndOnly = true,
    };

    public MutedAudit()
        : base(Declared)
    {
    }

    public override void Start(Watch watch) => watch.End(static context =>
    {
        var properties = context.Options.AnalyzerConfigOptionsProvider.GlobalOptions;
        if (Is(properties, "NuGetAudit", "false"))
            Report(context, "NuGetAudit = false", "keeps known vulnerabilities of packages quiet", "take it out, and treat single advisories with 'NuGetAuditSuppress'");
        else if (properties.TryGetValue("build_property.BackendRulesAuditMuted", out var muted) && muted.Trim() is { Length: > 0 } codes)
            Report(context, "NoWarn", $"silences {codes.Replace(" ", ", ")}, and known vulnerabilities of packages with {(codes.IndexOf(' ') < 0 ? "it" : "them")}", "treat single advisories with 'NuGetAuditSuppress'");
        else if (Is(properties, "NuGetAuditLevel", "critical"))
            Report(context, "NuGetAuditLevel = critical", "keeps vulnerabilities of high severity quiet", "set it to 'high' or below, and treat single advisories with 'NuGetAuditSuppress'");
        else if (Is(properties, "NuGetAuditMode", "direct") && AuditsAll(properties) && context.Compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication)
            Report(context, "NuGetAuditMode = direct", "leaves out the packages that packages bring along, which run just the same", "set it to 'all'");
    });

    private static void Report(CompilationAnalysisContext context, string name, string what, string way) =>
        context.ReportDiagnostic(Declared.At(Location.None, name, what, way));

    private static bool Is(AnalyzerConfigOptions properties, string name, string value) =>
        properties.TryGetValue("build_property." + name, out var said) && string.Equals(said.Trim(), value, StringComparison.OrdinalIgnoreCase);

    /// <summary>From .NET 10 on 'all' is the default, so that 'direct' is somebody's decision; before, it is the default itself.</summary>
    private static bool AuditsAll(AnalyzerConfigOptions properties) =>
        properties.TryGetValue("build_property.TargetFramework", out var framework) && framework.StartsWith("net", StringComparison.Ordinal)
        && framework.IndexOf('.') is > 3 and var dot && int.TryParse(framework.Substring(3, dot - 3), out var version) && version >= 10;
}
