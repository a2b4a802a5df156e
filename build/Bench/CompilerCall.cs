using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules.Build;

/// <summary>One project's compilation, as its build calls the compiler.</summary>
internal sealed class CompilerCall
{
    private readonly CSharpCompilation _compilation;

    private CompilerCall(string name, string[] arguments, string folder)
    {
        Name = name;
        Arguments = arguments;
        Folder = folder;
        var parsed = CSharpCommandLineParser.Default.Parse(arguments, folder, sdkDirectory: null);
        var trees = parsed.SourceFiles.Select(file => CSharpSyntaxTree.ParseText(
            SourceText.From(File.ReadAllText(file.Path), System.Text.Encoding.UTF8), parsed.ParseOptions, file.Path));
        var references = parsed.MetadataReferences.Select(static reference =>
            (MetadataReference)MetadataReference.CreateFromFile(reference.Reference, reference.Properties));
        var compilation = CSharpCompilation.Create(parsed.CompilationName, trees, references, parsed.CompilationOptions
            .WithSpecificDiagnosticOptions([]).WithGeneralDiagnosticOption(ReportDiagnostic.Default));
        var generators = parsed.AnalyzerReferences.Where(static reference => File.Exists(reference.FilePath))
            .SelectMany(static reference => new AnalyzerFileReference(reference.FilePath, Loader.Instance).GetGenerators(LanguageNames.CSharp)).ToArray();
        CSharpGeneratorDriver.Create(generators, parseOptions: parsed.ParseOptions).RunGeneratorsAndUpdateCompilation(compilation, out var full, out _);
        _compilation = (CSharpCompilation)full;
        Lines = _compilation.SyntaxTrees.Sum(static tree => tree.GetText().Lines.Count);
        AnalyzerFiles = parsed.AnalyzerReferences.Select(static reference => reference.FilePath).ToArray();
    }

    public string Name { get; }

    public string[] Arguments { get; }

    public string Folder { get; }

    public int Lines { get; }

    /// <summary>The analyzers that the project itself references, the SDK's among them.</summary>
    public IReadOnlyList<string> AnalyzerFiles { get; }

    /// <summary>Builds a solution or project once and reads how it called the compiler.</summary>
    public static IReadOnlyList<CompilerCall> Capture(string target)
    {
        var folder = Path.Combine(Tree.Artifacts, "calls");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        Shell.Capture("dotnet", Path.GetDirectoryName(target)!, "build", target, "--no-incremental", "-v", "q", "--nologo",
            $"-p:CustomAfterMicrosoftCommonTargets={Tree.At("build/Bench/capture.targets")}", $"-p:BackendRulesCalls={folder}", "-p:ProvideCommandLineArgs=true");
        return Directory.GetFiles(folder, "*.rsp").Order(StringComparer.Ordinal).Select(Read).ToArray();
    }

    /// <summary>The same compilation with nothing bound yet.</summary>
    public CSharpCompilation Fresh() =>
        CSharpCompilation.Create(_compilation.AssemblyName, _compilation.SyntaxTrees, _compilation.References, _compilation.Options);

    private static CompilerCall Read(string file)
    {
        var lines = File.ReadAllLines(file);
        return new CompilerCall(Path.GetFileNameWithoutExtension(file), lines[1..], lines[0]);
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public static readonly Loader Instance = new();

        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }

    /// <summary>The analyzers of some assemblies.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Load(IEnumerable<string> files) =>
        files.SelectMany(static file => new AnalyzerFileReference(file, Loader.Instance).GetAnalyzers(LanguageNames.CSharp)).ToImmutableArray();
}
