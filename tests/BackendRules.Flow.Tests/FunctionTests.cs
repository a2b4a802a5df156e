namespace BackendRules.Flow.Tests;

/// <summary>Functions that are kept, and called somewhere else.</summary>
public sealed class FunctionTests
{
    [Theory]
    [InlineData("""
        class Runner { readonly Func<string, string> _make = text => "x" + text; static readonly Func<string, string> s_none = _ => "x";
            public void Go() { Db.Run(_make(Web.Input("a"))); // flow
                Db.Run(s_none(Web.Input("a"))); Db.Run(_make("a")); } }
        """)]
    [InlineData("""
        class Runner { readonly Action<string> _run; public Runner(bool dry) { _run = dry ? _ => { } : Execute; }
            void Execute(string sql) => Db.Run(sql); // flow
            public void Go() { foreach (var line in Web.Many()) _run(line); } }
        """)]
    [InlineData("""
        class Runner(Action<string> run) { public void Go(string text) => run?.Invoke(text); }
        class Outer { void M() { var runner = new Runner(sql => Db.Run(sql)); // flow
            runner.Go(Web.Input("a")); } }
        """)]
    [InlineData("""
        class Table { static readonly Dictionary<string, Func<string, string>> s_all = new() { ["a"] = text => text.Trim(), ["b"] = Length };
            static string Length(string text) => text.Length.ToString();
            void M(string key) { Db.Run(s_all[key](Web.Input("a"))); // flow
                if (s_all.TryGetValue(key, out var make)) Db.Run(make(Web.Input("b"))); // flow
                foreach (var pair in s_all) Db.Run(pair.Value(Web.Input("c"))); // flow
                foreach (var (name, one) in s_all) Db.Run(one(Web.Input("d"))); // flow
                Db.Run(s_all[Web.Input("e")]("x")); } }
        """)]
    [InlineData("""
        record Step(string Name, Func<string, string> Run);
        class Steps { readonly List<Step> _steps = [new("a", text => text + "!"), new("b", _ => "b")];
            void M(string name) => Db.Run(_steps.First(step => step.Name == name).Run(Web.Input("a"))); // flow
        }
        """)]
    [InlineData("""
        class Maker { static Func<string, string> Of(string kind) => kind switch { "a" => Trim, _ => text => "x" + text }; static string Trim(string text) => "y";
            static Func<string, string> None() => _ => "x"; Func<string, string> Own => text => text;
            void M() { Db.Run(Of("b")(Web.Input("a"))); // flow
                Db.Run(None()(Web.Input("a")));
                Db.Run(Own(Web.Input("a"))); // flow
            } }
        """)]
    [InlineData("""
        class Said(string text) : EventArgs { public string Text { get; } = text; public string Kind { get; set; } = "x"; }
        class Source { public event EventHandler<Said> Heard; public event Action<string> Kind; public void Say(string text) { Heard?.Invoke(this, new Said(text)); if (Kind != null) Kind("x"); } }
        class Listener { string _last = ""; public Listener(Source source) { source.Heard += OnHeard; source.Kind += text => Db.Run(text); source.Heard -= (_, said) => Db.Run(said.Text); }
            void OnHeard(object sender, Said said) { Db.Run(said.Kind); _last = said.Text; }
            public void Go() => Db.Run(_last); // flow
        }
        class Web2 { void M(Source source) => source.Say(Web.Input("a")); }
        """)]
    [InlineData("""
        class Runner { readonly Func<string, string>[] _all = [a => "1", a => "2", a => "3", a => "4", a => "5", a => "6", a => "7", a => "8", a => a];
            public void Go(int n) => Db.Run(_all[n](Web.Input("a"))); }
        """)]
    [InlineData("""
        class Cache<T>(Func<string, T> load) { public T Get(string key) => load(key); }
        class Store {
            private readonly Cache<string> _names; private readonly Cache<int> _tables;
            public Store() { _names = new(name => name.Trim()); _tables = new(table => { Db.Run(table); return 1; }); }
            public void Go() { _names.Get(Web.Input("a")); _tables.Get("b"); }
        }
        """)]
    [InlineData("""
        class Options { public Action<string> OnError { get; set; } public Func<string, string> Key { get; set; } = text => text.Length.ToString(); }
        class Worker(Options options) { public void Go(string text) { options.OnError?.Invoke(text); Db.Run(options.Key(text)); } }
        class A { void M() { var options = new Options { OnError = text => Console.WriteLine(text) }; new Worker(options).Go(Web.Input("a")); } }
        """)]
    [InlineData("""
        class A { Func<string, string> _make; void M() { _make = text => "x"; Db.Run(_make(Web.Input("a"))); } }
        """)]
    [InlineData("""
        class A { static Func<string, string> s_self = text => text.Length > 3 ? s_self(text.Substring(1)) : text; void M() => Db.Run(s_self(Web.Input("a"))); // flow
        }
        """)]
    public void Joins(string text) => FlowTest.Check(text);

    private static readonly string[] s_files =
    [
        "class Runner { readonly Func<string, string> _make; public Runner(Func<string, string> make) => _make = make; public string Go(string text) => _make(text); }",
        "static class Setup { public static Runner New() => new(Parts.Quoted); }",
        "static class Parts { public static string Quoted(string text) => \"'\" + text; }",
        "class A { void M() => Db.Run(Setup.New().Go(Web.Input(\"a\"))); } // flow",
    ];

    [Fact]
    public void The_order_of_files_does_not_matter()
    {
        FlowTest.Check(s_files);
        FlowTest.Check([.. s_files.Reverse()]);
    }

    [Fact]
    public void Functions_are_given_to_another_project()
    {
        var lower = FlowTest.Compile("Lower", [], """
            public class Runner(Action<string> run) { public void Go(string text) => run(text); }
            public class Options { public Func<string, string> Make { get; set; } = text => "x"; }
            public class Builder(Options options) { public string Sql(string text) => options.Make(text); }
            """);
        var facts = SummaryText.Read(SummaryText.Write("Lower", FlowTest.ModelSet, FlowTest.Summaries(lower).Where(static summary => summary.Matters)), FlowTest.ModelSet)!.Value.Summaries;
        var upper = FlowTest.Compile("Upper", [lower], """
            public class AController
            {
                private readonly Runner _runner = new(sql => Db.Run(sql)); // flow
                private readonly Builder _builder = new(new Options { Make = text => text.Trim() });
                public void Get(string name) => _runner.Go(name);
                public void Build(string name) => Db.Run(_builder.Sql(name)); // flow
                public void Safe(string name) => Db.Run(_builder.Sql("x"));
            }
            """);
        var text = upper.SyntaxTrees.First().GetText();
        var found = Solver.Solve(FlowTest.Summaries(upper).Concat(facts), default).Select(finding => text.Lines.GetLineFromPosition(finding.At.Start).ToString()).Distinct().ToArray();
        Assert.Equal(2, found.Length);
        Assert.All(found, static line => Assert.EndsWith("// flow", line));
    }
}
