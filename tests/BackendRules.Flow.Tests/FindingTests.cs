namespace BackendRules.Flow.Tests;

/// <summary>What a finding shows: its words, its places in order, and what precedes the value.</summary>
public sealed class FindingTests
{
    [Fact]
    public void A_way_shows_what_a_value_passes() => FlowTest.Ways(
        [
            """sql Run: the request | Web.Input("a")""",
            """sql Run: the request | Web.Input("b") > x = Web.Input("b") > "select " + x | settled""",
            """sql Run: the request | Web.Body() > dto = Web.Body() > dto.Inner.Name""",
            """path File: the request | Web.Input("in an object") > Name = Web.Input("in an object") > kept = new Dto { Name = Web.Input("in an object") } > also = kept > also.Name""",
            """sql Run: the request | Web.Many() > s > s + "x" > Web.Many().Select(s => s + "x") > Web.Many().Select(s => s + "x").First()""",
        ],
        """
        class A
        {
            void Direct() => Db.Run(Web.Input("a"));
            void Named() { var x = Web.Input("b"); Db.Run("select " + x); }
            void Part() { var dto = Web.Body(); Db.Run(dto.Inner.Name); }
            void Object() { var kept = new Dto { Name = Web.Input("in an object") }; var also = kept; Db.File(also.Name); }
            void Selected() { Db.Run(Web.Many().Select(s => s + "x").First()); }
        }
        """);

    [Fact]
    public void A_way_goes_through_methods() => FlowTest.Ways(
        [
            """path File: 'dto' from the request | Dto dto > _kept = dto.Name > _kept""",
            """sql Run: 'sort' from the request | string sort > sort > string column > column > string text > "[" + text + "]" > Quoted(column) > "order by " + Quoted(column) | settled""",
        ],
        """
        class AController { readonly Repo _repo = new(); string _kept; public void Get(string sort) => _repo.Find(sort); public void Put(Dto dto) => _kept = dto.Name; public void Use() => Db.File(_kept); }
        class Repo
        {
            public void Find(string column) => Db.Run("order by " + Quoted(column));
            static string Quoted(string text) => "[" + text + "]";
        }
        """);

    [Fact]
    public void Sources_have_words() => FlowTest.Ways(
        [
            """sql Run: the address | r.Path""",
            """sql Run: 'Web.Query' | Web.Query""",
            """sql Run: 'Web.Of(new { Name = "a", Text = "1234567" })' | Web.Of(new { Name = "a", Text = "1234567" })""",
            """sql Run: 'Web.Of(new { Name = "a", Text = "123456789012...' | Web.Of(new { Name = "a", Text = "1234567890123456789012345678901234567890" })""",
            "sql Run: 'Web.Of(...' | Web.Of(\n        \"a\")",
            """sql Run: 'Web.TryRead("a", out var x)' | Web.TryRead("a", out var x) > x""",
            """sql Run: the caught exception | (IOException e) > e.Message""",
            """sql Run: what is read | Web.Read(buffer) > Encoding.UTF8.GetString(buffer)""",
            """sql Run: 'q' from the request | string q > q""",
            """sql Run: 'text' | [BackendRules.TaintSource] string text > text""",
        ],
        """
        class A
        {
            void Modelled(Request r) => Db.Run(r.Path);
            void Member() => Db.Run(Web.Query);
            void Out() { Web.TryRead("a", out var x); Db.Run(x); }
            void Short() => Db.Run(Web.Of(new { Name = "a", Text = "1234567" }));
            void Long() => Db.Run(Web.Of(new { Name = "a", Text = "1234567890123456789012345678901234567890" }));
            void Lines() => Db.Run(Web.Of(
                "a"));
            void Caught() { try { File.ReadAllText("a"); } catch (IOException e) { Db.Run(e.Message); } }
            void Bytes() { var buffer = new byte[3]; Web.Read(buffer); Db.Run(Encoding.UTF8.GetString(buffer)); }
            void Start(App app) => app.MapGet("/", (string q) => Db.Run(q));
        }
        class App { public void MapGet(string route, Delegate handler) { } }
        class Own { public void Do([BackendRules.TaintSource] string text) => Db.Run(text); }
        """);

    [Fact]
    public void Sinks_have_words() => FlowTest.Ways(
        [
            """sql Text: the request | Web.Input("a")""",
            """sql Command: the request | Web.Input("b")""",
            """sql Parts: the request | Web.Input("c")""",
            """header this[]: the request | Web.Input("d")""",
            """ldap,html,xpath,header,log,redirect Go: the request | Web.Input("e")""",
        ],
        """
        class A
        {
            void Property(Command c) => c.Text = Web.Input("a");
            void Created() => new Command(Web.Input("b"));
            void Element(Command c) => c.Parts.Add(Web.Input("c"));
            void Key(Command c) => c["Location"] = Web.Input("d");
            void Object() => Db.Go(Web.Input("e"));
        }
        """);

