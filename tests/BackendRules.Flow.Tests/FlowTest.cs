using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BackendRules.Flow.Tests;

/// <summary>
/// Compiles a text against the running runtime and a small made-up library, and says which lines end a flow. A line that must be found ends with
/// <c>// flow</c>; no other line may be.
/// </summary>
internal static class FlowTest
{
    private const string Library = """
        using System;
        namespace Lib
        {
            public static class Web { public static string Input(string name) => name; public static Dto Body() => new(); public static System.Collections.Generic.List<string> Many() => new(); }
            public class Dto { public string Name { get; set; } public Dto Inner { get; set; } public int Count { get; set; } public System.Collections.Generic.List<string> Tags { get; set; } }
            public static class Db { public static void Run(string sql) { } public static void Fetch(string url) { } public static void File(string path) { } public static void Go(object what) { } }
            public static class Safe { public static string Quote(string text) => text; }
        }
        """;

    private const string Models = """
        source remote Lib.Web.{Input,Body,Many} "the request"
        sink sql Lib.Db.Run(sql)
        sink ssrf Lib.Db.Fetch(url)
        sink path Lib.Db.File(path)
        clean sql Lib.Safe.Quote
        clean unresolved-path System.IO.Path.GetFullPath
        guard sql System.Uri.IsWellFormedUriString(uriString)
        guard * System.Int32.TryParse(s)
        guard * System.String.IsNullOrEmpty(value)
        pass System.Collections.Generic.ICollection.{Add,Push}(item -> this[*])
        pass System.Collections.Generic.List.AddRange(collection[*] -> this[*])
        pass System.Collections.Generic.{Dictionary,List,HashSet}.GetEnumerator(this -> return)
        pass System.Collections.Generic.IEnumerable.GetEnumerator(this -> return)
        pass System.Collections.Generic.IEnumerator.Current(this[*] -> return)
        pass System.Collections.Generic.List+Enumerator.Current(this[*] -> return)
        pass System.Collections.Generic.Dictionary.TryGetValue(this[*] -> value)
        pass System.Collections.Generic.Dictionary.Add(value -> this[*])
        pass System.Text.StringBuilder.{Append,AppendLine,Insert}(value -> this)
        pass System.Text.StringBuilder.{Append,AppendLine}(handler -> this)
        pass System.Text.StringBuilder.ToString(this -> return)
        pass System.String.Join(values[*] -> return, value[*] -> return)
        pass System.Linq.Enumerable.{Select,SelectMany}(source[*] -> selector.0, selector.return -> return[*])
        pass System.Linq.Enumerable.{Where,OrderBy,ToList,ToArray,Skip,Take,Reverse}(source -> return, source[*] -> predicate.0)
        pass System.Linq.Enumerable.{First,FirstOrDefault,Single,Last}(source[*] -> return, source[*] -> predicate.0)
        pass System.Linq.Enumerable.Aggregate(source[*] -> func.1, func.return -> return, source[*] -> return)
        """;

    private static readonly ImmutableArray<MetadataReference> s_references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(static path => Path.GetFileName(path).StartsWith("System", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll" or "Microsoft.CSharp.dll")
        .Select(static path => (MetadataReference)MetadataReference.CreateFromFile(path))
        .Append(Image(Library))
        .ToImmutableArray();

    public static ModelSet ModelSet { get; } = Flow.ModelSet.Read([("test.taint", Models)]);

    public static void Check(params string[] files)
    {
        var compilation = Compile(files);
        var findings = Solver.Solve(Summaries(compilation), default);
        var found = findings.Select(finding => (finding.At.File, Line(finding))).Distinct().Order().Select(static at => $"{at.File}:{at.Item2}").ToArray();
        var wanted = files.SelectMany(static (text, i) => text.Split('\n').Select((line, n) => (line, n)).Where(static pair => pair.line.Contains("// flow")).Select(pair => $"{i}.cs:{pair.n + 1}")).ToArray();
        Assert.Equal(wanted, found);

        int Line(FlowFinding finding) => compilation.SyntaxTrees.First(tree => tree.FilePath == finding.At.File).GetText().Lines.GetLinePosition(finding.At.Start).Line + 1;
    }

    public static IReadOnlyList<FlowFinding> Findings(params string[] files) => Solver.Solve(Summaries(Compile(files)), default);

    public static List<BodySummary> Summaries(Compilation compilation)
    {
        var context = new FlowContext(compilation, ModelSet, new Host());
        return compilation.SyntaxTrees.SelectMany(tree => context.Summarize(compilation.GetSemanticModel(tree), default)).ToList();
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

        public override bool HasFacts(IAssemblySymbol assembly) => assembly.Name.StartsWith("Lower", StringComparison.Ordinal);

        public override bool Registers(IMethodSymbol method) => method.Name == "MapGet";

        public override EntryParameter? Handler(IMethodSymbol registration, IParameterSymbol parameter) => new(ModelSet.Sources.Find("remote"), $"'{parameter.Name}' from the request");
    }
}
