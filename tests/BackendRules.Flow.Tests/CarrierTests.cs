namespace BackendRules.Flow.Tests;

/// <summary>What holds values for a while: spans and memory, tasks, sequences, collections that are handed on.</summary>
public sealed class CarrierTests
{
    [Fact]
    public void Memory_is_what_it_looks_at() => FlowTest.Check("""
        class A
        {
            void Memory() { var x = Web.Input("a").AsMemory(); Db.Run(x.Span.ToString()); // flow
                var y = "b".AsMemory(); Db.Run(y.Span.ToString()); }
            void Buffer() { var buffer = new byte[8]; Web.Read(new ArraySegment<byte>(buffer).Array); var other = new byte[8]; Db.Run(System.Text.Encoding.UTF8.GetString(other)); }
            void Range() { var x = Web.Input("a"); string[] all = ["b", x]; Db.Run(all[1..][0]); // flow
                var some = all[..1]; Db.Run(some[0]); // flow
                Db.Go(all); // flow
            }
            void Index() { var x = Web.Input("a"); var names = new[] { "b" }; names[Pick(x)] = "c"; Db.Run(names[0]); }
            int Pick(string text) => text.Length;
            void Picked() { var names = new[] { "b" }; Db.Run(names[Sent(Web.Input("a"))]); }
            int Sent(string text) { Db.File(text); // flow
                return 0; }
        }
        """);

    [Fact]
    public void Sequences_pass_what_predicates_let_pass() => FlowTest.Check("""
        class A
        {
            static bool IsKnown(string text) => text is "a" or "b";
            void Where() { foreach (var x in Web.Many().Where(x => x is "a" or "b")) Db.Run(x); foreach (var x in Web.Many().Where(IsKnown)) Db.Run(x); foreach (var x in Web.Many().Where(x => x.Length > 1)) Db.Run(x); // flow
            }
            void All() { foreach (var x in Web.Many().FindAll(x => x == "a")) Db.Run(x); foreach (var x in Web.Many().FindAll(x => x != "a")) Db.Run(x); // flow
            }
            void Last() { Db.Run(Web.Many().FindLast(x => x == "a")); Db.Run(Web.Many().FindLast(x => x != "a")); // flow
            }
            void OfArray() { var all = Web.Many().ToArray(); Db.Run(Array.Find(all, x => x == "a")); Db.Run(Array.FindLast(all, x => x == "a")); foreach (var x in Array.FindAll(all, x => x == "a")) Db.Run(x); Db.Run(Array.Find(all, x => x != "a")); // flow
            }
            void Or() { var x = Web.Input("a"); Db.Run(Web.Many().FirstOrDefault(y => y == "a", x)); // flow
            }
        }
        """);

    [Fact]
    public void What_a_method_puts_into_a_collection_is_in_it() => FlowTest.Check("""
        class A
        {
            void Set() { var set = new HashSet<string>(); Fill(set); foreach (var x in set) Db.Run(x); // flow
            }
            void Listed() { var list = new List<string>(); Fill(list); Db.Run(list[0]); // flow
            }
            void Named() { var names = new Dictionary<string, string>(); Fill(names); Db.Run(names["a"]); // flow
            }
            void Other() { var list = new List<string>(); Look(list); Db.Run(list[0]); }
            void Fill(HashSet<string> set) => set.Add(Web.Input("a"));
            void Fill(List<string> list) => list.Add(Web.Input("a"));
            void Fill(Dictionary<string, string> names) => names["a"] = Web.Input("a");
            void Look(List<string> list) => Db.File(list[0]);
        }
        """);

    [Fact]
    public void Copies_and_tasks_hold_what_they_were_made_of() => FlowTest.Check("""
        record Search(string Name, string Sort);
        class A
        {
            void Copied() { var s = new Search(Web.Input("a"), "b"); var t = s with { Sort = "c" }; Db.Run(t.Sort); Db.Run(t.Name); // flow
                var u = s with { Name = "d" }; Db.Run(u.Name); }
            async Task Waited() { Db.Run(await new ValueTask<string>(Web.Input("a")).AsTask()); // flow
                Db.Run(await new ValueTask<string>("b").AsTask()); }
            class Answer { public string Result { get; set; } public Answer Value { get; set; } }
            void Answered() { Db.Run(Task.FromResult(Web.Input("a")).Result); // flow
                var answer = new Answer { Result = "a", Value = new Answer { Result = Web.Input("a") } }; Db.Run(answer.Result); Db.Run(answer.Value.Result); // flow
            }
            struct Line { public string Text; public void Read() => Text = Web.Input("a"); }
            readonly struct Fixed { public readonly string Text; public Fixed(string text) { Text = text; } public void Read() { _ = Web.Input("a"); } }
            void Structs() { var line = new Line(); Take(line); Db.Run(line.Text); line.Read(); Db.Run(line.Text); // flow
                var kept = new Fixed("a"); kept.Read(); Db.Run(kept.Text); }
            void Take(Line line) => line.Read();
            async Task Promised() { var source = new TaskCompletionSource<string>(); var task = source.Task; source.SetResult(Web.Input("a")); Db.Run(await source.Task); // flow
            }
            void Found() { var x = Web.Input("a"); if (x is { Length: > 2 } and var y) Db.Run(y); // flow
                if (x is "b" and var z) Db.Run(z); if (x is var w and "b") Db.Run(w); }
        }
        """);

    [Fact]
    public void A_check_of_an_object_says_nothing_of_another_one() => FlowTest.Check("""
        class Query
        {
            public string Name { get; set; }
            public string Other { get; set; }
            public bool IsValid() => Name is "a" or "b";
            public void EnsureValid() { if (Name != "a") throw new Exception(); }
            public bool IsEither(bool plain) { if (plain) { return Name == "a"; } return Name == "a" && Other == "b"; }
        }
        class A
        {
            Query Asked() => new Query { Name = Web.Input("a"), Other = Web.Input("b") };
            void Tested() { var q = Asked(); if (!q.IsValid()) return; Db.Run(q.Name); Db.Run(q.Other); // flow
            }
            void Ensured() { var q = Asked(); q.EnsureValid(); Db.Run(q.Name); Db.Run(q.Other); // flow
            }
            void Another() { var q = Asked(); var r = Asked(); if (!q.IsValid()) return; Db.Run(r.Name); // flow
            }
            void Replaced() { var q = Asked(); if (!q.IsValid()) return; q = Asked(); Db.Run(q.Name); // flow
            }
            void Neither() { var q = Asked(); if (q.IsEither(true)) return; Db.Run(q.Name); // flow
            }
            void Patterns() { var q = Asked(); if (q is { Name: "a" } and { Other: "b" }) { Db.Run(q.Name); Db.Run(q.Other); } if (q is { Name: "a" } or { Other: "b" }) Db.Run(q.Name); // flow
            }
            static async Task<bool> IsKnown(string text) { await Task.Yield(); return text is "a" or "b"; }
            async Task Awaited() { var x = Web.Input("a"); if (await IsKnown(x)) Db.Run(x); else Db.Run(x); // flow
            }
            async Task Waited() { var x = Web.Input("a"); if (!await IsKnown(x).ConfigureAwait(false)) return; Db.Run(x); }
            void Either() { var q = Asked(); if (!q.IsEither(true)) return; Db.Run(q.Name);
                Db.Run(q.Other); // flow
            }
        }
        """);
}
