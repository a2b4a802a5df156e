using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

using BackendRules.Build;

namespace BackendRules.Tests;

/// <summary>A page whose <c>csharp</c> blocks and named files are followed by a block with the lines that a fact must list.</summary>
internal static class FactPage
{
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration; global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    public static IEnumerable<object[]> Headings(string page) =>
        Fence.Read(Place(page)).Select(static fence => fence.Heading).Distinct().Select(static heading => new object[] { heading });

    public static async Task Holds(string page, string heading, Check check)
    {
        var fences = Fence.Read(Place(page)).Where(fence => fence.Heading == heading).ToList();
        var sources = fences.Where(static fence => fence.Language == "csharp").Select(static fence => Snippet.Wrap(fence.Text).Text).Append(Usings)
            .Select(static text => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest))).ToList();
        var files = fences.Where(static fence => fence.File is not null).Select(static AdditionalText (fence) => new NamedText("/project/" + fence.File!, fence.Text)).ToImmutableArray();
        var kind = sources.Any(static tree => TopLevel.In(tree.ToString())) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        var compilation = CSharpCompilation.Create("Spec", sources, LibraryReferences.All, new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error));
        var findings = await compilation.WithAnalyzers([new RuleAnalyzer(check)], new AnalyzerOptions(files)).GetAnalyzerDiagnosticsAsync();
        Assert.DoesNotContain(findings, static finding => finding.Id == "AD0001");
        var wanted = fences.Single(static fence => fence.Language != "csharp" && fence.File is null).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(string.Join('\n', wanted.Order(StringComparer.Ordinal)), string.Join('\n', findings.Select(static finding => finding.GetMessage()).Order(StringComparer.Ordinal)));
    }

    private sealed class NamedText(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private static string Place(string page) => Path.Combine(Repository.Root, "tests", "BackendRules.Tests", "Facts", page);
}
