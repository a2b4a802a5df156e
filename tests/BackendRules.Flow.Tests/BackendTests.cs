namespace BackendRules.Flow.Tests;

/// <summary>Pieces of backends as people write them: jobs, commands, events, pages, tenants.</summary>
public sealed class BackendTests
{
    [Fact]
    public void A_queue_beside_other_services_is_the_same_queue() => FlowTest.Check("""
        using System.Threading.Channels;
        record Job(string Table, string Kind);
        class Log { public void Write(string text) { } }
        class AController
        {
            readonly Channel<Job> _jobs; readonly Log _log;
            public AController(Channel<Job> jobs, Log log) { _jobs = jobs; _log = log; }
            public void Post(string table) { _log.Write("queued"); _jobs.Writer.TryWrite(new Job(table, "purge")); }
        }
        class Worker
        {
            readonly Log _log; readonly Channel<Job> _waiting;
            public Worker(Log log, Channel<Job> waiting) { _log = log; _waiting = waiting; }
            public void Run() { while (_waiting.Reader.TryRead(out var job)) { _log.Write(job.Kind); Db.Run(job.Kind); Db.Run("delete from " + job.Table); // flow
                } }
        }
        """);

    [Fact]
    public void A_route_may_be_put_together() => FlowTest.Check("""
        class App { public App MapGet(string route, Delegate handler) => this; }
        static class Orders { static string Prefix => Environment.MachineName; public static void Map(App app) => app.MapGet(Prefix + "/orders", (string sort, int page) => { Db.Run("limit " + page); Db.Run("order by " + sort); }); // flow
        }
        """);

    [Fact]
    public void An_optional_struct_is_what_it_holds() => FlowTest.Check("""
        record struct Page(string Sort, string Direction);
        class Repo
        {
            public void Find(Page? page) { if (page.HasValue) { Db.Run(page.Value.Direction); Db.Run("order by " + page.Value.Sort); // flow
                } }
            public void Later(Lazy<Page> page) { Db.Run(page.Value.Direction); Db.Run("order by " + page.Value.Sort); // flow
            }
        }
        class AController { readonly Repo _repo = new(); public void Get(string sort) { _repo.Find(new Page(sort, "asc")); _repo.Later(new Lazy<Page>(() => new Page(sort, "asc"))); } }
        """);

    [Fact]
    public void What_is_configured_on_the_way_is_called_all_the_same() => FlowTest.Check("""
        class Report { public int Timeout { get; set; } public int[] Widths { get; } = new int[3]; public int Retries; }
        class AController
        {
            public void Get(string column) => Open(column).Timeout = 30;
            public void Wide(string column) => Open(column).Widths[0] = 20;
            public void Again(string column) => Open(column).Retries = 3;
            Report Open(string column) { Db.Run("select " + column); return new Report(); } // flow
        }
        class BController { public void Get(string column) => Shown(column).Timeout = 30; Report Shown(string column) { Db.File(column); return new Report(); } } // flow
        class CController { public void Get(string column) => Wide(column).Widths[0] = 20; Report Wide(string column) { Db.File(column); return new Report(); } } // flow
        class DController { public void Get(string column) => Tried(column).Retries = 3; Report Tried(string column) { Db.File(column); return new Report(); } } // flow
        """);

    [Fact]
    public void A_command_by_name_knows_the_object_that_it_belongs_to() => FlowTest.Check("""
        class Commands
        {
            readonly Dictionary<string, Action<string>> _all = new(); readonly string _table, _schema = "shop";
            public Commands(string table) { _table = table; _all["purge"] = Purge; _all["show"] = Show; }
            void Purge(string id) => Db.Run("truncate " + _table); // flow
            void Show(string id) => Db.Run("select 1 from " + _schema);
            public void Go(string name) => _all[name]("1");
        }
        class AController { public void Post(string table, string name) => new Commands(table).Go(name); }
        """);

