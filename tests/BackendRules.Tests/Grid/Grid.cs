using System.Collections.Immutable;
using BackendRules.Build;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Tests;

/// <summary>A program of the grid: what it is made of, and the rule that must speak of it, or must not.</summary>
internal sealed record GridCase(string Name, string Rule, bool Fires, string Text);

/// <summary>Small programs, one of each pair that counts, each in a namespace and a file of its own, analysed as one compilation.</summary>
internal static class Grid
{
    private const string Head = "using Dapper;\nusing Microsoft.AspNetCore.Mvc;\nusing Microsoft.EntityFrameworkCore;\n\n";
    private const string Data = "public class Row { public int Id { get; set; } }\npublic class Db : DbContext { public DbSet<Row> Rows => Set<Row>(); }\n";

    public static IReadOnlyList<GridCase> Cases() => FlowGrid.Programs().Select(static (program, number) =>
    {
        var (source, carrier, guard, sink, fires) = program;
        var body = $"string input = {source.Given};\n{carrier.Code}\n{guard?.Code}\n{sink.Code}";
        var name = $"{source.Name} | {carrier.Name}{(guard is null ? "" : " | " + guard.Name)} | {sink.Name}";
        return new GridCase(name, sink.Rules[0], fires, $"{Head}namespace Case{number}\n{{\n{source.Around(body)}\n{source.Types}\n{carrier.Types}\n{guard?.Types}\n{Data}}}\n");
    }).ToArray();

    /// <summary>The cases that come out otherwise than they should, and programs that don't compile.</summary>
    public static async Task<IReadOnlyList<string>> Wrong(IReadOnlyList<GridCase> cases)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var trees = cases.Select((one, i) => CSharpSyntaxTree.ParseText(one.Text, options, $"/0/Case{i}.cs")).ToList();
        trees.Add(CSharpSyntaxTree.ParseText(string.Join('\n', SpecRunner.ImplicitUsings.Select(static name => $"global using {name};")), options, "/0/Usings.cs"));
        var compilation = CSharpCompilation.Create("Grid", trees, LibraryReferences.All, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        var broken = compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => $"does not compile: {Of(diagnostic).Name}: {diagnostic.GetMessage()}").Distinct().ToArray();
        if (broken.Length > 0)
            return broken;
        var host = compilation.WithAnalyzers(ImmutableArray.Create<DiagnosticAnalyzer>(new LiveAnalyzer(), new WholeAnalyzer()));
        var seen = (await host.GetAnalyzerDiagnosticsAsync()).ToLookup(diagnostic => diagnostic.Location.SourceTree?.FilePath ?? "", static diagnostic => diagnostic.Id);
        return seen[""].Where(static id => id == "AD0001").Select(static id => id + " was reported")
            .Concat(cases.Select((one, i) => (one, fired: seen[$"/0/Case{i}.cs"].Contains(one.Rule))).Where(static pair => pair.fired != pair.one.Fires)
                .Select(static pair => $"{pair.one.Rule} {(pair.fired ? "speaks" : "is silent")}: {pair.one.Name}")).ToArray();

        GridCase Of(Diagnostic diagnostic) => cases[int.Parse(Path.GetFileNameWithoutExtension(diagnostic.Location.SourceTree!.FilePath)["Case".Length..], System.Globalization.CultureInfo.InvariantCulture)];
    }
}
