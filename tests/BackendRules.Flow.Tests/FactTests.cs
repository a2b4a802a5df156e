namespace BackendRules.Flow.Tests;

/// <summary>Summaries that travel from project to project as text.</summary>
public sealed class FactTests
{
    private const string Lower = """
        public interface IRepo { void Find(Dto search); }
        public class Repo : IRepo
        {
            public void Find(Dto search) { Db.Run(search.Inner.Name); }
            public string Clean(string text) => text is "a" or "b" ? text : "c";
            public string Build(string text) => "select " + text;
            public void Get(string host) => Db.Fetch("https://" + host + "/a%b"); public void GetPath(string path) => Db.Fetch("a%b:" + path);
            public bool IsAllowed(string text) => text is "a" or "b";
            public Dto Rebuilt(Dto dto) { dto.Name = "a"; return dto; }
        }
        public class Finder { private readonly IRepo _repo; public Finder(IRepo repo) { _repo = repo; } public void Find(Dto dto) => _repo.Find(dto); public static string Last; public static string Read() => Web.Input("a"); }
        public class OwnException : System.Exception { public OwnException(string message) : base(message) { } }
        """;

    private const string Upper = """
        public class AController
        {
            private readonly IRepo _repo; private readonly Repo _direct = new();
            public AController(IRepo repo) { _repo = repo; }
            public void Get(Dto dto) => _repo.Find(dto); // flow
            public void Safe(string name) => _repo.Find(new Dto { Name = name });
            public void Choose(string name) => Db.Run(_direct.Clean(name));
            public void Build(string name) => Db.Run(_direct.Build(name)); // flow
            public void Through(Finder finder, Dto dto) => finder.Find(dto); // flow
            public void Reads() => Db.File(Finder.Read()); // flow
            public void Caught() { try { System.IO.File.ReadAllText("a"); } catch (System.IO.IOException io) { System.Exception e = io; if (e is OwnException own) Db.Run(own.Message); } }
            public void Kept(Dto dto) => Db.Run(_direct.Rebuilt(dto).Name);
            public void Guarded(string name) { if (_direct.IsAllowed(name)) Db.Run(name); }
        }
        """;

    [Fact]
    public void What_is_written_is_read()
    {
        var text = SummaryText.Write("Lower", FlowTest.ModelSet, FlowTest.Summaries(FlowTest.Compile(Lower, Upper)).Where(static summary => summary.Matters));
        var read = SummaryText.Read(text, FlowTest.ModelSet)!.Value;
        Assert.Equal("Lower", read.Assembly);
        Assert.Contains(read.Summaries, static body => body.Edges.Any(static edge => edge.Except is ["Name"]));
        Assert.Contains(read.Summaries, static body => body.Edges.Any(static edge => edge.Prefix.Contains('%', StringComparison.Ordinal)));
        Assert.All(read.Summaries, static body => Assert.False(body.BoundHit));
        var keys = text.Split('\n').Where(static line => line.StartsWith('m')).Select(static line => line.Split('\t')[1]).ToArray();
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        var again = SummaryText.Write("Lower", FlowTest.ModelSet, read.Summaries);
        Assert.Equal(text.Split('\n').Where(static line => !line.StartsWith('m')).Order(), again.Split('\n').Where(static line => !line.StartsWith('m')).Order());
    }

    [Fact]
    public void Another_version_is_nothing()
    {
        var text = SummaryText.Write("Lower", FlowTest.ModelSet, FlowTest.Summaries(FlowTest.Compile(Lower)));
        Assert.Null(SummaryText.Read(text.Replace("facts 3", "facts 0"), FlowTest.ModelSet));
        Assert.Null(SummaryText.Read(text.Replace("sql,", "sequel,"), FlowTest.ModelSet));
        Assert.Null(SummaryText.Read("", FlowTest.ModelSet));
    }

    [Fact]
    public void A_flow_into_another_project_ends_where_it_leaves()
    {
        var lower = FlowTest.Compile("Lower", [], Lower);
        var facts = SummaryText.Read(SummaryText.Write("Lower", FlowTest.ModelSet, FlowTest.Summaries(lower)), FlowTest.ModelSet)!.Value.Summaries;
        var upper = FlowTest.Compile("Upper", [lower], Upper);
        var findings = Solver.Solve(FlowTest.Summaries(upper).Concat(facts), default);
        var text = upper.SyntaxTrees.First().GetText();
        var found = findings.Select(finding => text.Lines.GetLineFromPosition(finding.At.Start).ToString().Trim()).Distinct().Order().ToArray();
        Assert.Equal(4, found.Length);
        Assert.All(found, static line => Assert.EndsWith("// flow", line));
        Assert.Contains(findings, finding => text.ToString(new(finding.At.Start, finding.At.Length)) == "dto");
    }
}
