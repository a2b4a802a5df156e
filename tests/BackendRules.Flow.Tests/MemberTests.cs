namespace BackendRules.Flow.Tests;

/// <summary>Properties, fields, indexers and what models and attributes say of members.</summary>
public sealed class MemberTests
{
    [Fact]
    public void Members_that_are_sinks_take_what_is_assigned() => FlowTest.Check("""
        class A
        {
            void Property() { var c = new Command(); c.Text = "a"; c.Text = Web.Input("a"); // flow
                var d = new Command { Text = Web.Input("a") }; // flow
                c.Text += Web.Input("b"); // flow
            }
            void Created() { var a = new Command("a"); var b = new Command(Web.Input("a")); // flow
                Command c = new(Web.Input("b")); // flow
            }
            void Elements() { var c = new Command(); c.Parts.Add("a"); c.Parts.Add(Web.Input("a")); // flow
                var d = new Command { Parts = { "a", Web.Input("a") } }; // flow
                new List<string>().Add(Web.Input("a")); }
            void Keys() { var c = new Command(); c["Location"] = Web.Input("a"); // flow
                c["refresh"] = Web.Input("a"); // flow
                c["Other"] = Web.Input("a"); c["Location"] = "a"; c[Web.Input("a")] = "b"; }
            void Conditions() { var c = new Command(); c.Send(Web.Input("a"), "text/html"); // flow
                c.Send("a", "text/html"); c.Send(Web.Input("a"), type: "text/plain"); // flow
            }
            void Converted() { Command c = Web.Input("a"); Db.Run(c.Build()); // flow
            }
        }
        """);

    [Fact]
    public void Conditions_choose_what_it_is_dangerous_as() => FlowTest.Ways(
        [
            "html Send: the request | Web.Input(\"html\")",
            "log Send: the request | Web.Input(\"default\")",
            "log Send: the request | Web.Input(\"unknown\")",
            "html Write: the request | Web.Input(\"beside\")",
            "html Write: the request | Web.Input(\"beside a constant\")",
            "html Write: the request | Web.Input(\"in a handler\")",
            "path Open: the request | Web.Input(\"writes\")",
            "path Open: the request | Web.Input(\"both\")",
            "path Open: the request | Web.Input(\"two flags\")",
            "header Header: the request | Web.Input(\"a named header\")",
            "ldap,xpath,header,log,redirect Go: the request | Web.Input(\"encoded\") > Safe.Encode(Web.Input(\"encoded\"), \"html\")",
            "ldap,html,xpath,header,log,redirect Go: the request | Web.Input(\"other\") > Safe.Encode(Web.Input(\"other\"), \"url\")",
            "ldap,xpath,header,log,redirect Go: the request | Web.Input(\"default\") > Safe.Encode(Web.Input(\"default\"))",
            "ldap,html,xpath,header,redirect Go: the request | Web.Input(\"lines\") > Web.Input(\"lines\").Replace(Environment.NewLine, \"b\")",
            "ldap,html,header,log,redirect Go: the request | Web.Input(\"empty\") > Web.Input(\"empty\").Replace(\"a\", string.Empty)",
            "ldap,html,header,redirect Go: the request | Web.Input(\"twice\") > Web.Input(\"twice\").Replace(\"\\n\", \"\")",
        ],
        """
        class A
        {
            void Html(Command c) => c.Send(Web.Input("html"), "text/html");
            void Plain(Command c) => c.Send(Web.Input("default"));
            void Unknown(Command c, string type) => c.Send(Web.Input("unknown"), type);
            void Bytes(Command c, byte[] data) => c.Send(data, Web.Input("bytes"));
            void Beside(Page p) { Console.Write("TEXT/html"); p.Write(Web.Input("beside")); }
            void NotBeside(Page p) { Console.Write("text/plain"); p.Write(Web.Input("not beside")); }
            static class Types { public const string Html = "text/html"; }
            void BesideConstant(Page p) { Console.Write(Types.Html); p.Write(Web.Input("beside a constant")); }
            void BesideHandler(Page p) { Task.Run(() => { Console.Write("text/html"); p.Write(Web.Input("in a handler")); }); Task.Run(() => p.Write(Web.Input("in another handler"))); }
            void Opened(Command c) { c.Open(Web.Input("reads"), Modes.Read); c.Open(Web.Input("writes"), Modes.Write); c.Open(Web.Input("both"), Modes.Both); c.Open(Web.Input("two flags"), Modes.Write | Modes.Append); c.Open(Web.Input("none"), Modes.None); }
            void Named(Command c) { c.Header(HeaderNames.SetCookie, Web.Input("a named header")); c.Header(HeaderNames.Accept, Web.Input("another header")); }
            void Encoded() => Db.Go(Safe.Encode(Web.Input("encoded"), "html"));
            void EncodedOther() => Db.Go(Safe.Encode(Web.Input("other"), "url"));
            void EncodedSql() => Db.Run(Safe.Encode(Web.Input("sql"), "sqlite"));
            void EncodedDefault() => Db.Go(Safe.Encode(Web.Input("default")));
            void Lines() => Db.Go(Web.Input("lines").Replace(Environment.NewLine, "b"));
            void Empty() => Db.Go(Web.Input("empty").Replace("a", string.Empty));
            void Twice() => Db.Go(Web.Input("twice").Replace("\n", ""));
        }
        """);

