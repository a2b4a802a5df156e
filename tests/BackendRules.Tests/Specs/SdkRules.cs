using System.Collections.Immutable;
using BackendRules.Build;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Tests;

/// <summary>The SDK's own rules, in an old version, which the oldest Roslyn loads too.</summary>
internal static class SdkRules
{
    private static readonly Lazy<ImmutableArray<DiagnosticAnalyzer>> s_all = new(static () =>
        CompilerCall.Load(Directory.GetFiles(Repository.Metadata("NetAnalyzers"), "*NetAnalyzers.dll")));

    public static ImmutableArray<DiagnosticAnalyzer> All => s_all.Value;
}
