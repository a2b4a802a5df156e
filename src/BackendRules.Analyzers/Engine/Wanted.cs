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

    /// <summary>Whether a rule is on in a file.</summary>
    public static bool In(SyntaxTree tree, Rule rule, Compilation compilation, CancellationToken cancellation) => On(Said(rule.Id, compilation, tree, cancellation), rule);

    /// <summary>What settings say of a rule in a file.</summary>
    public static ReportDiagnostic Said(string id, Compilation compilation, SyntaxTree tree, CancellationToken cancellation)
    {
        var severity = ReportDiagnostic.Default;
        var provider = compilation.Options.SyntaxTreeOptionsProvider;
        if (provider?.TryGetDiagnosticValue(tree, id, cancellation, out severity) != true && !compilation.Options.SpecificDiagnosticOptions.TryGetValue(id, out severity))
            provider?.TryGetGlobalDiagnosticValue(id, cancellation, out severity);
        return severity;
    }

    private static bool On(ReportDiagnostic value, Rule rule) =>
        value == ReportDiagnostic.Default ? rule.Level != Level.Off : value != ReportDiagnostic.Suppress;
}