    [Fact]
    public void What_precedes_a_value_is_told() => FlowTest.Ways(
        [
            "ssrf Fetch: the request | Web.Input(\"whole\") > Web.Input(\"whole\") + \"/a\"",
            """ssrf Fetch: the request | Web.Input("host") > "https://" + Web.Input("host") + "/a" | behind https://""",
            """ssrf Fetch: the request | Web.Input("path") > Host + Web.Input("path") | settled""",
            """ssrf Fetch: the request | Web.Input("no scheme") > "//" + Web.Input("no scheme") | behind //""",
            """ssrf Fetch: the request | Web.Input("behind another") > $"https://{host}/{Web.Input("behind another")}" | settled""",
            """ssrf Fetch: the request | Web.Input("first") > $"https://{Web.Input("first")}.{Web.Input("second")}" | behind https://""",
            """ssrf Fetch: the request | Web.Input("second") > $"https://{Web.Input("first")}.{Web.Input("second")}" | settled""",
            """ssrf Fetch: the request | Web.Input("formatted host") > string.Format("https://{0}/{1}", Web.Input("formatted host"), Web.Input("formatted path")) | behind https://""",
            """ssrf Fetch: the request | Web.Input("formatted path") > string.Format("https://{0}/{1}", Web.Input("formatted host"), Web.Input("formatted path")) | settled""",
            """ssrf Fetch: the request | Web.Input("formatted second") > string.Format("{1}{0}", Web.Input("formatted second"), other) | settled""",
            """ssrf Fetch: the request | Web.Input("with a culture") > string.Format(null, "https://{0,3:x}/", Web.Input("with a culture")) | behind https://""",
            """ssrf Fetch: the request | Web.Input("in an array") > string.Format("https://a/{0}{1}{2}{3}", 1, 2, 3, Web.Input("in an array")) | settled""",
            """ssrf Fetch: the request | Web.Input("in a row") > string.Concat("https://", Web.Input("in a row"), "/") | behind https://""",
            """ssrf Fetch: the request | Web.Input("in a row of four") > string.Concat("ht", "tps:", "//", Web.Input("in a row of four")) | behind https://""",
            """ssrf Fetch: the request | Web.Input("behind a number") > "ftp" + 1 + Web.Input("behind a number") | settled""",
            """ssrf Fetch: the request | Web.Input("later") > path = "/a/" + Web.Input("later") > "https://a" + path | settled""",
            """ssrf Fetch: the request | Web.Input("in a method") > string name > "https://" + name > In(Web.Input("in a method")) | behind https://""",
        ],
        """
        class A
        {
            const string Host = "https://example.com/";
            void M(string host, string other)
            {
                Db.Fetch(Web.Input("whole") + "/a");
                Db.Fetch("https://" + Web.Input("host") + "/a");
                Db.Fetch(Host + Web.Input("path"));
                Db.Fetch("//" + Web.Input("no scheme"));
                Db.Fetch($"https://{host}/{Web.Input("behind another")}");
                Db.Fetch($"https://{Web.Input("first")}.{Web.Input("second")}");
                Db.Fetch(string.Format("https://{0}/{1}", Web.Input("formatted host"), Web.Input("formatted path")));
                Db.Fetch(string.Format("{1}{0}", Web.Input("formatted second"), other));
                Db.Fetch(string.Format(null, "https://{0,3:x}/", Web.Input("with a culture")));
                Db.Fetch(string.Format("https://a/{0}{1}{2}{3}", 1, 2, 3, Web.Input("in an array")));
                Db.Fetch(string.Concat("https://", Web.Input("in a row"), "/"));
                Db.Fetch(string.Concat("ht", "tps:", "//", Web.Input("in a row of four")));
                var path = "/a/" + Web.Input("later"); Db.Fetch("https://a" + path);
                Db.Fetch(In(Web.Input("in a method")));
                Db.Fetch("ftp" + 1 + Web.Input("behind a number"));
            }
            static string In(string name) => "https://" + name;
        }
        """);

    [Fact]
    public void The_shortest_way_of_those_between_two_places_is_told() => FlowTest.Ways(
        [
            """sql Run: the request | Web.Input("a") > x = Web.Input("a") > y = x > y""",
        ],
        """
        class A
        {
            static string Long(string s) => Longer(s); static string Longer(string s) => s + "x";
            void M(bool either) { var x = Web.Input("a"); var y = x; if (either) y = Long(x); Db.Run(y); }
        }
        """);

    [Fact]
    public void What_a_field_holds_comes_from_whoever_filled_it() => FlowTest.Ways(
        [
            "sql Run: the request | Web.Input(\"one\") > s_last = Web.Input(\"one\") > s_last",
            "sql Run: 'Web.Query' | Web.Query > s_last = Web.Query > s_last",
            "path File: the request | Web.Input(\"three\") > _own = Web.Input(\"three\") > _own",
        ],
        """
        class A
        {
            static string s_last; string _own, _other;
            void One() => s_last = Web.Input("one");
            void Two() => s_last = Web.Query;
            void Three() => _own = Web.Input("three");
            void Read() => Db.Run(s_last);
            void ReadOwn() => Db.File(_own);
            void ReadOther() => Db.File(_other);
        }
        class B { string _own; void Read() => Db.File(_own); }
        """);

    [Fact]
    public void Whoever_waits_may_stop_waiting()
    {
        var compilation = FlowTest.Compile("Db.Run(Web.Input(\"a\"));");
        var cancelled = new CancellationToken(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(() => Solver.Solve(FlowTest.Summaries(compilation), cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => FlowTest.Summaries(compilation, cancelled));
    }

    [Fact]
    public void A_finding_ends_at_its_last_step()
    {
        var finding = Assert.Single(FlowTest.Findings("Db.Run(Web.Input(\"a\"));"));
        Assert.Equal((finding.Steps[^1], 1UL, 1UL), (finding.At, finding.SourceKinds, finding.SinkKinds));
    }
}