    [Fact]
    public void Members_that_are_sources_yield() => FlowTest.Check("""
        class A
        {
            void Address(Request r) { Db.Run(r.Path); // flow
                Db.Run(r.Host + "b"); // flow
                Db.Run(r.IsLocal + "a"); Db.Run(r.Files.First); // flow
                Db.Run("a" + r.Files.Count); Db.Run(r.Cookies["last"]); // flow
                Db.Run(r.Cookies["last"] ?? "/"); // flow
                r.Path = "a"; }
            void Static() { Db.Run(Web.Query); // flow
            }
            void Filled() { var buffer = new byte[10]; Db.Run(Encoding.UTF8.GetString(buffer)); Web.Read(buffer); Db.Run(Encoding.UTF8.GetString(buffer)); // flow
            }
            void Out() { if (Web.TryRead("a", out var x)) Db.Run(x); // flow
                string y = "a"; Db.Run(y); Web.TryRead("a", out y); Db.Run(y); // flow
            }
            void Caught() { try { File.ReadAllText("a"); } catch (IOException e) { Db.Run(e.Message); // flow
                } catch (FormatException e) { Db.Run(e.Message); } }
            void CaughtDerived() { try { File.ReadAllText("a"); } catch (FileNotFoundException e) { Db.Run(e.Message); // flow
                } }
        }
        """);

    [Fact]
    public void Builders_are_one_object() => FlowTest.Check("""
        class A
        {
            void Named() { var p = new Page(); p.Show("a"); Db.Run(p.Shown); p.Show(Web.Input("a")); Db.Run(p.Shown); // flow
            }
            void Chained() { Db.Run(new Page().Show("a").Shown); Db.Run(new Page().Show("a").Show(Web.Input("a")).Show("b").Shown); // flow
            }
            void Commands() { var c = new Command(); c.With("a").With(Web.Input("a")); Db.Run(c.Build()); // flow
                Db.Run(new Command().With("a").Build()); }
            void Texts() { var sb = new StringBuilder(); Fill(sb); Db.Run(sb.ToString()); // flow
                var other = new StringBuilder("a"); Keep(other); Db.Run(other.ToString()); }
            static void Fill(StringBuilder sb) => sb.Append("a").Append(Web.Input("a")); static void Keep(StringBuilder sb) => sb.Append("a");
        }
        """);

    [Fact]
    public void Properties_with_code_are_methods() => FlowTest.Check("""
        class Query
        {
            string _sql = ""; List<string> _parts = new(); string[] _args = new string[3];
            public string Sql { get => "select " + _sql; set => _sql = value.Trim(); }
            public string Checked { get { return _sql; } set { if (value != "a") throw new ArgumentException(); Db.File(value); } }
            public string Constant => "a"; public string Auto { get; set; } = "a"; public string ReadOnly { get; } = Web.Input("a");
            public string this[int i] { get => _args[i]; set => _args[i] = value; } public string this[string key] => key + _sql;
            public static string Shared { get; set; } public static string Computed => Shared + "x";
        }
        abstract class Base { public abstract string Name { get; } public virtual string Title => "a"; } class Derived : Base { public override string Name => Web.Input("a"); public override string Title => Web.Input("b"); }
        interface INamed { string Name { get; set; } } class Named : INamed { public string Name { get; set; } }
        class A
        {
            void Written() { var q = new Query(); Db.Run(q.Sql); q.Sql = Web.Input("a"); Db.Run(q.Sql); // flow
                Db.Run(q.Constant); Db.Run(q.Auto); q.Auto = Web.Input("a"); Db.Run(q.Auto); // flow
                var other = new Query(); Db.Run(other.Sql); Db.Run(other.ReadOnly); // flow
            }
            void Checked() { var q = new Query(); q.Checked = Web.Input("a"); }
            void Indexed() { var q = new Query(); Db.Run(q[0]); q[0] = Web.Input("a"); Db.Run(q[1]); // flow
                var p = new Query(); Db.Run(p["a"]); Db.Run(p[Web.Input("a")]); // flow
            }
            void Static() { Query.Shared = Web.Input("a"); } void StaticRead() { Db.Run(Query.Computed); // flow
            }
            void Abstract(Base b) { Db.Run(b.Name); // flow
                Db.Run(b.Title); // flow
            }
            void Interface(INamed n) { n.Name = Web.Input("a"); Db.Run(n.Name); // flow
            }
        }
        """);

