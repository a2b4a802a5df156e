using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Workspaces.Tests;

/// <summary>Small backends in memory, compiled against the libraries of <c>tests/References</c>.</summary>
internal static class Sources
{
    internal const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Net.Http.Json; global using System.Threading; global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration; global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting; global using Microsoft.Extensions.Logging;
        """;

    /// <summary>What pages needn't write.</summary>
    private const string MoreUsings = """
        global using System.ComponentModel.DataAnnotations; global using System.Text.Json; global using System.Text.Json.Serialization; global using Microsoft.AspNetCore.Authorization; global using Microsoft.AspNetCore.Mvc;
        global using Microsoft.AspNetCore.Http.HttpResults; global using Microsoft.AspNetCore.RateLimiting; global using Microsoft.EntityFrameworkCore; global using Asp.Versioning;
        """;

    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Latest);

    private static readonly Lazy<MetadataReference[]> s_libraries = new(static () =>
    {
        MetadataReference[] served = [.. File.ReadAllLines(Metadata("References")).Where(static path => path.Length > 0).Select(static path => (MetadataReference)MetadataReference.CreateFromFile(path))];
        return [.. served, .. new[] { Path.Combine(Root, "tests/Stubs/Amazon.Lambda.Annotations") }.Select(library => CSharpCompilation.Create(Path.GetFileName(library), Directory.GetFiles(library, "*.cs").Select(static path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), s_options)), served, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).ToMetadataReference())];
    });

    public static string Root => Path.GetFullPath(Metadata("Root"));

    public static CodePart Page(string source, string name = "Shop", IReadOnlyList<(string Path, string Text)>? texts = null) =>
        Part([CSharpSyntaxTree.ParseText(Usings + MoreUsings, s_options), CSharpSyntaxTree.ParseText(source.Contains("WebApplication", StringComparison.Ordinal) || !source.Contains("app.Map", StringComparison.Ordinal) || source.Contains("this IEndpoint", StringComparison.Ordinal)
            ? source : "var app = WebApplication.Create(args);\n" + source, s_options, name + ".cs")], name) with { Texts = [.. (texts ?? []).Select(static text => new CodeText(text.Path, text.Path, text.Text))], IsPackage = source.Contains("// a package", StringComparison.Ordinal) };

    public static CodePart Part(string source, string name = "Shop", params CodePart[] below)
    {
        var trees = new[] { CSharpSyntaxTree.ParseText(Usings, s_options), CSharpSyntaxTree.ParseText(source, s_options, name + ".cs") };
        return Part(trees, name, below);
    }

    public static CodePart Part(IReadOnlyList<SyntaxTree> trees, string name, params CodePart[] below)
    {
        var isProgram = trees.Any(static tree => tree.GetCompilationUnitRoot().Members.Any(static member => member is GlobalStatementSyntax));
        var options = new CSharpCompilationOptions(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
        var compilation = CSharpCompilation.Create(name, trees, s_libraries.Value.Concat(below.Select(static part => part.Compilation.ToMetadataReference())), options);
        // Generators don't run here: what one would implement may lack its body.
        var error = compilation.GetDiagnostics().FirstOrDefault(static d => d.Severity == DiagnosticSeverity.Error && d.Id != "CS8795");
        return error is null ? new CodePart(name, compilation, new AnalyzerOptions([]), [.. below.SelectMany(static part => part.Below.Prepend(part)).Distinct()]) : throw new InvalidOperationException(error.ToString());
    }

    public static ApiContract Contract(string source) => Workspaces.Contract.Read([Part(source)]);

    private static CompilationUnitSyntax GetCompilationUnitRoot(this SyntaxTree tree) => (CompilationUnitSyntax)tree.GetRoot();

    private static string Metadata(string key) =>
        typeof(Sources).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
