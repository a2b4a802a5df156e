using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>Findings that are errors by default. The compiler shows a suppressor none of these, so that they are kept beside the compilation for <see cref="OneVoice"/>.</summary>
internal static class Breaking
{
    private static readonly ConditionalWeakTable<Compilation, ConcurrentBag<Diagnostic>> s_kept = new();

    public static void Report(OperationAnalysisContext context, Diagnostic finding)
    {
        context.ReportDiagnostic(finding);
        if (finding.DefaultSeverity == DiagnosticSeverity.Error)
            s_kept.GetValue(context.Compilation, static _ => []).Add(finding);
    }

    /// <summary>Those that the project's settings and its silencing leave.</summary>
    public static IEnumerable<Diagnostic> Of(Compilation compilation) =>
        s_kept.TryGetValue(compilation, out var kept) ? CompilationWithAnalyzers.GetEffectiveDiagnostics(kept, compilation).Where(static finding => !finding.IsSuppressed) : [];
}
