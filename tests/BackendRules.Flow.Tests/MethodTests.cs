namespace BackendRules.Flow.Tests;

/// <summary>What carries a value from body to body.</summary>
public sealed class MethodTests
{
    [Theory]
    [InlineData("""
        class A { void M() { var s = Build(Web.Input("a")); Db.Run(s); // flow
            Db.Run(Build("x")); } string Build(string part) => "select " + part; }
        """)]
    [InlineData("""
        class A { public void M() => Run(Web.Input("a"));
            void Run(string sql) => Inner(sql);
            void Inner(string sql) => Db.Run(sql); // flow
        }
        """)]
    [InlineData("""
        class AController { public void Get(string sort, int n) { Db.Run("order by " + sort); // flow
            Db.Run("limit " + n); } }
        """)]
    [InlineData("""
        interface IRepo { void Find(Query q); }
        record Query(string Sort, string Dir);
        class Repo : IRepo { public void Find(Query q) {
            Db.Run(q.Dir);
            Db.Run(q.Sort); // flow
        } }
        class Service(IRepo repo) { public void Search(Query q) => repo.Find(q); }
        class AController(Service service) { public void Get(string sort) => service.Search(new Query(sort, "asc")); }
        """)]
    [InlineData("""
        class Holder { private readonly string _sql; public Holder(string sql) { _sql = sql; } public void Run() => Db.Run(_sql); // flow
        }
        class B { void M() { new Holder("x").Run(); var h = new Holder(Web.Input("a")); h.Run(); } }
        """)]
    [InlineData("""
        class Holder(string sql) { public void Run() => Db.Run(sql); // flow
        }
        class B { void M() { var h = new Holder(Web.Input("a")); h.Run(); } }
        """)]
    [InlineData("""
        class Holder(string sql) { public void Run() => Db.Run(sql); }
        class B { void M() { var h = new Holder("a"); h.Run(); Web.Input("a"); } }
        """)]
    [InlineData("""
        class A { bool TryGet(out string value) { value = Web.Input("a"); return true; }
            void M() { if (TryGet(out var v)) Db.Run(v); // flow
            } }
        """)]
    [InlineData("""
        class A { void Add(List<string> where) { where.Add(Web.Input("a")); }
            void M() { var list = new List<string>(); Add(list); Db.Run(string.Join(" ", list)); // flow
            } }
        """)]
    [InlineData("""
        class A { static string s_last; void In() { s_last = Web.Input("a"); } void Out() { Db.Run(s_last); // flow
            } }
        """)]
    [InlineData("""
        class A { IEnumerable<string> Parts() { yield return "a"; yield return Web.Input("a"); }
            void M() { foreach (var p in Parts()) Db.Run(p); // flow
            } }
        """)]
    [InlineData("""
        class A { async Task<string> Read() { await Task.Yield(); return Web.Input("a"); }
            async Task M() { var x = await Read(); Db.Run(x); // flow
            var y = Read().Result; } }
        """)]
    [InlineData("""
        class A { string Rec(string s, int n) => n == 0 ? s : Rec(s + "x", n - 1); void M() { Db.Run(Rec(Web.Input("a"), 3)); // flow
            Db.Run(Rec("b", 3)); } }
        """)]
    [InlineData("""
        class A { string Even(string s, int n) => n == 0 ? s : Odd(s, n - 1); string Odd(string s, int n) => Even(s, n - 1); void M() { Db.Run(Odd(Web.Input("a"), 3)); // flow
            } }
        """)]
    [InlineData("""
        record R(string A, string B); class X { void M() { var r = new R("a", "b") with { B = Web.Input("b") }; Db.Run(r.A); Db.Run(r.B); // flow
            var (a, b) = r; Db.Run(a); Db.Run(b); // flow
            } }
        """)]
    [InlineData("""
        class B { private readonly List<string> _parts = new(); public B Where(string s) { _parts.Add(s); return this; } public string Build() => string.Join(" and ", _parts); }
        class X { void M() { var b = new B(); b.Where(Web.Input("a")); Db.Run(b.Build()); // flow
            Db.Run(new B().Where("a").Build());
            Db.Run(new B().Where("x").Where(Web.Input("a")).Where("y").Build()); // flow
            } }
        """)]
    [InlineData("""
        abstract class Base { public void Run(string s) => Do(s); protected abstract void Do(string s); }
        class D : Base { protected override void Do(string s) => Db.Run(s); // flow
        }
        class X { void M(Base b) => b.Run(Web.Input("a")); }
        """)]
    [InlineData("""
        class A { bool IsAllowed(string s) => s is "a" or "b"; void M() { var x = Web.Input("a"); if (!IsAllowed(x)) return; Db.Run(x); } }
        """)]
    [InlineData("""
        class A { static readonly HashSet<string> s_ok = new() { "a" }; bool IsAllowed(string s) { if (s == null) return false; return s_ok.Contains(s); } void M() { var x = Web.Input("a"); if (IsAllowed(x)) Db.Run(x); else Db.Run(x); // flow
            } }
        """)]
    [InlineData("""
        class A { void Ensure(string s) { if (s != "a") throw new Exception(); } void M() { var x = Web.Input("a"); Ensure(x); Db.Run(x); } }
        """)]
    [InlineData("""
        class A { string Sql { get => "select " + _part; } string _part; string Part { set => _part = value.Trim(); } void M() { Part = Web.Input("a"); Db.Run(Sql); // flow
            } }
        """)]
    [InlineData("""
        static class E { public static string Wrap(this string s) => "(" + s + ")"; } class A { void M() => Db.Run(Web.Input("a").Wrap()); // flow
        }
        """)]
    [InlineData("""
        class A { T Id<T>(T x) => x; void M() { Db.Run(Id("a")); Db.Run(Id(Web.Input("a"))); // flow
            } }
        """)]
    [InlineData("""
        class App { public void MapGet(string route, Delegate handler) { } } class P { static void Main2(App app) { Ext.Handle(app); app.MapGet("/", (string q) => Db.Run(q)); // flow
            } } static class Ext { public static void Handle(App app) { } }
        """)]
    [InlineData("""
        class A { void With(Action<string> run) => run("x"); void M() { var t = Web.Input("a"); With(x => Db.Run(t)); // flow
            With(x => Db.Run(x)); } }
        """)]
    public void Carries(string text) => FlowTest.Check(text);

    [Fact]
    public void Crosses_files() => FlowTest.Check(
        "class AController { readonly Repo _repo; public AController(Repo repo) { _repo = repo; } public void Get(Dto dto) => _repo.Find(dto); }",
        """
        class Repo { public void Find(Dto d) { Db.Run(d.Tags[0]); // flow
        } }
        """);
}