    [Fact]
    public void Whoever_subscribes_hears_what_is_published() => FlowTest.Check("""
        class Bus
        {
            readonly List<Action<string>> _handlers = new(); readonly Stack<Action<string>> _undo = new(); readonly Queue<Action<string>> _later = new(); readonly System.Collections.Concurrent.ConcurrentDictionary<string, Action<string>> _named = new();
            public void Subscribe(Action<string> handler) => _handlers.Add(handler);
            public void Undo(Action<string> handler) => _undo.Push(handler);
            public void Later(Action<string> handler) => _later.Enqueue(handler);
            public void Name(string name, Action<string> handler) => _named.TryAdd(name, handler);
            public void Publish(string text) { foreach (var handler in _handlers) handler(text); while (_undo.Count > 0) _undo.Pop()(text); while (_later.Count > 0) _later.Dequeue()(text); if (_named.TryGetValue("a", out var named)) named(text); }
        }
        class Audit
        {
            public Audit(Bus bus)
            {
                bus.Subscribe(text => Db.Run("insert " + text)); // flow
                bus.Undo(text => Db.Run("delete " + text)); // flow
                bus.Later(text => Db.Run("update " + text)); // flow
                bus.Name("a", text => Db.Run("select " + text)); // flow
            }
        }
        class AController { readonly Bus _bus; public AController(Bus bus) { _bus = bus; } public void Post(string text) => _bus.Publish(text); }
        """);

    [Fact]
    public void Rows_of_an_array_keep_their_columns() => FlowTest.Check("""
        class A
        {
            void Export() { var rows = new[] { new Dto { Name = Web.Input("name"), Inner = new Dto { Name = "fixed" } } }; Db.Run(rows[0].Inner.Name); Db.Run(rows[0].Name); // flow
                var first = rows[..1]; Db.Run(first[0].Inner.Name); Db.Run(first[0].Name); // flow
            }
        }
        """);

    [Fact]
    public void What_is_told_on_the_way_out_may_have_a_name_of_its_own() => FlowTest.Check("""
        class A
        {
            string _last = "";
            void Logged() { var status = "started"; try { Console.Write(1); } finally { var given = Web.Input("status"); status = given; } Db.Run(status); // flow
            }
            void Kept() { try { Console.Write(1); } finally { var given = Web.Input("last"); if (given.Length > 3) { var shorter = given.Substring(3); _last = shorter; } } Db.Run(_last); // flow
            }
        }
        """);

    [Fact]
    public void A_shared_folder_and_one_of_ones_own_contain_alike() => FlowTest.Check("""
        class AController
        {
            public void Get(string name, bool isShared)
            {
                if (!Path.GetFullPath(Path.Combine("/data", name)).StartsWith(isShared ? "/data/shared/" : "/data/own/")) throw new ArgumentException();
                Db.File(Path.Combine("/data", name)); Db.Run(name); // flow
            }
        }
        """);

    [Fact]
    public void Two_checks_in_a_row_both_count() => FlowTest.Check("""
        class Columns { public bool IsKnown(string name) => name is "name" or "city"; public bool IsShort(string name) => name.Length < 30; public bool IsIn(string name, HashSet<string> all) => IsKnown(name) && all.Contains(name); }
        class AController
        {
            readonly Columns _columns = new();
            public void Get(string sort) { if (!_columns.IsKnown(sort)) return; if (_columns.IsShort(sort)) Db.Run("order by " + sort); }
            public void Late(string sort) { if (!_columns.IsShort(sort)) return; Db.Run("order by " + sort); // flow
                if (_columns.IsKnown(sort)) Db.Run("order by " + sort); }
            public void Listed(string sort, HashSet<string> all) { if (_columns.IsIn(sort, all)) Db.Run("order by " + sort); }
        }
        """);

    [Fact]
    public void A_checked_address_stays_checked_whatever_else_is_asked() => FlowTest.Check("""
        class A
        {
            static bool IsKnown(string text) => text is "a" or "b";
            void Logged(Request r, bool log) { if (!IsKnown(r.Path)) return; if (log) Console.Write(1); else Console.Write(2); Db.Run(r.Path); Db.Run(r.Host); // flow
            }
            void Text() { var u = new Uri(Web.Input("a")); if (u.ToString() != "https://example.org/a") return; Db.Fetch(u.ToString()); Db.Fetch(u.AbsoluteUri); }
        }
        """);

