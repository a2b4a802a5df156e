namespace BackendRules.Flow.Tests;

/// <summary>Lists that a value is compared with: whose they are, and what asks.</summary>
public sealed class ListTests
{
    [Fact]
    public void A_list_proves_by_any_way_of_asking() => FlowTest.Check("""
        class A
        {
            static readonly string[] s_array = ["a", "b"]; static readonly List<string> s_list = ["a", "b"];
            void Exists() { var x = Web.Input("a"); if (s_list.Exists(y => y == x)) Db.Run(x); else Db.Run(x); // flow
            }
            void ArrayExists() { var x = Web.Input("a"); if (Array.Exists(s_array, y => y == x)) Db.Run(x); }
            void Any() { var x = Web.Input("a"); if (s_list.Any(y => y.Equals(x))) Db.Run(x); if (s_list.Any()) Db.Run(x); // flow
            }
            void AnyOf() { var x = Web.Input("a"); if (x.Any(c => c == 'a')) Db.Run(x); // flow
            }
            void NoneIs() { var x = Web.Input("a"); if (s_list.TrueForAll(y => y != x)) return; Db.Run(x); }
            void AllIs() { var x = Web.Input("a"); if (s_list.All(y => x != y)) return; Db.Run(x); }
            void SomeIs() { var x = Web.Input("a"); if (s_list.All(y => y == x)) Db.Run("a"); else Db.Run(x); // flow
            }
            void Letters() { var x = Web.Input("a"); if (x.All(char.IsLetter)) Db.Run(x); else Db.Run(x); // flow
            }
            void Strange() { var x = Web.Input("a"); if (x.Any(c => !char.IsLetterOrDigit(c))) return; Db.Run(x); }
            void Span() { var x = Web.Input("a"); if (s_array.AsSpan().Contains(x)) Db.Run(x); }
            void Place() { var x = Web.Input("a"); if (Array.IndexOf(s_array, x) < 0) return; Db.Run(x); }
            void NoPlace() { var x = Web.Input("a"); if (Array.IndexOf(s_array, x) >= 0) return; Db.Run(x); // flow
            }
            void Part() { var x = Web.Input("a"); if (x.Contains("b")) Db.Run(x); // flow
            }
        }
        """);

    [Fact]
    public void A_list_that_is_handed_on_proves_what_its_owner_put_into_it() => FlowTest.Check("""
        class A
        {
            static bool IsIn(string text, List<string> list) => list.Contains(text);
            static void Ensure(string text, List<string> list) { if (!list.Contains(text)) throw new Exception(); }
            void Own() { var x = Web.Input("a"); if (!IsIn(x, ["a", "b"])) return; Db.Run(x); }
            void Ensured() { var x = Web.Input("a"); Ensure(x, ["a", "b"]); Db.Run(x); }
            void Sent() { var x = Web.Input("a"); if (!IsIn(x, Web.Many())) return; Db.Run(x); // flow
            }
            void Mixed() { var x = Web.Input("a"); if (!IsIn(x, [x, "b"])) return; Db.Run(x); // flow
            }
            void Given(List<string> list) { var x = Web.Input("a"); if (!IsIn(x, list)) return; Db.Run(x); // flow
            }
            void Inverse() { var x = Web.Input("a"); if (IsIn(x, ["a", "b"])) return; Db.Run(x); // flow
            }
        }
        """);

    [Fact]
    public void A_member_of_an_interface_is_implemented_by_its_own_name_too() => FlowTest.Check("""
        interface IRepo { void Find(string name); void Keep(string name); }
        class Repo : IRepo { void IRepo.Find(string name) => Db.Run(name); // flow
            public void Keep(string name) { } public void Find(string name) { } }
        class A { void M(IRepo repo) { repo.Find(Web.Input("a")); repo.Keep(Web.Input("b")); new Repo().Find(Web.Input("c")); } }
        """);

