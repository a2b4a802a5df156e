using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules.Workspaces.Tests;

/// <summary>A finding is the same finding after the source was moved, renamed and reformatted around it.</summary>
public sealed class Recognitions
{
    private const string Source = """
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Mvc;

        namespace Shop
        {
            public interface IOrders { Task<int> Count(int shop); }

            [ApiController, Route("orders")]
            public partial class OrdersController : ControllerBase
            {
                private readonly IOrders orders;

                public OrdersController(IOrders orders) => this.orders = orders;

                [HttpGet]
                public int Count(int shop)
                {
                    var wanted = shop + 1;
                    var found = orders.Count(wanted).Result;
                    return found;
                }

                [HttpGet("twice")]
                public int Twice(int shop)
                {
                    var a = orders.Count(shop).Result;
                    var b = orders.Count(shop).Result;
                    return a + b;
                }

                [HttpGet("other")]
                public string Other() { Thread.Sleep(5); return "other"; }
            }
        }

        """;

    // Only the frameworks: a project that refers to a test library is a test project, and has fewer findings.
    private static readonly ImmutableArray<MetadataReference> s_framework = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Where(static p => Path.GetDirectoryName(Path.GetDirectoryName(p)) is { } parent && Path.GetFileName(parent).StartsWith("Microsoft.", StringComparison.Ordinal))
        .Select(static p => MetadataReference.CreateFromFile(p))];

    public static TheoryData<string, Func<string, string>> Mutations => new()
    {
        { "lines above", static s => "// one\n\n// two\n" + s },
        { "members reordered", static s => Move(s, "        [HttpGet(\"other\")]", "return \"other\"; }\n", "        [HttpGet]") },
        { "local renamed", static s => s.Replace("wanted", "asked", StringComparison.Ordinal).Replace("found", "result", StringComparison.Ordinal) },
        { "parameter renamed", static s => s.Replace("int shop)", "int store)", StringComparison.Ordinal).Replace("shop + 1", "store + 1", StringComparison.Ordinal).Replace("Count(shop)", "Count(store)", StringComparison.Ordinal) },
        { "method renamed", static s => s.Replace("public int Count(int shop)\n        {", "public int HowMany(int shop)\n        {", StringComparison.Ordinal) },
        { "class renamed", static s => s.Replace("OrdersController", "PurchasesController", StringComparison.Ordinal) },
        { "namespace renamed", static s => s.Replace("namespace Shop", "namespace Store", StringComparison.Ordinal) },
        { "line endings", static s => s.ReplaceLineEndings("\r\n") },
        { "reformatted", static s => s.Replace("{\n", "{ \n\n", StringComparison.Ordinal).Replace("(wanted)", "( wanted )", StringComparison.Ordinal) },
        { "wrapped in if", static s => s.Replace("var found = orders.Count(wanted).Result;", "if (wanted > 0) { }\n            var found = orders.Count(wanted).Result;", StringComparison.Ordinal) },
        { "comment inside", static s => s.Replace("orders.Count(wanted)", "orders /* here */ .Count(wanted)", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task Nothing_looks_new(string name, Func<string, string> mutate)
    {
        var changed = mutate(Source);
        Assert.NotEqual(Source, changed);
        var matches = await CompareAsync(Source, "Orders.cs", changed, "Orders.cs");
        Assert.True(matches is { New.Count: 0, Absent.Count: 0, Pairs.Count: 4 }, name);
    }

    [Fact]
    public async Task A_moved_file_brings_nothing_new()
    {
        var matches = await CompareAsync(Source, "Orders.cs", Source, "Deep/Folder/Purchases.cs");
        Assert.Equal((0, 4), (matches.New.Count, matches.Pairs.Count));
    }

    [Fact]
    public async Task A_repeated_line_is_exactly_one_new_finding()
    {
        var matches = await CompareAsync(
            Source, "Orders.cs", Source.Replace("return found;", "var more = orders.Count(wanted).Result;\n            return found + more;", StringComparison.Ordinal), "Orders.cs");
        Assert.Equal((1, 0), (matches.New.Count, matches.Absent.Count));
    }

    [Fact]
    public async Task Two_equal_findings_that_change_places_stay_two_known_ones()
    {
        var swapped = Source.Replace("var a = orders.Count(shop).Result;\n            var b = orders.Count(shop).Result;", "var b = orders.Count(shop).Result;\n            var a = orders.Count(shop).Result;", StringComparison.Ordinal);
        Assert.NotEqual(Source, swapped);
        var matches = await CompareAsync(Source, "Orders.cs", swapped, "Orders.cs");
        Assert.Equal((0, 0, 4), (matches.New.Count, matches.Absent.Count, matches.Pairs.Count));
    }

    [Fact]
    public async Task Line_ends_inside_a_literal_are_those_of_the_file_and_not_of_the_code()
    {
        var source = Source.Replace("orders.Count(wanted).Result", "orders.Count(@\"a\n        b\".Length).Result", StringComparison.Ordinal);
        Assert.NotEqual(Source, source);
        var matches = Matching.Match(await FindAsync(source, "Orders.cs"), await FindAsync(source.Replace("\n", "\r\n", StringComparison.Ordinal), "Elsewhere.cs"), static _ => true);
        Assert.Equal((0, 0, 4), (matches.New.Count, matches.Absent.Count, matches.Pairs.Count));
        Assert.Equal((await FindAsync(source, "Orders.cs")).Select(static k => k.Fingerprints.Primary), (await FindAsync(source.Replace("\n", "\r\n", StringComparison.Ordinal), "Orders.cs")).Select(static k => k.Fingerprints.Primary));
    }

    [Fact]
    public async Task The_first_of_two_equal_findings_is_edited_and_both_stay_known()
    {
        var edited = Source.Replace("var a = orders.Count(shop).Result;", "var a = orders.Count(shop - 1).Result;", StringComparison.Ordinal);
        Assert.NotEqual(Source, edited);
        var matches = await CompareAsync(Source, "Orders.cs", edited, "Orders.cs");
        Assert.Equal((0, 0, 4), (matches.New.Count, matches.Absent.Count, matches.Pairs.Count));
        matches = await CompareAsync(Source, "Orders.cs", edited.Replace("return a + b;", "return a + b + orders.Count(7).Result;", StringComparison.Ordinal), "Orders.cs");
        Assert.Equal((1, 0), (matches.New.Count, matches.Absent.Count));
    }

    [Fact]
    public async Task What_was_in_a_file_that_was_not_analysed_is_unknown_and_not_gone()
    {
        var before = await FindAsync(Source, "Orders.cs");
        var matches = Matching.Match(before, [], static _ => false);
        Assert.Equal((0, 4), (matches.Absent.Count, matches.Unknown.Count));
    }

    [Fact]
    public void Line_hashes_are_those_of_code_scanning()
    {
        // The values that code scanning itself gives.
        Assert.Equal(["c129715d7a2bc9a3:1"], LineHashes.Of(""));
        Assert.Equal(["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"], LineHashes.Of(" a\nb\n  \t\tc\n d"));
        Assert.Equal(LineHashes.Of(" a\nb\n  \tc\n d"), LineHashes.Of("a\r\nb\r\nc\r\nd"));
    }

    private static async Task<Matches> CompareAsync(string before, string beforeFile, string after, string afterFile) =>
        Matching.Match(await FindAsync(before, beforeFile), await FindAsync(after, afterFile), static _ => true);

    private static async Task<List<Recorded>> FindAsync(string source, string file)
    {
        var root = new Confinement(Path.GetTempPath());
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Create(), "Shop", "Shop", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary), metadataReferences: s_framework));
        var solution = project.Solution.AddDocument(DocumentId.CreateNewId(project.Id), Path.GetFileName(file), SourceText.From(source), filePath: Path.Combine(root.Root, file));
        var result = await new Analysis().RunAsync(solution, root, ImmutableArray<LoadProblem>.Empty);
        Assert.Equal(0, result.Coverage.CompilerErrors);
        return [.. result.Findings.Select(Recorded.Of)];
    }

    private static string Move(string text, string from, string to, string before)
    {
        var start = text.IndexOf(from, StringComparison.Ordinal);
        var end = text.IndexOf(to, start, StringComparison.Ordinal) + to.Length;
        var moved = text[start..end];
        var rest = text.Remove(start, end - start);
        return rest.Insert(rest.IndexOf(before, StringComparison.Ordinal), moved);
    }
}