    [Fact]
    public void A_check_that_some_may_skip_proves_nothing() => FlowTest.Check("""
        class Search
        {
            public string Sort { get; set; }
            public bool IsValid(bool isAdmin) { if (isAdmin && Sort.Length < 9) return true; return Sort is "name" or "city"; }
            public bool IsStrict(bool isAdmin) { if (isAdmin) return Sort == "id"; return Sort is "name" or "city"; }
        }
        class AController
        {
            public void Get(Search search) { if (!search.IsValid(true)) return; Db.Run(search.Sort); // flow
            }
            public void Strict(Search search) { if (!search.IsStrict(true)) return; Db.Run(search.Sort); }
        }
        """);

    [Fact]
    public void An_address_with_its_host_and_one_without_are_two() => FlowTest.Ways(
        [
            """ssrf Fetch: 'path' from the request | string path > isOwn ? "https://example.org/" + path : path > string url > url""",
            """ssrf Fetch: 'path' from the request | string path > isOwn ? "https://example.org/" + path : path > string url > url | settled""",
        ],
        """
        class AController { public void Get(string path, bool isOwn) => Send(isOwn ? "https://example.org/" + path : path); static void Send(string url) => Db.Fetch(url); }
        """);

    [Fact]
    public void What_a_page_is_filled_with_comes_from_its_property() => FlowTest.Ways(
        ["""sql Run: 'Name' from the form | Name > Name"""],
        """
        class EditPageModel
        {
            public string Name { get; set; }
            public void OnPost() => Db.Run(Name);
        }
        """);

    [Fact]
    public void A_way_is_never_longer_than_anybody_reads()
    {
        var links = string.Concat(Enumerable.Range(1, 60).Select(static i => $"var x{i} = x{i - 1};\n"));
        var finding = Assert.Single(FlowTest.Findings($"var x0 = Web.Input(\"a\");\n{links}Db.Run(x60);"));
        Assert.InRange(finding.Steps.Count, 2, 25);
    }

    [Fact]
    public void What_is_ready_is_taken_out_by_a_pattern() => FlowTest.Check("""
        record Search(string Sort, string Direction);
        class A
        {
            Task<Search> Load() => Task.FromResult(new Search(Web.Input("sort"), "asc"));
            void M() { if (Load() is { IsCompletedSuccessfully: true, Result: var search }) { Db.Run(search.Direction); Db.Run(search.Sort); // flow
                } }
        }
        """);

    [Fact]
    public void A_tenant_that_another_project_keeps_is_known_here()
    {
        var lower = FlowTest.Compile("Lower", [], """
            public static class Tenant { public static string Schema; public static string Zone; public static void Enter(string schema) { Schema = schema; Zone = "eu"; } }
            """);
        var facts = SummaryText.Read(SummaryText.Write("Lower", FlowTest.ModelSet, FlowTest.Summaries(lower).Where(static summary => summary.Matters)), FlowTest.ModelSet)!.Value.Summaries;
        var upper = FlowTest.Compile("Upper", [lower], """
            public class AController
            {
                public void Get(string schema) => Tenant.Enter(schema);
                public void Use() => Db.Run("set schema " + Tenant.Schema); // flow
                public void Zone() => Db.Run("set zone " + Tenant.Zone);
            }
            """);
        var text = upper.SyntaxTrees.First().GetText();
        var finding = Assert.Single(Solver.Solve(FlowTest.Summaries(upper).Concat(facts), default));
        Assert.EndsWith("// flow", text.Lines.GetLineFromPosition(finding.At.Start).ToString());
    }

    [Fact]
    public void Both_ends_of_a_queue_may_be_injected_alone() => FlowTest.Check("""
        using System.Collections.Concurrent; using System.Threading.Channels;
        record Job(string Table, string Kind); record Mail(string Text);
        class AController { readonly ChannelWriter<Job> _jobs; readonly ConcurrentQueue<Mail> _mails; public AController(ChannelWriter<Job> jobs, ConcurrentQueue<Mail> mails) { _jobs = jobs; _mails = mails; }
            public void Post(string table) { _jobs.TryWrite(new Job(table, "purge")); _mails.Enqueue(new Mail(table)); } }
        class Worker { readonly ChannelReader<Job> _jobs; readonly ConcurrentQueue<Mail> _mails; public Worker(ChannelReader<Job> jobs, ConcurrentQueue<Mail> mails) { _jobs = jobs; _mails = mails; }
            public void Run() { while (_jobs.TryRead(out var job)) { Db.Run(job.Kind); Db.Run("delete from " + job.Table); // flow
                } while (_mails.TryDequeue(out var mail)) Db.Run(mail.Text); // flow
            } }
        """);