    [Fact]
    public void Initialisers_are_bodies() => FlowTest.Check("""
        class Instance { readonly string _sent = Web.Input("a"), _own = "a" + 1; string Made { get; } = Web.Input("b"); Instance(int n) { } Instance() { }
            void M() { Db.Run(_own); Db.Run(_sent); // flow
                Db.Run(Made); // flow
            } }
        class Shared { static readonly string s_sent = Web.Input("a"); static string Own { get; } = string.Concat("a", "b"); static void M() { Db.Run(Own); Db.Run(s_sent); // flow
            } }
        class Primary(string given, string other) { readonly string _kept = given + "x"; public string Other => other; public void M() { Db.Run(_kept); // flow
            } }
        class Record { void M() { var p = new Primary(Web.Input("a"), "b"); p.M(); Db.Run(p.Other); } }
        """);

    [Fact]
    public void Attributes_speak_for_a_declaration() => FlowTest.Check("""
        using BackendRules;
        namespace Mine { class UntaintedAttribute : Attribute { } } namespace Deep.BackendRules { class UntaintedAttribute : Attribute { } }
        class FarController { public void Get([Mine.Untainted] string a, [Deep.BackendRules.Untainted] string b) { Db.Run(a); // flow
            Db.Run(b); // flow
        } }
        class Own
        {
            [TaintSource] public static string Read() => "a"; [TaintSource("remote")] public static string Name { get; set; } public static string Other { get; set; } [TaintSource] public string Field;
            [Sanitizes("sql")] public static string Quote(string text) => text; [Sanitizes] public static string All(string text) => text; [return: Untainted] public static string Known(string text) => text;
            public static bool IsSql([Sanitizes("sql")] string text) => text.Length > 1; public static void Run([TaintSink("sql")] string text, string other) { } [TaintSink("sql", "path")] public static string Target { get; set; }
            [Untainted] public static string Trusted(string text) => text; public static void Sinks([TaintSink("sequel")] string text) { }
        }
        class OwnController { public void Get([Untainted] string a, string b) { Db.Run(a); Db.Run(b); // flow
            } }
        class Plain { public void Do([TaintSource] string a, string b) { Db.Run(b); Db.Run(a); // flow
            } }
        class A
        {
            void Sources() { Db.Run(Own.Read()); // flow
                Db.Run(Own.Name); // flow
                Db.Run(new Own().Field); // flow
                Db.Run(Own.Other); }
            void Cleans() { Db.Run(Own.Quote(Web.Input("a"))); Db.File(Own.Quote(Web.Input("a"))); // flow
                Db.File(Own.All(Web.Input("a"))); Db.Run(Own.Known(Web.Input("a"))); Db.Run(Own.Trusted(Web.Input("a"))); }
            void Guards() { var x = Web.Input("a"); if (Own.IsSql(x)) { Db.Run(x); Db.File(x); // flow
                } else Db.Run(x); // flow
            }
            void Sinks() { Own.Run("a", Web.Input("a")); Own.Sinks(Web.Input("a")); Own.Run(Web.Input("a"), "b"); // flow
                Own.Target = Web.Input("a"); // flow
            }
        }
        """);

    [Fact]
    public void A_source_without_a_kind_is_what_callers_send() =>
        Assert.Equal([1UL, 1UL, 2UL], FlowTest.Findings("""
            using BackendRules;
            class A { [TaintSource] static string Plain() => ""; [TaintSource("remote")] static string Named() => ""; [TaintSource("file")] static string Other() => ""; void M() { Db.Run(Plain()); Db.Run(Named()); Db.Run(Other()); } }
            """).Select(static finding => finding.SourceKinds));