    [Fact]
    public void A_long_way_is_shortened_and_a_choice_shows_the_shortest() => FlowTest.Check("""
        class A
        {
            void Long() { var x = Web.Input("a"); var a = x; var b = a; var c = b; var d = c; var e = d; var f = e; var g = f; var h = g; var i = h; var j = i; var k = j; var l = k; var m = l; var n = m; var o = n; var p = o; var q = p; var r = q; var s = r; var t = s; var u = t; var v = u; var w = v; var y = w; var z = y; Db.Run(z); // flow
            }
        }
        """);

    [Fact]
    public void Columns_that_are_all_held_against_a_list_are_known() => FlowTest.Check("""
        class A
        {
            static readonly HashSet<string> s_known = ["name", "city"]; static readonly string[] s_columns = ["name", "city"];
            void Superset() { var asked = Web.Many(); if (s_known.IsSupersetOf(asked)) Db.Run(string.Join(",", asked)); else Db.Run(string.Join(",", asked)); // flow
            }
            void Subset() { var asked = new HashSet<string>(); foreach (var one in Web.Many()) asked.Add(one); if (!asked.IsSubsetOf(s_known)) return; Db.Run(string.Join(",", asked)); }
            void SupersetOfSent() { var asked = Web.Many(); var sent = new HashSet<string>(); foreach (var one in Web.Many()) sent.Add(one); if (sent.IsSupersetOf(asked)) Db.Run(string.Join(",", asked)); // flow
            }
            void Rest() { var asked = Web.Many(); if (asked.Except(s_known).Any()) return; Db.Run(string.Join(",", asked)); }
            void RestOfSent() { var asked = Web.Many(); var sent = Web.Many(); if (asked.Except(sent).Any()) return; Db.Run(string.Join(",", asked)); // flow
            }
            void Missed() { var asked = Web.Many(); if (asked.Any(one => !s_known.Contains(one))) return; Db.Run(string.Join(",", asked)); }
            void MissedOne() { var asked = Web.Many(); if (asked.Exists(one => !s_columns.Contains(one))) throw new ArgumentException(); Db.Run(string.Join(",", asked)); }
            void Group() { var asked = Web.Many(); if (!asked.All(s_known.Contains)) return; Db.Run(string.Join(",", asked)); }
            void Letters() { var asked = Web.Many(); if (!asked.All("abc".Contains)) return; Db.Run(string.Join(",", asked)); // flow
            }
            void Some() { var asked = Web.Many(); if (asked.Any(s_known.Contains)) Db.Run(string.Join(",", asked)); // flow
                if (asked.Any(one => s_known.Contains(one))) return; Db.Run(string.Join(",", asked)); // flow
            }
            void NoneIs() { var sort = Web.Input("sort"); if (s_columns.All(one => one != sort)) Db.Run("order by " + sort); // flow
            }
            void Looked() { var sort = Web.Input("sort"); foreach (var one in s_columns) { if (one == sort) Db.Run("order by " + sort); } foreach (var one in Web.Many()) { if (one == sort) Db.Run("order by " + sort); // flow
                } }
        }
        """);

    [Fact]
    public void A_span_is_the_list_it_looks_at_and_errors_may_be_gathered() => FlowTest.Check("""
        class A
        {
            static readonly string[] s_columns = ["name", "city"];
            void Sent() { var sort = Web.Input("sort"); var sent = Web.Many().ToArray(); if (sent.AsSpan().Contains(sort)) Db.Run("order by " + sort); // flow
            }
            void Gathered() { var sort = Web.Input("sort"); var errors = new List<string>(); if (!s_columns.Contains(sort)) errors.Add("sort"); if (errors.Any()) return; Db.Run("order by " + sort); }
            void GatheredOther() { var (sort, text) = (Web.Input("sort"), Web.Input("text")); var errors = new List<string>(); if (!s_columns.Contains(sort)) errors.Add("sort"); if (errors.Any()) return; Db.Run("like " + text); // flow
            }
        }
        """);
}
