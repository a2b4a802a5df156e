namespace BackendRules.Flow.Tests;

/// <summary>Functions that are handed on: where they run, with what, and what becomes of what they return.</summary>
public sealed class HandedFunctionTests
{
    [Fact]
    public void Functions_run_where_they_are_called() => FlowTest.Check("""
        class A
        {
            void Lambda() { Func<string, string> wrap = s => "(" + s + ")"; Db.Run(wrap("a")); Db.Run(wrap(Web.Input("a"))); // flow
            }
            void Captured() { var x = "a"; Action set = () => x = Web.Input("a"); Db.Run(x); set(); Db.Run(x); // flow
            }
            void Overwritten() { var x = Web.Input("a"); Action set = () => x = "b"; set(); Db.Run(x); // flow
            }
            void Local() { string Pick(string one, string other) => other; Db.Run(Pick(Web.Input("a"), "b")); Db.Run(Pick("a", Web.Input("b"))); // flow
            }
            void LocalAsFunction() { string Same(string s) => s; Func<string, string> f = Same; Db.Run(f(Web.Input("a"))); // flow
            }
            void Nested() { string Outer(string s) { string Inner(string t) => t + "x"; return Inner(s); } Db.Run(Outer("a")); Db.Run(Outer(Web.Input("a"))); // flow
            }
            void Recursive() { string Again(string s, int n) => n == 0 ? s : Again(s, n - 1); Db.Run(Again(Web.Input("a"), 2)); // flow
            }
            void Deep() { Func<string, string> a = s => s; Func<string, string> b = s => a(s); Func<string, string> c = s => b(s); Func<string, string> d = s => c(s); Db.Run(d(Web.Input("a"))); // flow
                Db.Run(d("x")); }
            void Group() { Func<string, string> f = Own; Db.Run(f(Web.Input("a"))); // flow
                Func<string, string> g = Safe.Quote; Db.Run(g(Web.Input("a"))); Action<string> run = Db.Run; run("a"); }
            string Own(string s) => s + _field; string _field = "";
            void Chosen(bool either) { Func<string, string> f = either ? s => "a" : s => s; Db.Run(f(Web.Input("a"))); // flow
            }
            void Numbers() { Func<string, int> f = s => s.Length; Db.Run("a" + f(Web.Input("a"))); }
            void Iterates() { IEnumerable<string> All() { yield return "a"; yield return Web.Input("a"); } foreach (var s in All()) Db.Run(s); // flow
            }
            void NotCalled() { void Never() { Db.Run(Web.Input("a")); } Console.WriteLine(1); }
        }
        """);

    [Fact]
    public void Sinks_in_functions_tell_of_what_they_are_called_with() => FlowTest.Check("""
        class A
        {
            event Action<string> Changed; Action<string> _kept; Action _plain;
            void Method() { Action<string> run = Db.Run; run(Web.Input("a")); // flow
            }
            void Kept() { var x = Web.Input("a"); _plain = () => Db.Run(x); // flow
                _kept = s => Db.Run(s); }
            void Subscribed() { var x = Web.Input("a"); Changed += s => Db.Run(x); // flow
                Changed += s => Db.Run(s); }
            void Given() { var x = Web.Input("a"); Task.Run(() => Db.Run(x)); // flow
                Task.Run(() => Db.Run("a")); }
            async Task<string> Later() { var x = await Task.Run(() => Web.Input("a")); Db.Run(x); // flow
                return x; }
            void Every() { Web.Many().ForEach(s => Db.Run(s)); Array.ForEach(new[] { "a" }, s => Db.Run(s)); }
        }
        """);

    [Fact]
    public void Models_say_what_a_function_gets_and_where_it_goes() => FlowTest.Check("""
        class A
        {
            void Gets() { var box = new Box<string> { Item = Web.Input("a") }; box.Each(s => Db.Run(s)); // flow
                new Box<string> { Item = "a" }.Each(s => Db.Run(s)); }
            void Returns() { var box = new Box<string> { Item = Web.Input("a") }; Db.Run(box.Open(s => "a")); Db.Run(box.Open(s => s + "b")); // flow
                Db.Run(box.Open(s => s.Length).ToString()); }
            void Fills() { var box = new Box<string>(); box.Fill(() => Web.Input("a")); Db.Run(box.Item); // flow
                var other = new Box<string>(); other.Fill(() => "a"); Db.Run(other.Item); }
            void Own(string s) => Db.File(s); // flow
            void Unmentioned() { var x = Web.Input("a"); new Box<string>().Tap(() => Db.Run(x)).Tap(() => Db.Run("a")); // flow
            }
            void Pair() { var box = new Box<string> { Item = Web.Input("a") }; Db.Run(box.Pair(s => { Db.File(s); return s; }, s => "b")); // flow
                Db.Run(box.Pair(s => "a", s => { Db.File(s); return Web.Input("b"); })); // flow
            }
            void Group() { var box = new Box<string> { Item = Web.Input("a") }; box.Each(Own); }
            void Selected() { var all = Web.Many(); Db.Run(all.Select(s => "a").First()); Db.Run(all.Select((s, i) => s + i).First()); // flow
                Db.Run(all.Aggregate((sum, s) => sum)); // flow
                Db.Run(new List<string> { "a" }.Aggregate((sum, s) => sum + s)); }
            void Flattened() { var all = Web.Many(); Db.Run(all.SelectMany(s => new[] { s }).First()); } // flow
        }
        """);

