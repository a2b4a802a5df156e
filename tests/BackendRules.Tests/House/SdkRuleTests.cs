using System.Collections.Immutable;
using BackendRules.Build;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Tests;

/// <summary>Where the SDK speaks, we repair: its real findings, and what our repairs leave of them.</summary>
public sealed class SdkRuleTests
{
    private static readonly Lazy<ImmutableArray<DiagnosticAnalyzer>> s_sdk = new(static () =>
        CompilerCall.Load(Directory.GetFiles(Repository.Metadata("NetAnalyzers"), "*NetAnalyzers.dll")));

    [Theory]
    [InlineData("CA2254", """logger.LogInformation($"Order {id} of {sku}");""", """logger.LogInformation("Order {Id} of {Sku}", id, sku);""")]
    [InlineData("CA2253", """logger.LogInformation("Order {0}", id);""", """logger.LogInformation("Order {Id}", id);""")]
    [InlineData("CA1727", """logger.LogInformation("Order {id}", id);""", """logger.LogInformation("Order {Id}", id);""")]
    [InlineData("CA2017", """logger.LogInformation("Order {Id}", id, sku);""", """logger.LogInformation("Order {Id} {Sku}", id, sku);""")]
    [InlineData("CA1848", """logger.LogInformation("Order {Id}", id);""", "[LoggerMessage(")]
    [InlineData("CA2201", """throw new Exception("Nothing there");""", """throw new InvalidOperationException("Nothing there");""")]
    [InlineData("CA2201", """if (id < 0) throw new ApplicationException("Negative");""", """throw new ArgumentException("Negative", nameof(id));""")]
    public async Task What_the_sdk_reports_is_repaired(string id, string statement, string repaired)
    {
        var (document, findings) = await AnalyseAsync(id, statement);
        Assert.Contains(repaired, await Rules.RepairedAsync(document, Assert.Single(findings)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_that_only_the_runtime_should_throw_is_left_to_whoever_reads_the_finding()
    {
        var (document, findings) = await AnalyseAsync("CA2201", "throw new NullReferenceException();");
        Assert.Null(await Rules.RepairedAsync(document, Assert.Single(findings)));
    }

    // It has a type of the same name as Microsoft's, and the SDK's rules then know neither.
    private static IEnumerable<MetadataReference> References => LibraryReferences.All.Where(static reference => reference.Display?.EndsWith("Microsoft.Azure.WebJobs.Host.dll", StringComparison.Ordinal) != true);

    private static async Task<(Document Document, ImmutableArray<Diagnostic> Findings)> AnalyseAsync(string id, string statement)
    {
        using var workspace = new AdhocWorkspace();
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
            .WithSpecificDiagnosticOptions(ImmutableDictionary<string, ReportDiagnostic>.Empty.Add(id, ReportDiagnostic.Warn));
        var document = workspace.AddProject("Sdk", LanguageNames.CSharp).WithCompilationOptions(options).WithMetadataReferences(References).AddDocument("Orders.cs", $$"""
            using System;
            using Microsoft.Extensions.Logging;

            public partial class Orders(ILogger<Orders> logger)
            {
                public void Placed(int id, string sku)
                {
                    {{statement}}
                }
            }
            """);
        var compilation = (await document.Project.GetCompilationAsync())!;
        var analyzers = s_sdk.Value.Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => rule.Id == id)).ToImmutableArray();
        var found = await compilation.WithAnalyzers(analyzers, document.Project.AnalyzerOptions).GetAnalyzerDiagnosticsAsync();
        return (document, found.Where(finding => finding.Id == id).ToImmutableArray());
    }
}
