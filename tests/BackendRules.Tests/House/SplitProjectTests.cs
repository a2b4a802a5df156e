using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Tests;

/// <summary>
/// The code of specifications in two projects, the one referring to the other's sources as editors do: symbols then have declarations outside of the
/// compilation, where nothing may be asked and nothing reported.
/// </summary>
public sealed class SplitProjectTests
{
    private const string Library = "Library";
    private const string Application = "Application";

    private static readonly CSharpParseOptions s_parsing = new(LanguageVersion.Latest);
    private static readonly SyntaxTree s_usings = Tree(string.Concat(SpecRunner.ImplicitUsings.Select(static name => $"global using {name};\n")), "Usings.cs");

    public static TheoryData<string> All => new(Rules.Checks.Keys.Where(static id => id[2] != '0').Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(All))]
    public async Task No_rule_looks_into_another_project(string id)
    {
        var page = Directory.GetFiles(Path.Combine(Repository.Root, "tests", "BackendRules.Tests", "Rules"), id + ".*.md", SearchOption.AllDirectories).Single();
        foreach (var (library, application) in Case.Read(page).Where(static @case => @case is { NeedsLatest: false, Files: [{ IsSource: true }] }).SelectMany(static @case => Splits(@case.Files[0].Text)).Take(8))
        {
            var findings = await application.WithAnalyzers(ImmutableArray.Create<DiagnosticAnalyzer>(new LiveAnalyzer(), new WholeAnalyzer())).GetAnalyzerDiagnosticsAsync();
            Assert.All(findings, finding => Assert.False(finding.Id == "AD0001", $"{finding.GetMessage()}\n{finding.Descriptor.Description}\n{library}\n-----\n{application.SyntaxTrees.First()}"));
        }
    }

    /// <summary>Each type with what it needs in a library, and the rest beside it, as long as both compile.</summary>
    private static IEnumerable<(string Library, Compilation Application)> Splits(string text)
    {
        var root = (CompilationUnitSyntax)Tree(text, "Spec.cs").GetRoot();
        var types = root.Members.OfType<BaseTypeDeclarationSyntax>().ToArray();
        var needed = types.ToDictionary(static type => type, type => Array.FindAll(types, other => other != type && Names(type).Contains(other.Identifier.ValueText)));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var type in types)
        {
            var below = Closure(type, needed);
            var library = root.RemoveNodes(root.Members.Where(member => !below.Contains(member)), SyntaxRemoveOptions.KeepNoTrivia)!;
            var rest = root.RemoveNodes(below, SyntaxRemoveOptions.KeepNoTrivia)!;
            if (rest.Members.Count == 0 || !seen.Add(library.ToFullString()))
                continue;
            var lower = Compile(Library, $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{Application}\")]", library, []);
            var upper = Compile(Application, "", rest, [lower.ToMetadataReference()]);
            if (IsWhole(lower) && IsWhole(upper))
                yield return (library.ToFullString(), upper);
        }
    }

    private static HashSet<string> Names(SyntaxNode node) => node.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.ValueText).ToHashSet(StringComparer.Ordinal);

    private static HashSet<MemberDeclarationSyntax> Closure(BaseTypeDeclarationSyntax type, Dictionary<BaseTypeDeclarationSyntax, BaseTypeDeclarationSyntax[]> needed)
    {
        var all = new HashSet<MemberDeclarationSyntax>();
        var rest = new Stack<BaseTypeDeclarationSyntax>([type]);
        while (rest.TryPop(out var next))
        {
            if (!all.Add(next))
                continue;
            foreach (var other in needed[next])
                rest.Push(other);
        }

        return all;
    }

    private static CSharpCompilation Compile(string name, string attributes, CompilationUnitSyntax root, MetadataReference[] references)
    {
        var text = root.ToFullString();
        var kind = TopLevel.In(text) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        return CSharpCompilation.Create(name, [Tree(text, name + ".cs"), s_usings, Tree(attributes, name + ".Attributes.cs")], [.. LibraryReferences.All, .. references],
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable, specificDiagnosticOptions: Rules.Checks.Keys.Select(static id => KeyValuePair.Create(id, ReportDiagnostic.Warn))));
    }

    private static bool IsWhole(Compilation compilation) => !compilation.GetDiagnostics().Any(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    private static SyntaxTree Tree(string text, string path) => CSharpSyntaxTree.ParseText(text, s_parsing, path);
}