    [Fact]
    public void A_host_knows_what_frameworks_fill_and_what_never_runs() => FlowTest.Check("""
        class EditPageModel { public string Name { get; set; } public int Count { get; set; } public void Save() { Db.Run(Name); // flow
            Db.Run("a" + Count); } }
        class Other { public string Name { get; set; } public void Save() => Db.Run(Name); }
        class Environment2 { public bool IsDevelopment() => true; public bool IsProduction() => true; }
        class A { void M(Environment2 e) { var x = Web.Input("a"); if (e.IsDevelopment()) Db.Run(x); if (!e.IsDevelopment()) Db.File(x); // flow
            if (e.IsProduction()) Db.Run(x); // flow
            if (!e.IsDevelopment()) return; Db.File(x); } }
        """);

    [Fact]
    public void What_a_framework_fills_is_checked_and_replaced_as_anything_else() => FlowTest.Check("""
        class EditPageModel
        {
            public string Name { get; set; }
            public string Other { get; set; }
            public void Tested() { if (Name != "a") return; Db.Run(Name); Db.Run(Other); // flow
            }
            public void Called() { if (!IsKnown()) return; Db.Run(Name); Db.Run(Other); // flow
            }
            public void Inverse() { if (IsKnown()) return; Db.Run(Name); // flow
            }
            public void Asked() { if (Fits) Db.Run(Name); else Db.Run(Name); // flow
            }
            public void Ensured() { EnsureKnown(); Db.Run(Name); }
            public void Replaced() { Name = "a"; Db.Run(Name); Name = Other; Db.Run(Name); // flow
            }
            public void Mended() { NormaliseName(); Db.Run(Name); }
            public void Sent() { if (Name == "a") Send(); }
            public void Left() { if (Other == "a") return; Send(); }
            bool IsKnown() => Name is "a" or "b";
            bool Fits => Name == "a";
            void EnsureKnown() { if (Name != "a") throw new System.Exception(); }
            void NormaliseName() { if (Name != "a") Name = "b"; }
            void Send() { Db.Run(Name); // flow
            }
        }
        class NewPageModel { public string Name { get; set; } public NewPageModel() => Db.Run(Name); }
        class EditView
        {
            public string Name { get; set; }
            void Clicked() { Db.Run(Name); // flow
            }
            static void Shown(EditView view) { Db.Run(view.Name); // flow
                if (view.Name == "a") Db.Run(view.Name); }
        }
        """);

