using System.Collections.Immutable;
using BackendRules.Build;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Tests;

/// <summary>The SDK's own rules, in an old version, which the oldest Roslyn loads too.</summary>
internal static class SdkRules
{
    private static readonly Lazy<ImmutableArray<DiagnosticAnalyzer>> s_all = new(static () =>
        CompilerCall.Load(Directory.GetFiles(Repository.Metadata("NetAnalyzers"), "*NetAnalyzers.dll")));

    public static ImmutableArray<DiagnosticAnalyzer> All => s_all.Value;

    /// <summary>Without a library that has a type of the same name as Microsoft's logger: the SDK's rules then know neither.</summary>
    public static IEnumerable<MetadataReference> References => LibraryReferences.All.Where(static reference => reference.Display?.EndsWith("Microsoft.Azure.WebJobs.Host.dll", StringComparison.Ordinal) != true);
}