    [Fact]
    public void A_request_that_was_checked_may_be_handed_on() => FlowTest.Check("""
        class Search
        {
            public string Sort { get; set; }
            public string Text { get; set; }
            public void EnsureValid() { if (Sort is not ("name" or "city")) throw new ArgumentException(); }
        }
        class Repo
        {
            public void Sorted(Search search) => Db.Run("order by " + search.Sort);
            public void Found(Search search) => Db.Run("like " + search.Text); // flow
        }
        class AController { readonly Repo _repo = new(); public void Get(Search search) { search.EnsureValid(); _repo.Sorted(search); _repo.Found(search); } }
        """);

    [Fact]
    public void What_is_replaced_before_it_is_stored_is_not_what_came_in() => FlowTest.Check("""
        class Order { public string Number { get; set; } public string Owner { get; set; } public string Note { get; set; } }
        class Service { public Order Stamp(Order order) { order.Number = "1"; order.Owner = "me"; return order; } }
        class AController
        {
            readonly Service _service = new();
            public void Post(Order order) { var stamped = _service.Stamp(order); Db.Run(stamped.Number); Db.Run(stamped.Owner); Db.Run(stamped.Note); // flow
            }
        }
        """);

    [Fact]
    public void What_a_base_class_does_is_done_by_it_alone() => FlowTest.Check("""
        abstract class Handler { public virtual void Done(string text) { } }
        class Loud : Handler { public override void Done(string text) => Db.Run(text); }
        class Quiet : Handler { public override void Done(string text) => base.Done(text); }
        sealed class AController { readonly Quiet _quiet = new(); public void Post(string text) => _quiet.Done(text); }
        """);

    [Fact]
    public void All_who_may_be_asked_must_agree() => FlowTest.Check("""
        interface IColumns { bool Has(string name); }
        class Fixed : IColumns { public bool Has(string name) => name is "name" or "city"; }
        class Free : IColumns { public bool Has(string name) => IsLong(name); static bool IsLong(string name) => name.Length > 3; }
        class AController { readonly IColumns _columns; public AController(IColumns columns) { _columns = columns; } public void Get(string sort) { if (_columns.Has(sort)) Db.Run("order by " + sort); // flow
            } }
        """);

    [Fact]
    public void A_filter_says_something_of_the_member_that_it_looks_at() => FlowTest.Check("""
        class Field { public string Name { get; set; } public string Value { get; set; } }
        class A
        {
            List<Field> Sent() => [new Field { Name = Web.Input("name"), Value = Web.Input("value") }];
            void Where() { foreach (var field in Sent().Where(field => field.Name is "name" or "city")) { Db.Run(field.Name); Db.Run(field.Value); // flow
                } }
            void TakeWhile() { foreach (var field in Sent().TakeWhile(field => field.Name is "name" or "city")) { Db.Run(field.Name); Db.Run(field.Value); // flow
                } }
            void FindAll() { foreach (var field in Sent().FindAll(field => field.Name is "name" or "city")) { Db.Run(field.Name); Db.Run(field.Value); // flow
                } }
            void First() { var field = Sent().First(field => field.Name is "name" or "city"); Db.Run(field.Name); Db.Run(field.Value); // flow
            }
        }
        """);

    [Fact]
    public void A_choice_of_two_orders_is_either_of_them() => FlowTest.Ways(
        [
            """sql Run: the request | Web.Input("a") > Name = Web.Input("a") > dto = isNew ? new Dto { Name = Web.Input("a") } : new Dto { Name = Web.Query } > dto.Name""",
            """sql Run: 'Web.Query' | Web.Query > Name = Web.Query > dto = isNew ? new Dto { Name = Web.Input("a") } : new Dto { Name = Web.Query } > dto.Name""",
        ],
        """
        class A { void M(bool isNew) { var dto = isNew ? new Dto { Name = Web.Input("a") } : new Dto { Name = Web.Query }; Db.Run(dto.Name); } }
        """);
}
