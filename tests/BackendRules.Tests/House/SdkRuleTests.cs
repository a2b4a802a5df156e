using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Tests;

/// <summary>Where the SDK speaks, we repair: its real findings, and what our repairs leave of them.</summary>
public sealed class SdkRuleTests
{
    [Theory]
    [InlineData("CA2254", """logger.LogInformation($"Order {id} of {sku}");""", """logger.LogInformation("Order {Id} of {Sku}", id, sku);""")]
    [InlineData("CA2253", """logger.LogInformation("Order {0}", id);""", """logger.LogInformation("Order {Id}", id);""")]
    [InlineData("CA1727", """logger.LogInformation("Order {id}", id);""", """logger.LogInformation("Order {Id}", id);""")]
    [InlineData("CA2017", """logger.LogInformation("Order {Id}", id, sku);""", """logger.LogInformation("Order {Id} {Sku}", id, sku);""")]
    [InlineData("CA1848", """logger.LogInformation("Order {Id}", id);""", "[LoggerMessage(")]
    [InlineData("CA2201", """throw new Exception("Nothing there");""", """throw new InvalidOperationException("Nothing there");""")]
    [InlineData("CA2201", """if (id < 0) throw new ApplicationException("Negative");""", """throw new ArgumentException("Negative", nameof(id));""")]
    [InlineData("CA5385", "using var key = new System.Security.Cryptography.RSACryptoServiceProvider(1024);", "(3072)")]
    [InlineData("CA5394", "var code = new Random().Next(1000, 9999);", "RandomNumberGenerator.GetInt32(1000, 9999)")]
    [InlineData("CA5359", "using var ssl = new System.Net.Security.SslStream(System.IO.Stream.Null, false, (s, c, h, e) => true);", "Stream.Null, false, null)")]
    [InlineData("CA5397", "var tls = new System.Net.Security.SslClientAuthenticationOptions { EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls };", "SslProtocols.None }")]
    [InlineData("CA5364", "System.Net.ServicePointManager.SecurityProtocol = System.Net.SecurityProtocolType.Tls;", "SecurityProtocolType.SystemDefault;")]
    [InlineData("CA5404", "var token = new Microsoft.IdentityModel.Tokens.TokenValidationParameters { ValidateAudience = false };", "ValidateAudience = true")]
    [InlineData("CA5405", "var token = new Microsoft.IdentityModel.Tokens.TokenValidationParameters { LifetimeValidator = (a, b, c, d) => true, ValidateAudience = true };", "{ ValidateAudience = true }")]
    [InlineData("CA2326", "Newtonsoft.Json.JsonConvert.DeserializeObject(sku, new Newtonsoft.Json.JsonSerializerSettings { TypeNameHandling = Newtonsoft.Json.TypeNameHandling.All });", "TypeNameHandling.None")]
    [InlineData("CA1849", "async System.Threading.Tasks.Task<string> Read() { await System.Threading.Tasks.Task.Yield(); return System.IO.File.ReadAllText(sku); }", "return await System.IO.File.ReadAllTextAsync(sku)")]
    [InlineData("CA1849", "async System.Threading.Tasks.Task Rest() { System.Threading.Tasks.Task.Delay(id).Wait(); await System.Threading.Tasks.Task.Yield(); }", "{ await System.Threading.Tasks.Task.Delay(id);")]
    public async Task What_the_sdk_reports_is_repaired(string id, string statement, string repaired)
    {
        var (document, findings) = await AnalyseAsync(id, statement);
        Assert.Contains(repaired, await Rules.RepairedAsync(document, Assert.Single(findings)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CA5397", "var old = new System.Net.Security.SslClientAuthenticationOptions().EnabledSslProtocols == System.Security.Authentication.SslProtocols.Tls;")]
    [InlineData("CA5394", "var share = new Random().NextDouble();")]
    public async Task What_would_mean_something_else_is_left(string id, string statement)
    {
        var (document, findings) = await AnalyseAsync(id, statement);
        Assert.Null(await Rules.RepairedAsync(document, Assert.Single(findings)));
    }

    [Fact]
    public async Task An_exception_that_only_the_runtime_should_throw_is_left_to_whoever_reads_the_finding()
    {
        var (document, findings) = await AnalyseAsync("CA2201", "throw new NullReferenceException();");
        Assert.Null(await Rules.RepairedAsync(document, Assert.Single(findings)));
    }

    private static async Task<(Document Document, ImmutableArray<Diagnostic> Findings)> AnalyseAsync(string id, string statement)
    {
        using var workspace = new AdhocWorkspace();
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
            .WithSpecificDiagnosticOptions(ImmutableDictionary<string, ReportDiagnostic>.Empty.Add(id, ReportDiagnostic.Warn));
        var document = workspace.AddProject("Sdk", LanguageNames.CSharp).WithCompilationOptions(options).WithMetadataReferences(SdkRules.References).AddDocument("Orders.cs", $$"""
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
        var analyzers = SdkRules.All.Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => rule.Id == id)).ToImmutableArray();
        var found = await compilation.WithAnalyzers(analyzers, document.Project.AnalyzerOptions).GetAnalyzerDiagnosticsAsync();
        return (document, found.Where(finding => finding.Id == id).ToImmutableArray());
    }
}
