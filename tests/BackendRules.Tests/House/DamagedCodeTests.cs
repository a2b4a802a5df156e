using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules.Tests;

/// <summary>Code as it is while somebody types, and files as other systems write them: no rule throws, no repair makes it worse.</summary>
public sealed class DamagedCodeTests
{
    private static readonly string s_specs = Path.Combine(Repository.Root, "tests", "BackendRules.Tests", "Rules");

    public static TheoryData<string> All => new(Rules.Checks.Keys.Where(static id => id[2] != '0').Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(All))]
    public async Task No_rule_throws_on_code_that_breaks_off(string id)
    {
        foreach (var text in Firing(id))
        {
            foreach (var part in new[] { 0.97, 0.8, 0.55, 0.3 })
            {
                var (document, findings) = await Analyse(id, text[..(int)(text.Length * part)]);
                foreach (var finding in findings)
                    await Rules.RepairedAsync(document, finding);
            }
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task Windows_line_breaks_change_no_finding_and_survive_repairs(string id)
    {
        foreach (var text in Firing(id))
        {
            var (_, plain) = await Analyse(id, text);
            var windows = text.Replace("\n", "\r\n", StringComparison.Ordinal).TrimEnd();
            var (document, findings) = await Analyse(id, windows);
            Assert.Equal(plain.Length, findings.Length);
            foreach (var finding in findings.Take(3))
            {
                if (await Rules.RepairedAsync(document, finding) is { } repaired)
                    Assert.DoesNotContain('\n', repaired.Replace("\r\n", "", StringComparison.Ordinal));
            }
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_repair_compiles_where_usings_are_not_implicit(string id)
    {
        foreach (var text in Firing(id).Where(static text => !text.StartsWith('#')))
        {
            var usings = string.Concat(SpecRunner.ImplicitUsings.Select(static name => $"using {name};\n"));
            var (document, findings) = await Analyse(id, usings + text, isImplicit: false);
            var before = await Errors(document);
            foreach (var finding in findings.Take(3))
            {
                if (await Rules.RepairedAsync(document, finding) is not { } repaired)
                    continue;
                var errors = await Errors(document.WithText(SourceText.From(repaired)));
                Assert.True(errors.Length <= before.Length, $"{id}: {string.Join("; ", errors.Except(before))}\n{repaired}");
            }
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task Conditional_partial_and_unsafe_code_around_changes_no_finding(string id)
    {
        foreach (var text in Firing(id).Where(static text => !text.StartsWith('#')))
        {
            var (_, plain) = await Analyse(id, text);
            var around = $"#if !NEVER\n{text}\npartial class Around {{ unsafe void Move(int* place) => *place = 1; }}\npartial class Around {{ }}\n#else\nnothing of this is code\n#endif";
            var (document, findings) = await Analyse(id, around);
            Assert.Equal(plain.Length, findings.Length);
            foreach (var finding in findings.Take(2))
            {
                if (await Rules.RepairedAsync(document, finding) is { } repaired)
                    Assert.EndsWith("#else\nnothing of this is code\n#endif", repaired, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_repair_brings_the_imports_that_it_needs()
    {
        const string Text = """
            // A header.
            using Microsoft.AspNetCore.Builder;

            var builder = WebApplication.CreateBuilder(args);
            var app = builder.Build();
            app.UseCors(policy => policy.AllowAnyOrigin().AllowAnyHeader());
            app.Run();
            """;
        var (document, findings) = await Analyse("BR2011", Text, isImplicit: false);
        var repaired = await Rules.RepairedAsync(document, Assert.Single(findings));
        Assert.NotNull(repaired);
        Assert.StartsWith("// A header.\nusing Microsoft.AspNetCore.Builder;\nusing Microsoft.Extensions.Configuration;\n\nvar builder", repaired, StringComparison.Ordinal);
        Assert.Empty(await Errors(document.WithText(SourceText.From(repaired))));
    }

    /// <summary>Two cases with findings that need one source file only.</summary>
    private static IEnumerable<string> Firing(string id) =>
        Case.Read(Directory.GetFiles(s_specs, id + ".*.md", SearchOption.AllDirectories).Single())
            .Where(static @case => @case is { NeedsLatest: false, EditorConfig: null, Files: [{ IsSource: true, Wants.Count: > 0 }] })
            .Select(static @case => @case.Files[0].Text).Take(2);

    private static async Task<(Document Document, ImmutableArray<Diagnostic> Findings)> Analyse(string id, string text, bool isImplicit = true)
    {
        using var workspace = new AdhocWorkspace();
        var kind = TopLevel.In(text) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        var options = new CSharpCompilationOptions(kind, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable)
            .WithSpecificDiagnosticOptions(ImmutableDictionary<string, ReportDiagnostic>.Empty.Add(id, ReportDiagnostic.Warn));
        var project = workspace.AddProject("Spec", LanguageNames.CSharp).WithCompilationOptions(options).WithParseOptions(new CSharpParseOptions(LanguageVersion.Latest))
            .WithMetadataReferences(LibraryReferences.All);
        if (isImplicit)
            project = project.AddDocument("Usings.cs", string.Concat(SpecRunner.ImplicitUsings.Select(static name => $"global using {name};\n"))).Project;
        var document = project.AddDocument("Spec.cs", text);
        var compilation = (await document.Project.GetCompilationAsync())!;
        var findings = await compilation.WithAnalyzers(ImmutableArray.Create(Rules.Analyzer(id)), document.Project.AnalyzerOptions).GetAnalyzerDiagnosticsAsync();
        Assert.DoesNotContain(findings, static finding => finding.Id == "AD0001");
        return (document, findings.Where(static finding => finding.Location.IsInSource).ToImmutableArray());
    }

    private static async Task<ImmutableArray<string>> Errors(Document document) =>
        (await document.GetSemanticModelAsync())!.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => d.GetMessage()).ToImmutableArray();
}
