using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BackendRules.Flow.Tests;

/// <summary>
/// Compiles a text against the running runtime and a small made-up library, and says which lines end a flow. A line in which one flow must end has
/// <c>// flow</c> at its end; no other may, and no second one beside it.
/// </summary>
internal static class FlowTest
{
    private static readonly ImmutableArray<MetadataReference> s_references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(static path => Path.GetFileName(path).StartsWith("System", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll" or "Microsoft.CSharp.dll")
        .Select(static path => (MetadataReference)MetadataReference.CreateFromFile(path))
        .Append(Image(MadeUp.Library))
        .ToImmutableArray();

    public static ModelSet ModelSet { get; } = Flow.ModelSet.Read([("test.taint", MadeUp.Models)]);

    public static void Check(params string[] files) => Check(ModelSet, files);

    public static void Check(ModelSet models, params string[] files)
    {
        var compilation = Compile(files);
        var findings = Solver.Solve(Summaries(compilation, models: models), default);
        var found = findings.Select(static finding => finding.At).Distinct().ToLookup(At);
        var lines = files.SelectMany(static (text, i) => text.Split('\n').Select((line, n) => (At: $"{i}.cs:{n + 1}", Text: line.Trim()))).ToArray();
        var wrong = lines.Where(line => found[line.At].Count() != (line.Text.Contains("// flow") ? 1 : 0)).Select(static line => $"{line.At} {line.Text}").ToArray();
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));

        string At(FlowStep end) => $"{end.File}:{compilation.SyntaxTrees.First(tree => tree.FilePath == end.File).GetText().Lines.GetLinePosition(end.Start).Line + 1}";
    }

    public static IReadOnlyList<FlowFinding> Findings(params string[] files) => Solver.Solve(Summaries(Compile(files)), default);

    /// <summary>
    /// Holds every finding against what a reader sees of it: what it is dangerous as, the member that takes it, the source's words, the texts that it passes, and what precedes it.
    /// </summary>
    public static void Ways(string[] wanted, params string[] files)
    {
        var compilation = Compile(files);
        var ways = Solver.Solve(Summaries(compilation), default).Select(finding =>
            $"{string.Join(",", ModelSet.Sinks.In(finding.SinkKinds))} {finding.Sink}: {finding.Source} | {string.Join(" > ", finding.Steps.Select(Text))}{Before(finding.Prefix)}").ToArray();
        Assert.True(wanted.SequenceEqual(ways), string.Join('\n', ways));

        string Text(FlowStep step) => compilation.SyntaxTrees.First(tree => tree.FilePath == step.File).GetText().ToString(new(step.Start, step.Length));

        static string Before(string prefix) => prefix.Length == 0 ? "" : prefix == Prefix.Settled ? " | settled" : " | behind " + prefix;
    }

    public static List<BodySummary> Summaries(Compilation compilation, CancellationToken cancellation = default, ModelSet? models = null)
    {
        var context = new FlowContext(compilation, models ?? ModelSet, new Host());
        return compilation.SyntaxTrees.SelectMany(tree => context.Summarize(compilation.GetSemanticModel(tree), cancellation)).ToList();
    }

    public static Compilation Compile(params string[] files) => Compile("Test", [], files);

    public static Compilation Compile(string name, Compilation[] below, params string[] files)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var trees = files.Select((text, i) => CSharpSyntaxTree.ParseText(
            text.Contains("class ") || text.Contains("record ") ? "using System; using System.IO; using System.Linq; using System.Text; using System.Threading.Tasks; using System.Collections.Generic; using Lib; " + text : Wrap(text), options, $"{i}.cs"));
        var compilation = CSharpCompilation.Create(name, trees, s_references.Concat(below.Select(static lower => lower.ToMetadataReference())), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        var errors = compilation.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error).ToArray();
        Assert.True(errors.Length == 0, string.Join('\n', errors.AsEnumerable()));
        return compilation;
    }

    private static string Wrap(string body) =>
        "using System; using System.IO; using System.Linq; using System.Text; using System.Threading.Tasks; using System.Collections.Generic; using Lib; class C { static bool Flag; async Task M(object any) { await Task.Yield(); " + body + "\n} }";

    private static MetadataReference Image(string text)
    {
        var core = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)).Select(static path => MetadataReference.CreateFromFile(path));
        var stream = new MemoryStream();
        var result = CSharpCompilation.Create("Lib", [CSharpSyntaxTree.ParseText(text)], core, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(stream);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return MetadataReference.CreateFromImage(stream.ToArray());
    }

    private sealed class Host : FlowHost
    {
        public override EntryParameter? Entry(IMethodSymbol method, IParameterSymbol parameter) =>
            method.ContainingType.Name.EndsWith("Controller", StringComparison.Ordinal) && method.DeclaredAccessibility == Accessibility.Public && parameter.Type.TypeKind != TypeKind.Interface
                ? new EntryParameter(ModelSet.Sources.Find("remote"), $"'{parameter.Name}' from the request") : null;

        public override Filling Fills(INamedTypeSymbol type) => type.Name.EndsWith("PageModel", StringComparison.Ordinal) ? Filling.Visible : type.Name.EndsWith("View", StringComparison.Ordinal) ? Filling.All : Filling.None;

        public override EntryParameter? Bound(IPropertySymbol property) => property.ContainingType.Name is var type && (type.EndsWith("PageModel", StringComparison.Ordinal) || type.EndsWith("View", StringComparison.Ordinal)) ? new EntryParameter(ModelSet.Sources.Find("remote"), $"'{property.Name}' from the form") : null;

        public override bool IsIdle(IOperation condition, bool outcome) => outcome && condition is Microsoft.CodeAnalysis.Operations.IInvocationOperation { TargetMethod.Name: "IsDevelopment" };

        public override bool HasFacts(IAssemblySymbol assembly) => assembly.Name.StartsWith("Lower", StringComparison.Ordinal);

        public override bool Registers(IMethodSymbol method) => method.Name == "MapGet";

        public override EntryParameter? Handler(IMethodSymbol registration, IParameterSymbol parameter) => new(ModelSet.Sources.Find("remote"), $"'{parameter.Name}' from the request");
    }
}
