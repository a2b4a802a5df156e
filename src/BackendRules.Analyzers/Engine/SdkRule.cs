using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>
/// Whether a rule of the SDK's analyzers speaks by somebody's wish: a raised <c>AnalysisLevel</c>, an <c>.editorconfig</c>. It then says what ours would say of the same place,
/// and ours leaves the word to it; our repair lists its id.
/// </summary>
internal static class SdkRule
{
    private const string Switch = "build_property.EnableNETAnalyzers";

    /// <param name="id">The SDK's rule, such as CA2254.</param>
    /// <param name="context">Where ours would speak.</param>
    public static bool Speaks(string id, OperationAnalysisContext context) => IsWord(Severity(id, context));

    /// <summary>The same for flows, which end anywhere in a file.</summary>
    public static bool Speaks(string id, SemanticModel model, AnalyzerOptions options, CancellationToken cancellation) =>
        IsWord(Severity(id, model.Compilation, options, model.SyntaxTree, cancellation));

    /// <summary>The same for declarations.</summary>
    public static bool Speaks(string id, SymbolAnalysisContext context, SyntaxTree tree) => IsWord(Severity(id, context.Compilation, context.Options, tree, context.CancellationToken));

    /// <summary>The same for rules of ours that break a build: a warning in their place would let it pass.</summary>
    public static bool Breaks(string id, OperationAnalysisContext context) => Severity(id, context) == ReportDiagnostic.Error;

    private static bool IsWord(ReportDiagnostic severity) => severity is ReportDiagnostic.Info or ReportDiagnostic.Warn or ReportDiagnostic.Error;

    private static ReportDiagnostic Severity(string id, OperationAnalysisContext context) => Severity(id, context.Compilation, context.Options, context.Operation.Syntax.SyntaxTree, context.CancellationToken);

    private static ReportDiagnostic Severity(string id, Compilation compilation, AnalyzerOptions options, SyntaxTree tree, CancellationToken cancellation)
    {
        // Severities stay in the compilation where the rules themselves don't run: switched off, of a project that never had them, or in the tool, which runs ours alone.
        if (options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue(Switch, out var on) && !on.Equals("true", StringComparison.OrdinalIgnoreCase))
            return ReportDiagnostic.Default;
        foreach (var file in options.AdditionalFiles)
        {
            if (file is FactsTarget { RunsOthers: false })
                return ReportDiagnostic.Default;
        }

        return Wanted.Said(id, compilation, tree, cancellation);
    }
}