    [Fact]
    public void Methods_of_ones_own_run_the_functions_that_they_are_given() => FlowTest.Check("""
        class Result<T>
        {
            readonly T _value; public Result(T value) { _value = value; }
            public Result<R> Map<R>(Func<T, R> with) => new(with(_value)); public R Match<R>(Func<T, R> ok, Func<Exception, R> failed) => ok(_value); public void Do(Action<T> with) => with(_value);
        }
        static class Extensions { public static R Pipe<T, R>(this Result<T> from, Func<T, R> with) => default; public static R Use<T, R>(T value, Func<T, R> with) => with(value); }
        class Cache
        {
            public string Get(string key, Func<string> make) => make(); public Task<string> GetAsync(string key, Func<Task<string>> make) => make(); public int Count(Func<string> make) => make().Length;
            public string Build(Action<StringBuilder> fill) { var sb = new StringBuilder(); fill(sb); return sb.ToString(); } public List<string> All(Func<string> make) => new() { make() };
            public string Ignore(Func<int> make) => "a"; public string With(string text, Func<string, string> make) => make(text);
        }
        class A
        {
            readonly Cache _cache = new();
            void Got() { Db.Run(_cache.Get("a", () => "b")); Db.Run(_cache.Get("a", () => Web.Input("a"))); // flow
            }
            async Task Later() { Db.Run(await _cache.GetAsync("a", () => Task.FromResult("b"))); Db.Run(await _cache.GetAsync("a", async () => { await Task.Yield(); return Web.Input("a"); })); // flow
            }
            void Counted() { Db.Run("a" + _cache.Count(() => Web.Input("a"))); }
            void Built() { Db.Run(_cache.Build(sb => sb.Append("a"))); Db.Run(_cache.Build(sb => sb.Append(Web.Input("a")))); // flow
            }
            void Listed() { Db.Run(_cache.All(() => "a")[0]); Db.Run(_cache.All(() => Web.Input("a"))[0]); // flow
            }
            void Ignored() { Db.Run(_cache.Ignore(() => Web.Input("a").Length)); }
            void With() { Db.Run(_cache.With(Web.Input("a"), s => "b")); Db.Run(_cache.With(Web.Input("a"), s => s + "b")); // flow
                Db.Run(_cache.With("a", s => s + "b")); }
            void Mapped() { var result = new Result<string>(Web.Input("a")); Db.Run(result.Match(s => s, e => "b")); // flow
                result.Do(s => Db.Run(s)); // flow
                new Result<string>("a").Do(s => Db.Run(s)); Db.Run(new Result<string>("a").Match(s => s, e => "b")); Db.Run(result.Pipe(s => s)); // flow
                Db.Run(new Result<string>("a").Pipe(s => s)); }
        }
        """);

    [Fact]
    public void Frameworks_call_handlers_with_what_comes_in() => FlowTest.Check("""
        class App { public App MapGet(string route, Delegate handler) => this; public App Other(string route, Delegate handler) => this; }
        static class Program
        {
            static void Start(App app)
            {
                app.MapGet("/a", (string q, int n) => { Db.Run("a" + n); Db.Run(q); }); // flow
                app.MapGet("/b", Handle).MapGet("/c", async (Dto dto) => { await Task.Yield(); Db.Run(dto.Inner.Name); }); // flow
                app.Other("/d", (string q) => Db.Run(q));
            }
            static void Handle(string q) => Db.Run(q); // flow
        }
        """);

    [Fact]
    public void Functions_of_functions_end_somewhere()
    {
        var body = string.Concat(Enumerable.Range(1, 9).Select(static i => $"Func<string, string> f{i} = s => f{i - 1}(s);\n"));
        FlowTest.Check($$"""
            Func<string, string> f0 = s => s;
            {{body}}
            Db.Run(f5(Web.Input("a"))); // flow
            Db.Run(f9(Web.Input("a")));
            """);
    }
}
