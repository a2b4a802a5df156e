using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Build;

/// <summary>A generated backend that grows tenfold twice, in one compilation: whether the cost of a line stays what it is, and whether every planted flow is found and nothing beside it.</summary>
internal static class Growth
{
    /// <summary>What the rules of injection said of a generated backend.</summary>
    /// <param name="Planted">Flows that are in it.</param>
    /// <param name="Missed">Of these the lines of those that were not reported.</param>
    /// <param name="Beside">Findings on other lines.</param>
    /// <param name="Cut">Bodies that were not followed to their end (BR0003).</param>
    public sealed record Result(int Planted, IReadOnlyList<string> Missed, IReadOnlyList<string> Beside, int Cut);

    public static int Run()
    {
        var references = References();
        var passed = true;
        // The runtime compiles what it will need.
        Measure(Compiled(5_000, references));
        Console.WriteLine("| Lines | Files | Compile ms | Analyzers ms | Share | ms for 1,000 lines | Peak MB | Planted | Found | Beside | Cut |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var lines in new[] { 5_000, 50_000, 500_000 })
        {
            var compilation = Compiled(lines, references);
            var real = compilation.SyntaxTrees.Sum(static tree => tree.GetText().Lines.Count);
            var (compile, analyze, result) = Measure(compilation);
            using var process = Process.GetCurrentProcess();
            Console.WriteLine($"| {real:N0} | {compilation.SyntaxTrees.Length:N0} | {compile:N0} | {analyze:N0} | {analyze / compile:P0} | {analyze / real * 1000:N1} | {process.PeakWorkingSet64 / 1_048_576:N0} | {result.Planted:N0} | {result.Planted - result.Missed.Count:N0} | {result.Beside.Count:N0} | {result.Cut:N0} |");
            foreach (var line in result.Missed.Select(static line => "missed: " + line).Concat(result.Beside).Take(10))
                Console.Error.WriteLine(line);
            passed &= result.Missed.Count == 0 && result.Beside.Count == 0;
        }

        return passed ? 0 : 1;
    }

    /// <summary>The generated backend as one compilation with nothing bound yet.</summary>
    public static CSharpCompilation Compiled(int lines, IEnumerable<MetadataReference> references) => CSharpCompilation.Create(
        "Shop",
        PlantedBackend.Files(lines).Select(static file => CSharpSyntaxTree.ParseText(file.Text, new CSharpParseOptions(LanguageVersion.Latest), file.Name)),
        references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>What of the findings lies on planted lines.</summary>
    public static Result Read(Compilation compilation, IEnumerable<Diagnostic> findings)
    {
        var planted = compilation.SyntaxTrees.SelectMany(static tree => tree.GetText().Lines.Where(static line => line.ToString().EndsWith("// planted", StringComparison.Ordinal)).Select(line => (tree.FilePath, line.LineNumber))).ToHashSet();
        var found = new HashSet<(string FilePath, int LineNumber)>();
        var beside = new List<string>();
        var cut = 0;
        foreach (var finding in findings)
        {
            if (finding.Id == "BR0003")
                cut++;
            if (!finding.Id.StartsWith("BR1", StringComparison.Ordinal) && finding.Id != "AD0001")
                continue;
            var at = (finding.Location.SourceTree?.FilePath ?? "", finding.Location.GetLineSpan().StartLinePosition.Line);
            if (planted.Contains(at))
                found.Add(at);
            else
                beside.Add(finding.ToString());
        }

        return new Result(planted.Count, planted.Except(found).Select(static at => $"{at.FilePath}({at.LineNumber + 1})").ToArray(), beside, cut);
    }

    private static (double Compile, double Analyze, Result Result) Measure(CSharpCompilation compilation)
    {
        var compile = Cpu(() => Fresh(compilation).Emit(Stream.Null));
        var zero = Cpu(() => Findings(Fresh(compilation), [new EmptyAnalyzer()]));
        var found = ImmutableArray<Diagnostic>.Empty;
        var ours = Cpu(() => found = Findings(Fresh(compilation), [new LiveAnalyzer(), new WholeAnalyzer()]));
        return (compile, ours - zero, Read(compilation, found));
    }

    private static CSharpCompilation Fresh(CSharpCompilation compilation) => CSharpCompilation.Create(compilation.AssemblyName, compilation.SyntaxTrees, compilation.References, compilation.Options);

    private static ImmutableArray<Diagnostic> Findings(CSharpCompilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var driver = compilation.WithAnalyzers(analyzers, new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        var found = driver.GetAnalyzerDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult();
        compilation.Emit(Stream.Null);
        return found;
    }

    private static double Cpu(Action run)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        run();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMilliseconds;
    }

    private static IReadOnlyList<MetadataReference> References() =>
        File.ReadAllLines(Tree.At("tests/References/bin/references.txt")).Select(static path => (MetadataReference)MetadataReference.CreateFromFile(path)).ToArray();
}
