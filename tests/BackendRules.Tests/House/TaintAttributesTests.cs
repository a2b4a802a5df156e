using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Tests;

/// <summary>The attributes that the package compiles into a project: they fit old languages and say what flows are told by.</summary>
public sealed class TaintAttributesTests
{
    private const string Program = """
        using System;
        using BackendRules;

        public class Reports
        {
            public void Handle([TaintSource] string column, [Untainted] string trusted)
            {
                Run("select " + column);
                Run("select " + Identifier(column));
                Run("select " + trusted);
                if (IsColumn(column))
                    Run("select " + column);
            }

            [TaintSource("remote")]
            public string Read() { return Console.ReadLine(); }

            private void Run([TaintSink("sql")] string statement) { Console.WriteLine(statement.Length); }

            [Sanitizes("sql")]
            private string Identifier(string name) { return "[" + name + "]"; }

            private bool IsColumn([Sanitizes("sql")] string name) { return name.Length == 3; }
        }
        """;

    [Fact]
    public async Task What_they_declare_is_followed()
    {
        var shipped = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", "BackendRules.Analyzers", "build", "TaintAttributes.cs"));
        var old = new CSharpParseOptions(LanguageVersion.CSharp7_3);
        var compilation = CSharpCompilation.Create("Own", [CSharpSyntaxTree.ParseText(shipped, old, "TaintAttributes.cs"), CSharpSyntaxTree.ParseText(Program, old, "Reports.cs")],
            LibraryReferences.All, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.DoesNotContain(compilation.GetDiagnostics(), static found => found.Severity >= DiagnosticSeverity.Warning);
        var findings = await compilation.WithAnalyzers(ImmutableArray.Create(Rules.Analyzer("BR1001"))).GetAnalyzerDiagnosticsAsync();
        var finding = Assert.Single(findings);
        Assert.True(finding.Id == "BR1001", finding.ToString());
        Assert.Equal(Program.IndexOf("\"select \" + column", StringComparison.Ordinal), finding.Location.SourceSpan.Start);
    }
}
