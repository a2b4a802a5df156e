using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>Which rules anybody wants in this compilation: a rule that is off everywhere must not cost anything.</summary>
internal sealed class Wanted(Compilation compilation, CancellationToken cancellation)
{
    public bool Includes(Rule rule)
    {
        if (rule.Id == "BR0001")
            return true;
        var options = compilation.Options;
        if (options.SpecificDiagnosticOptions.TryGetValue(rule.Id, out var specific))
            return specific != ReportDiagnostic.Suppress;
        var provider = options.SyntaxTreeOptionsProvider;
        if (provider is null)
            return rule.Level != Level.Off;
        var globally = provider.TryGetGlobalDiagnosticValue(rule.Id, cancellation, out var global) ? On(global, rule) : rule.Level != Level.Off;
        if (globally)
            return true;
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (provider.TryGetDiagnosticValue(tree, rule.Id, cancellation, out var local) && On(local, rule))
                return true;
        }

        return false;
    }

    private static bool On(ReportDiagnostic value, Rule rule) =>
        value == ReportDiagnostic.Default ? rule.Level != Level.Off : value != ReportDiagnostic.Suppress;
}