    [Fact]
    public void Libraries_do_what_their_kind_does() => FlowTest.Check("""
        class A
        {
            void Asked() { var x = Web.Input("a"); Db.Run(x.Trim().PadLeft(3)); // flow
                Db.Run("a".Insert(0, x)); // flow
                Db.Run("a" + x.IndexOf("b")); Db.Run(x.Split(',')[0]); // flow
                Db.Run(x.ToCharArray().ToString()); // flow
            }
            void Unknown() { var x = Web.Input("a"); Db.Run(Safe.Unknown(x)); Db.ExecuteRaw("a"); Db.ExecuteRaw(x); // flow
            }
            void Taken() { var (a, (b, c)) = ("a", (Web.Input("b"), "c")); Db.Run(a); Db.Run(c); Db.Run(b); // flow
                (string d, string e) = ("d", "e"); (d, e) = (e, Web.Input("e")); Db.Run(d); Db.Run(e); // flow
            }
            void Matched() { if ((Web.Input("a"), "b") is (var a, var b)) { Db.Run(b); Db.Run(a); // flow
                } if (new Pair("a", Web.Input("b")) is (var c, var d)) { Db.Run(c); Db.Run(d); // flow
                } if (new Pair("a", Web.Input("b")) is { First: var e, Second: var f } whole) { Db.Run(e); Db.Run(whole.First); Db.Run(f); // flow
                } if (Web.Many() is [var g, .. var rest]) { Db.Run(g); // flow
                    Db.Run(rest[0]); // flow
                } }
            record Pair(string First, string Second); Action Handler { get; set; }
            void Later() { var x = Web.Input("a"); Handler = () => Db.Run("a"); Handler = () => Db.Run(x); // flow
            }
            void Channels() { var channel = System.Threading.Channels.Channel.CreateUnbounded<string>(); if (channel.Reader.TryRead(out var early)) Db.Run("a"); channel.Writer.TryWrite(Web.Input("a")); if (channel.Reader.TryRead(out var later)) Db.Run(later); // flow
            }
            async Task Completed() { var source = new TaskCompletionSource<string>(); source.SetResult(Web.Input("a")); Db.Run(await source.Task.ConfigureAwait(false)); // flow
                var other = new TaskCompletionSource<string>(); other.SetResult("a"); Db.Run(await other.Task); }
            void Filled() { Memory<byte> memory = new byte[3]; Web.Read(memory.ToArray()); var buffer = new byte[3]; Web.Read(buffer); Db.Run(Encoding.UTF8.GetString(buffer[1..])); // flow
            }
            void Grid() { var grid = new string[2, 2]; Db.Run(grid[0, 0]); grid[0, 1] = Web.Input("a"); Db.Run(grid[1, 0]); // flow
                var row = new[] { "a", Web.Input("b") }; Db.Run(row[1..][0]); // flow
            }
            void Dynamic() { dynamic d = Web.Body(); string a = d.Find("x"); Db.Run(a); // flow
                string b = d["x"]; Db.Run(b); // flow
                dynamic c = "a"; string e = c.Trim(); Db.Run(e); Db.Run(nameof(d) + typeof(string) + default(string) + sizeof(int)); }
            void Static() { var x = Web.Input("a"); Db.Run(Uri.EscapeDataString(x)); // flow
                Db.Run(Path.Combine("a", x)); // flow
                Db.Run(Web.Of(x)); // flow
                Db.Run(Environment.GetEnvironmentVariable("a")); Db.Run(Convert.ToInt32(x) + ""); }
            void Made() { var x = Web.Input("a"); var pair = new KeyValuePair<string, string>("a", x); Db.Run(pair.Key); Db.Run(pair.Value); // flow
                var (key, value) = pair; Db.Run(key); Db.Run(value); // flow
                var error = new InvalidOperationException(x); Db.Run(error.Message); // flow
                Db.Run(error.Source); Db.Run(new Version(x).ToString());
                Db.Run(new Lazy<string>(x).Value); // flow
            }
            void Wrapped(Task<string> given) { var x = Task.FromResult(Web.Input("a")); Db.Run(x.Result); // flow
                Db.Run(x.GetAwaiter().GetResult()); // flow
                Db.Run(given.Result); int? n = 3; Db.Run("a" + n.Value); }
            async Task Awaited() { Db.Run(await Task.FromResult(Web.Input("a")).ConfigureAwait(false)); // flow
                Db.Run(await new ValueTask<string>(Web.Input("b")).AsTask()); // flow
            }
            void Uris() { var address = new Uri(new Uri("https://a"), Web.Input("a")); Db.Run(address.ToString()); // flow
                var b = new UriBuilder("https://a") { Path = Web.Input("a"), Query = Web.Input("b") }; b.Fragment = Web.Input("c"); Db.Fetch(b.ToString()); b.Host = Web.Input("c"); Db.Fetch(b.ToString()); // flow
            }
        }
        """);

    [Fact]
    public void Whatever_is_assigned_counts() => FlowTest.Check("""
        using BackendRules;
        class Statement { [TaintSink("sql")] public string Sql; [TaintSink("sql")] public static string Last; }
        class Report { readonly string _table, _schema = "shop"; public Report(string table) { _table = table; } public string Format { get => "csv"; set => Db.Run("set " + _table); } // flow
            public string Schema { get => _schema; set => Db.Run("set " + _schema); } }
        class A
        {
            void Field() { var s = new Statement(); s.Sql = "a"; s.Sql = Web.Input("a"); // flow
                Statement.Last = Web.Input("b"); // flow
            }
            void Element() { var c = new Command(); c.Parts[0] = "a"; c.Parts[0] = Web.Input("a"); // flow
            }
            void Setter() { var report = new Report(Web.Input("a")); report.Format = "csv"; report.Schema = "b"; }
            void Counted() { var counts = new Dictionary<string, string>(); counts[Web.Input("a")] = "1"; foreach (var pair in counts) { Db.Run(pair.Value); Db.Run(pair.Key); // flow
                } }
            static void Fill(Dto dto) { dto = new Dto(); dto.Name = Web.Input("a"); }
            void Filled() { var dto = new Dto { Name = "a" }; Fill(dto); Db.Run(dto.Name); }
        }
        """);
}
