namespace BackendRules.Flow.Tests;

/// <summary>What a condition says of a value, on the side where it says it and on no other.</summary>
public sealed class GuardTests
{
    [Fact]
    public void A_property_proves_what_it_says_of_its_object() => FlowTest.Check("""
        class Query
        {
            public string Name { get; set; }
            public string Other { get; set; }
            public bool IsKnown => Name is "a" or "b";
            public bool IsLong { get { if (Name != "a") { return false; } return true; } }
            public bool IsAny => Name.Length > 0;
            public bool Plain { get; set; }
        }
        class A
        {
            Query Asked() => new Query { Name = Web.Input("a"), Other = Web.Input("b") };
            void Known() { var q = Asked(); if (!q.IsKnown) return; Db.Run(q.Name); Db.Run(q.Other); // flow
            }
            void Long() { var q = Asked(); if (q.IsLong) Db.Run(q.Name); else Db.Run(q.Name); // flow
            }
            void Any() { var q = Asked(); if (q.IsAny && q.Plain) Db.Run(q.Name); // flow
            }
            void Named() { var q = Asked(); var ok = q.IsKnown; if (ok) Db.Run(q.Name); }
            void Matched() { if (Asked() is { IsKnown: true } q) Db.Run(q.Name); // flow
                var r = Asked(); if (r is not { IsKnown: true }) return; Db.Run(r.Name); Db.Run(r.Other); // flow
            }
            void Inverse() { var q = Asked(); if (q is { IsKnown: false }) return; Db.Run(q.Name); // flow
            }
            void Chosen() { var q = Asked(); Db.Run(q.IsKnown ? q.Name : "c"); }
        }
        """);

    [Fact]
    public void What_is_made_of_itself_ends() => FlowTest.Check("""
        class A
        {
            static bool Valid(string text) => text is "a" or "b"; static bool Try(string text, out bool ok) { ok = text.Length > 1; return ok; }
            void Full(string root) { var path = Web.Input("a"); path = Path.GetFullPath(path); if (!path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)) return; Db.File(path); Db.Run(path); // flow
            }
            void Under(string root) { var path = Web.Input("a"); path = Path.GetFullPath(Path.Combine(root, path)); if (path.StartsWith(root + "/")) { Db.File(path); } else Db.File(path); // flow
            }
            void InTurn(string root) { var one = Web.Input("a"); string two = null; for (var i = 0; i < 2; i++) { two = Path.GetFullPath(one); one = Path.GetFullPath(two); } if (two.StartsWith(root)) { Db.File(two); } else Db.File(two); // flow
            }
            void Also() { var x = Web.Input("a"); Try(x, out var ok); ok = ok && Valid(x); if (ok) { Db.Run(x); } else Db.Run(x); // flow
            }
            void Later() { var x = Web.Input("a"); bool ok; ok = Flag && Valid(x); if (ok) Db.Run(x); if (!ok) Db.Run(x); // flow
            }
            bool Flag;
            void Negated() { var x = Web.Input("a"); Try(x, out var ok); ok = !ok; if (ok) Db.Run(x); // flow
            }
            void EachOther() { var x = Web.Input("a"); Try(x, out var one); Try(x, out var two); while (one) { one = !two; two = !one; } if (two) Db.Run(x); // flow
            }
        }
        """);

    [Fact]
    public void A_check_through_a_question_mark_says_what_it_says_where_somebody_was_asked() => FlowTest.Check("""
        class A
        {
            static readonly HashSet<string> s_known = new() { "a" };
            void True() { var x = Web.Input("a"); if (s_known?.Contains(x) == true) Db.Run(x); if (s_known?.Contains(x) != true) Db.Run(x); // flow
            }
            void NotTrue() { var x = Web.Input("a"); if (s_known?.Contains(x) != true) return; Db.Run(x); }
            void Is() { var x = Web.Input("a"); if (s_known?.Contains(x) is true) Db.Run(x); if (s_known?.Contains(x) is not true) Db.Run(x); // flow
            }
            void NotFalse() { var x = Web.Input("a"); if (s_known?.Contains(x) != false) Db.Run(x); // flow
                if (s_known?.Contains(x) is not false) Db.Run(x); // flow
                if (s_known?.Contains(x) == false) return; Db.Run(x); // flow
            }
            void Equal() { var x = Web.Input("a"); if (x?.Equals("a") == true) Db.Run(x); if (x?.Equals("a") != true) Db.Run(x); // flow
            }
            void Letters() { var x = Web.Input("a"); if (x?.All(char.IsLetter) is true) Db.Run(x); }
            void Lower() { var x = Web.Input("a"); if (x?.ToLowerInvariant() is "a" or "b") Db.Run(x); if (x?.Trim() is "a") Db.Run(x); if (x?.Trim() is not null) Db.Run(x); // flow
            }
        }
        """);

    [Fact]
    public void A_return_that_asks_nothing_of_an_object_proves_nothing_of_it() => FlowTest.Check("""
        class Search
        {
            public string Sort { get; set; }
            public bool IsValid(bool isAdmin) { if (isAdmin) return true; return Sort is "name" or "city"; }
            public bool IsKnown(bool isClosed) { if (isClosed) return false; return Sort is "name" or "city"; }
            public bool IsLate(bool isAdmin) { if (!isAdmin) return Sort is "name"; return true; }
        }
        class A
        {
            static bool IsEither(string text, bool any) { if (any) return text.Length > 3; return text is "a" or "b"; }
            Search Asked() => new Search { Sort = Web.Input("a") };
            void Valid() { var s = Asked(); if (!s.IsValid(true)) return; Db.Run(s.Sort); // flow
            }
            void Known() { var s = Asked(); if (!s.IsKnown(false)) return; Db.Run(s.Sort); }
            void Late() { var s = Asked(); if (!s.IsLate(true)) return; Db.Run(s.Sort); // flow
            }
            void Either() { var x = Web.Input("a"); if (IsEither(x, true)) Db.Run(x); // flow
            }
        }
        """);

    [Fact]
    public void A_named_condition_speaks_of_what_was_asked_and_no_longer_when_that_changes() => FlowTest.Check("""
        class A
        {
            static bool Valid(string text) => text is "a" or "b";
            void Loosened(bool any) { var x = Web.Input("a"); var ok = Valid(x); ok |= any; if (ok) Db.Run(x); // flow
            }
            void Tightened(bool any) { var x = Web.Input("a"); var ok = Valid(x); ok &= any; if (ok) Db.Run(x); }
            void Changed() { var x = Web.Input("a"); var ok = Valid(x); x = Web.Input("b"); if (ok) Db.Run(x); // flow
            }
            void Parameter(string x) { var ok = Valid(x); x = Web.Input("b"); if (ok) Db.Run(x); // flow
            }
            void Other() { var x = Web.Input("a"); var y = "a"; var ok = Valid(x); y = x; if (ok) Db.Run(x); }
            void Trimmed() { var x = Web.Input("a"); var ok = Valid(x); if (!ok) x = "a"; Db.Run(x); }
            void Again() { foreach (var name in Web.Many()) { var x = name; var ok = Valid(x); if (ok) Db.Run(x); x = null; } }
        }
        """);

    [Fact]
    public void Being_equal_to_what_nobody_sends_proves_a_value() => FlowTest.Check("""
        class A
        {
            const string Name = "name"; static readonly string s_kept = Environment.NewLine; static string s_changing = "a"; readonly string _own = "a";
            void Constants() { var x = Web.Input("a"); if ("name" == x) Db.Run(x); if (x.Equals(Name)) Db.Run(x); if (string.Equals(x, "a", StringComparison.Ordinal)) Db.Run(x); if (object.Equals("a", x)) Db.Run(x);
                if (!(x == "a")) Db.Run(x); // flow
                if (!x.Equals("a")) Db.Run(x); // flow
                if ((x == "a") == false) Db.Run(x); // flow
                if ((x == "a") == true) Db.Run(x); if (true == (x == "a")) Db.Run(x); if (false != (x == "a")) Db.Run(x);
                if (x != "a") Db.Run(x); // flow
                else Db.Run(x); }
            void Both() { var (x, y) = (Web.Input("a"), Web.Input("b")); if (x == "a" & y == "b") Db.Run(x + y); if (x != "a" | y != "b") return; Db.Run(x + y); }
            void Either() { var (x, y) = (Web.Input("a"), Web.Input("b")); if (x == "a" | y == "b") Db.Run(x); // flow
                if (x == "a" || x == "b") Db.Run(x); if (x == "a" || Flag) Db.Run(x); // flow
            }
            bool Flag;
            void Fields() { var x = Web.Input("a"); if (x == s_kept) Db.Run(x); if (x == _own) Db.Run(x); // flow
            }
            void Asked() { var x = Web.Input("a"); if (x == Web.Input("b")) Db.Run(x); // flow
                var y = Web.Input("c"); if (x == y) Db.Run(x); // flow
                if (x.Equals(y)) Db.Run(x); // flow
            }
            void Compared() { var x = Web.Input("a"); if (string.Compare(x, "a") == 0) Db.Run(x); // flow
                if (x.Length == 3) Db.Run(x); // flow
            }
            void Patterns() { var x = Web.Input("a"); if (x is "a" or "b" or Name) Db.Run(x); if (x is not ("a" or "b")) return; Db.Run(x); }
            void OpenPatterns() { var x = Web.Input("a"); if (x is "a" or { Length: 3 }) Db.Run(x); // flow
                if (x is not "a") Db.Run(x); // flow
                if (x is { Length: 3 } and "a") Db.Run(x); if (x is not null) Db.Run(x); // flow
            }
            void Choice() { var x = Web.Input("a"); Db.Run(x == "a" ? x : "b"); Db.Run(x == "a" ? "b" : x); // flow
            }
            void Chosen() { var x = Web.Input("a"); Db.Run(x switch { "a" or "b" => x, _ => "c" }); Db.Run(x switch { "a" => "b", _ => x }); // flow
            }
        }
        """);

    [Fact]
    public void A_condition_may_have_a_name() => FlowTest.Check("""
        class A
        {
            void Named() { var x = Web.Input("a"); var isKnown = x == "a"; if (isKnown) Db.Run(x); if (!isKnown) return; Db.Run(x); }
            void Negated() { var x = Web.Input("a"); var isOther = x != "a"; if (isOther) Db.Run(x); // flow
                else Db.Run(x); }
            void Renamed() { var x = Web.Input("a"); var ok = x == "a"; ok = x.Length > 3; if (ok) Db.Run(x); // flow
            }
            void Aliased() { var x = Web.Input("a"); var ok = x == "a"; var also = ok; if (also) Db.Run(x); // flow
            }
            void Two() { var x = Web.Input("a"); var ok = x is "a" or "b"; var other = x.Length > 2; if (other) Db.Run(x); // flow
                if (ok && other) Db.Run(x); }
        }
        """);

    [Fact]
    public void A_model_says_what_a_call_proves() => FlowTest.Check("""
        class A
        {
            void False() { var x = Web.Input("a"); if (Safe.Check(x)) { Db.Run(x); // flow
                } else { Db.Run(x); Db.File(x); // flow
                } }
            void True() { var x = Web.Input("a"); if (int.TryParse(x, out _)) Db.File(x); else Db.File(x); // flow
            }
            void Arguments() { var (x, y) = (Web.Input("a"), Web.Input("b")); if (Uri.IsWellFormedUriString(uriKind: UriKind.Absolute, uriString: x)) { Db.Run(x); Db.Run(y); // flow
                Db.File(x); // flow
                } }
            void Lowered() { var x = Web.Input("a"); if (int.TryParse(x.Trim().ToLowerInvariant(), out _)) Db.Run(x); if (int.TryParse(x.Substring(1), out _)) Db.Run(x); // flow
            }
            void Part() { var d = Web.Body(); if (int.TryParse(d.Name, out _)) { Db.Run(d.Name); Db.Run(d.Inner.Name); // flow
                } }
            void Whole() { var d = new Dto { Name = Web.Input("a") }; if (Safe.Valid(d)) { Db.Run(d.Name); Db.File(d.Name); // flow
                } Db.Run(d.Name); // flow
            }
            void Receiver() { var r = new Request { Path = Web.Input("a") }; if (r.Files.Count == 1) Db.Go(r.Path); // flow
            }
            void Halves() { var x = Web.Input("a"); if (x.Contains("..") || x.Contains("/")) return; Db.File(x); Db.Run(x); // flow
            }
            void Half() { var x = Web.Input("a"); if (x.Contains("..")) return; Db.File(x); // flow
            }
            void OtherHalf() { var x = Web.Input("a"); if (x.Contains("/")) return; Db.File(x); // flow
            }
            void HalfWrongWay() { var x = Web.Input("a"); if (x.Contains("..") && x.Contains("/")) Db.File(x); // flow
            }
            void Cut() { var x = Path.GetFileName(Web.Input("a")); Db.File(x); Db.Run(x); // flow
            }
            void Unchanged() { var x = Web.Input("a"); if (Path.GetFileName(x) != x) throw new ArgumentException(); Db.File(x); Db.Run(x); // flow
            }
            void UnchangedOtherWay() { var x = Web.Input("a"); if (x == Path.GetFileName(x)) Db.File(x); if (x == Path.GetExtension(x)) Db.File(x); // flow
            }
            void UnchangedOther() { var (x, y) = (Web.Input("a"), Web.Input("b")); if (Path.GetFileName(y) == x) Db.File(x); // flow
            }
            void NoOddCharacters() { var x = Web.Input("a"); if (x.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0) return; Db.File(x); Db.Run(x); // flow
            }
            void OddCharacters() { var x = Web.Input("a"); if (x.IndexOfAny(Path.GetInvalidFileNameChars()) < 0) Db.File(x); else Db.File(x); // flow
                if (x.IndexOfAny(['a']) < 0) Db.File(x); // flow
            }
        }
        """);

    [Fact]
    public void Sources_that_are_read_twice_keep_what_was_proven() => FlowTest.Check("""
        class A
        {
            static bool IsKnown(string text) => text is "a" or "b";
            static bool IsOpen(string text) => text.Length > 2;
            void Equal(Request r) { if (r.Path == "a") Db.Run(r.Path); Db.Run(r.Path); // flow
            }
            void Some(Request r) { if (r.Path.Contains("..") || r.Path.Contains("/")) return; Db.File(r.Path); Db.Run(r.Path); // flow
            }
            void Own(Request r) { if (IsKnown(r.Path)) Db.Run(r.Path); else Db.Run(r.Path); // flow
            }
            void Both(Request r) { if (r.Path.Contains("..") || !IsKnown(r.Path)) return; Db.Run(r.Path); Db.File(r.Path); }
            void OwnOpen(Request r) { if (IsOpen(r.Path)) Db.Run(r.Path); // flow
            }
            void Other(Request r, Request s) { if (r.Path == "a") Db.Run(s.Path); // flow
            }
            void Keyed(Request r) { if (r.Cookies["a"] != "b") return; Db.Run(r.Cookies["a"]); Db.Run(r.Cookies["c"]); // flow
            }
            void KeyedOwn(Request r) { if (!IsKnown(r.Cookies["a"])) return; Db.Run(r.Cookies["a"]); }
            void KeyedSome(Request r) { if (r.Cookies["a"].Contains("..") || r.Cookies["a"].Contains("/")) return; Db.File(r.Cookies["a"]); Db.Run(r.Cookies["a"]); // flow
            }
            void KeyedText(Request r) { if (r.Cookies["a"]?.ToString() != "b") return; Db.Run(r.Cookies["a"].ToString()); }
            void KeyedOther(Request r, Request s) { if (r.Cookies["a"] == "b") Db.Run(s.Cookies["a"]); // flow
            }
            void KeyedBy(Request r, string key) { if (r.Cookies[key] == "b") Db.Run(r.Cookies["a"]); // flow
            }
            void OtherPart(Request r) { if (r.Path == "a") Db.Run(r.Host); // flow
            }
            void Changed(Request r) { if (r.Path != "a") return; r = new Request(); Db.Run(r.Path); // flow
            }
            void OtherSide(Request r, bool either) { if (!either) { } else { if (r.Path != "a") return; } Db.Run(r.Path); // flow
            }
            void TwoChecks(Request r, bool either) { if (either) { if (!IsKnown(r.Path)) return; } else { if (!IsShort(r.Path)) return; } Db.Run(r.Path); // flow
            }
            void Renamed(Request r) { if (r.Path != "a") return; r.Path = Web.Input("b"); Db.Run(r.Path); // flow
            }
            void TwoOthers(Request r, bool either) { if (!either) { if (!IsKnown(r.Path)) return; } else { if (!IsShort(r.Path)) return; } Db.Run(r.Path); // flow
            }
            void SameChecks(Request r, bool either) { if (either) { if (!IsKnown(r.Path)) return; Db.File("a"); } else { if (r.Path != "a") return; } Db.File(r.Path); }
            static bool IsShort(string text) => text.Length < 3;
            void OneSide(Request r, bool either) { if (either) { if (r.Path != "a") return; } Db.Run(r.Path); // flow
            }
            void BothSides(Request r, bool either) { if (either) { if (r.Path != "a") return; } else { if (r.Path != "b") return; } Db.Run(r.Path); }
            void Static() { if (Web.Query == "a") Db.Run(Web.Query); Db.Run(Web.Query); // flow
            }
        }
        """);

    [Fact]
    public void A_full_path_under_a_root_is_contained() => FlowTest.Check("""
        class A
        {
            readonly string _root = "/data/"; const string Folder = "/data/"; const string Bare = "/data";
            void Field() { var full = Path.GetFullPath(Path.Combine(_root, Web.Input("a"))); if (full.StartsWith(_root)) Db.File(full); Db.File(full); // flow
            }
            void Name() { var name = Web.Input("a"); var full = Path.GetFullPath(Path.Combine(_root, name)); if (!full.StartsWith(_root)) return; Db.File(name); Db.Run(name); // flow
            }
            void Inside() { var x = Web.Input("a"); if (Path.GetFullPath(x).StartsWith(Folder)) Db.File(x); if (Path.GetFullPath(x, _root).StartsWith(Folder)) Db.File(x); }
            void NotFull() { var x = Path.Combine(_root, Web.Input("a")); if (x.StartsWith(_root)) Db.File(x); // flow
            }
            void NoSeparator() { var full = Path.GetFullPath(Web.Input("a")); if (full.StartsWith(Bare)) Db.File(full); // flow
            }
            void Separator() { var full = Path.GetFullPath(Web.Input("a")); if (full.StartsWith(Bare + "/")) Db.File(full); if (full.StartsWith("\\data\\")) Db.File(full); }
            void Made() { var full = Path.GetFullPath(Web.Input("a")); if (full.StartsWith(Path.GetFullPath("x"))) Db.File(full); // flow
                if (full.StartsWith(Path.GetFullPath("x/"))) Db.File(full); if (full.StartsWith(Path.Combine("x", "y"))) Db.File(full); // flow
                if (full.StartsWith(Path.Combine("x", "y/"))) Db.File(full); if (full.StartsWith(Path.Join("x", "y"))) Db.File(full); // flow
            }
            void Joined() { var name = Web.Input("a"); var full = Path.GetFullPath(Path.Join(_root, name)); if (!full.StartsWith(_root)) return; Db.File(name); }
            void Local() { var root = Path.GetFullPath("x"); var full = Path.GetFullPath(Web.Input("a")); if (full.StartsWith(root)) Db.File(full); // flow
                if (full.StartsWith(root + Path.DirectorySeparatorChar)) Db.File(full); if (full.StartsWith(root + Path.DirectorySeparatorChar.ToString())) Db.File(full); if (full.StartsWith(root + '/')) Db.File(full);
                if (full.StartsWith(root + "x")) Db.File(full); }
            void Grown() { var root = Path.GetFullPath("x"); if (!root.EndsWith("/")) root += Path.DirectorySeparatorChar; var full = Path.GetFullPath(Web.Input("a")); if (full.StartsWith(root)) Db.File(full); }
            void GrownByOther() { var root = Path.GetFullPath("x"); var other = "b"; root += "y"; other += "/"; var full = Path.GetFullPath(Web.Input("a")); if (full.StartsWith(root)) Db.File(full); // flow
            }
            void Renamed() { var one = Path.GetFullPath("x"); var two = one; var full = Path.GetFullPath(Web.Input("a")); if (full.StartsWith(two)) Db.File(full); // flow
            }
            void Ends() { var full = Path.GetFullPath(Web.Input("a")); if (full.EndsWith(Folder)) Db.File(full); // flow
                if (!full.StartsWith(Folder)) Db.File(full); // flow
            }
            void Relative() { var full = Path.GetFullPath(Web.Input("a")); if (Path.GetRelativePath(_root, full).StartsWith("..")) return; Db.File(full); }
            void RelativeNamed() { var full = Path.GetFullPath(Web.Input("a")); var relative = Path.GetRelativePath(_root, full); if (relative.StartsWith("..")) throw new ArgumentException(); Db.File(full); }
            void RelativeWrongWay() { var full = Path.GetFullPath(Web.Input("a")); if (Path.GetRelativePath(_root, full).StartsWith("..")) Db.File(full); // flow
                else if (Path.GetRelativePath(_root, full).StartsWith("/")) Db.Run("x"); }
            void RelativeOther() { var full = Path.GetFullPath(Web.Input("a")); if (Path.GetRelativePath(_root, full).StartsWith("./")) return; Db.File(full); // flow
            }
            void Chosen(string root) { var full = Path.GetFullPath(Path.Combine(root ?? "/x/", Web.Input("a"))); if (full.StartsWith(root ?? "/x/")) Db.File(full); }
        }
        """);

    [Fact]
    public void An_address_says_of_its_text_what_it_says_of_itself() => FlowTest.Check("""
        class A
        {
            static readonly HashSet<string> s_hosts = new() { "a" };
            static bool Allows(Uri address) => s_hosts.Contains(address.Host);
            void Tried() { var x = Web.Input("a"); if (Uri.TryCreate(x, UriKind.Absolute, out var address) && Same(address, "a")) Db.Fetch(x); // flow
                if (Uri.TryCreate(x, UriKind.Absolute, out var other) && other == Home) Db.Fetch(x); }
            static readonly Uri Home = new("https://a");
            bool Same(Uri one, string other) => one.Host.Length == other.Length;
            void Made() { var x = Web.Input("a"); var address = new Uri(x); if (address == Home) Db.Fetch(x); else Db.Fetch(x); // flow
            }
            void Inline() { var x = Web.Input("a"); if (new Uri(x) == Home) Db.Fetch(x); }
            void TwoTexts(bool either) { var (x, y) = (Web.Input("a"), Web.Input("b")); var address = new Uri(x); if (either) address = new Uri(y); if (address == Home) Db.Fetch(x); // flow
            }
        }
        """);

    [Fact]
    public void A_predicate_lets_only_what_it_proves_pass() => FlowTest.Check("""
        class A
        {
            static readonly string[] s_known = ["a"]; readonly HashSet<string> _set = new();
            static bool IsKnown(string text) => text is "a" or "b"; static bool IsLong(string text) => text.Length > 5;
            void Lambda() { var all = Web.Many(); Db.Run(string.Join(",", all.Where(c => s_known.Contains(c)))); Db.Run(all.Where(c => c == "a").First()); Db.Run(all.First(c => c is "a" or "b"));
                Db.Run(all.Where(c => c.Length > 3).First()); // flow
                Db.Run(all.First(c => c != "a")); // flow
            }
            void Group() { var all = Web.Many(); Db.Run(all.Where(_set.Contains).First()); Db.Run(all.Where(IsKnown).First()); Db.Run(all.Where(IsLong).First()); // flow
                Db.Run(all.Where("abc".Contains).First()); // flow
            }
            void Own() { var all = Web.Many(); var asked = Web.Many(); Db.Run(all.Where(asked.Contains).First()); // flow
                Db.Run(all.Where(c => asked.Contains(c)).First()); // flow
            }
            void Lists() { var all = Web.Many(); Db.Run(all.FindAll(c => c == "a")[0]); Db.Run(all.Find(c => c == "a")); Db.Run(all.FindLast(c => c.Length > 1)); // flow
            }
            void Arrays() { var all = Web.Many().ToArray(); Db.Run(Array.Find(all, c => c == "a")); Db.Run(Array.FindAll(all, c => s_known.Contains(c))[0]); Db.Run(Array.Find(all, c => c.Length > 1)); // flow
            }
            void Removed() { var all = Web.Many(); all.RemoveAll(c => !s_known.Contains(c)); Db.Run(all[0]); }
            void RemovedKnown() { var all = Web.Many(); all.RemoveAll(c => s_known.Contains(c)); Db.Run(all[0]); // flow
            }
            void Met() { var all = Web.Many(); Db.Run(all.Intersect(s_known).First()); Db.Run(all.Intersect(Web.Many()).First()); // flow
            }
            void Either() { var all = Web.Many(); Db.Run(all.Where(c => c == "a" || c == "b").First()); Db.Run(all.Where(c => c == "a" || c.Length > 2).First()); // flow
                Db.Run(all.Where(c => c == "a" && c.Length > 2).First()); Db.Run(all.Where(c => c.Length > 2 ? c == "a" : false).First()); Db.Run(all.Where(c => c.Length > 2 ? c == "a" : true).First()); // flow
            }
            void Block() { var all = Web.Many(); Db.Run(all.Where(c => { if (c.Length > 3) return false; return c == "a"; }).First()); Db.Run(all.Where(c => { if (c.Length > 3) return true; return c == "a"; }).First()); // flow
            }
            void Default() { var all = Web.Many(); Db.Run(all.FirstOrDefault(c => c == "a", "b")); Db.Run(all.FirstOrDefault(c => c == "a", Web.Input("b"))); // flow
            }
        }
        """);

    [Fact]
    public void Methods_of_ones_own_prove_what_they_say() => FlowTest.Check("""
        class Check
        {
            public bool IsKnown(string text, int n) { if (n > 3) return text == "a"; return text is "b"; }
            public bool IsUnknown(string text) => text is not ("a" or "b");
            public bool IsEither(string text, bool all) => all || text == "a";
            public bool IsBoth(string text, bool all) => all && text == "a";
            public bool IsOneOf(string text, int n) => n > 3 ? text == "a" : text is "b" or "c";
            public bool IsOneOrAny(string text, int n) => n > 3 ? text == "a" : true;
            public ValueTask EnsureSoon(string text) { if (text != "a") throw new ArgumentException(); return default; }
            public Task<int> EnsureAndCount(string text) { if (text != "a") throw new ArgumentException(); return Task.FromResult(1); }
            public bool Never(string text) => false;
            public void Ensure(string text) { if (text is not "a") throw new ArgumentException(); }
            public Task EnsureLater(string text) { if (text != "a") throw new ArgumentException(); return Task.CompletedTask; }
            public void EnsureSome(string text, bool any) { if (any) return; if (text != "a") throw new ArgumentException(); }
            public string EnsureAndSay(string text) { if (text != "a") throw new ArgumentException(); return "b"; }
            public void EnsureFile(string path) { if (path.Contains("..") || path.Contains("/")) throw new ArgumentException(); }
        }
        interface IOne { bool IsKnown(string text); } class One : IOne { public bool IsKnown(string text) => text == "a"; }
        interface ITwo { bool IsKnown(string text); } class Two : ITwo { public bool IsKnown(string text) => text == "a"; } class Three : ITwo { bool ITwo.IsKnown(string text) => Any(text); static bool Any(string text) => text.Length > 1; }
        class A
        {
            readonly Check _check = new();
            void Known() { var (x, y) = (Web.Input("a"), Web.Input("b")); if (_check.IsKnown(x, 3)) { Db.Run(x); Db.Run(y); // flow
                } else Db.Run(x); // flow
            }
            void Unknown() { var x = Web.Input("a"); if (_check.IsUnknown(x)) return; Db.Run(x); }
            void Either() { var x = Web.Input("a"); if (_check.IsEither(x, false)) Db.Run(x); // flow
            }
            void Both() { var x = Web.Input("a"); if (_check.IsBoth(x, false)) Db.Run(x); if (!_check.IsBoth(x, true)) Db.Run(x); // flow
            }
            void OneOf() { var x = Web.Input("a"); if (_check.IsOneOf(x, 1)) Db.Run(x); if (_check.IsOneOrAny(x, 1)) Db.Run(x); // flow
            }
            async Task Soon() { var x = Web.Input("a"); await _check.EnsureSoon(x); Db.Run(x); }
            async Task Counted() { var x = Web.Input("a"); var n = await _check.EnsureAndCount(x); Db.Run(x); // flow
            }
            void Contract(IOne one, ITwo two) { var (x, y) = (Web.Input("a"), Web.Input("b")); if (one.IsKnown(x)) Db.Run(x);
                if (two.IsKnown(y)) Db.Run(y); // flow
            }
            void Nothing() { var x = Web.Input("a"); if (!_check.Never(x)) Db.Run(x); // flow
            }
            void Ensured() { var x = Web.Input("a"); Db.File(x); // flow
                _check.Ensure(x); Db.Run(x); }
            async Task Later() { var x = Web.Input("a"); await _check.EnsureLater(x); Db.Run(x); }
            void Some() { var x = Web.Input("a"); _check.EnsureSome(x, true); Db.Run(x); // flow
            }
            void Said() { var x = Web.Input("a"); _check.EnsureAndSay(x); Db.Run(x); // flow
            }
            void File() { var x = Web.Input("a"); _check.EnsureFile(x); Db.File(x); Db.Run(x); // flow
            }
            void Part() { var d = Web.Body(); _check.Ensure(d.Name); Db.Run(d.Name); Db.Run(d.Inner.Name); // flow
            }
        }
        """);

    [Fact]
    public void What_only_one_branch_tests_is_not_known_behind_both() => FlowTest.Check("""
        class Names
        {
            public bool IsFine(string name, bool any) { if (any) return !name.Contains(".."); return !name.Contains("/"); }
            public bool IsFile(string name, bool log) { if (name.Contains("..") || name.Contains("/")) return false; if (log) return true; Console.Write(1); return true; }
            public bool IsListed(string name, bool log) { if (!IsKnown(name)) return false; if (log) return true; Console.Write(1); return true; }
            public bool IsSome(string name, bool any) { if (any) return IsKnown(name); return name.Length > 3; }
            static bool IsKnown(string name) => name is "a" or "b";
        }
        class A
        {
            readonly Names _names = new();
            void Own() { var x = Web.Input("a"); if (_names.IsFine(x, true)) Db.File(x); // flow
            }
            void File() { var x = Web.Input("a"); if (!_names.IsFile(x, true)) return; Db.File(x); Db.Run(x); // flow
            }
            void Listed() { var x = Web.Input("a"); if (_names.IsListed(x, true)) Db.Run(x); else Db.Run(x); // flow
            }
            void Some() { var x = Web.Input("a"); if (_names.IsSome(x, true)) Db.Run(x); // flow
            }
            void Branches(Request r, bool either) { if (either) { if (r.Path.Contains("..")) return; } else { if (r.Path.Contains("/")) return; } Db.File(r.Path); // flow
            }
            void Passed(Request r) { if (r.Path != "a") return; try { Console.Write(1); } finally { Console.Write(2); } Db.Run(r.Path); }
        }
        """);

    [Fact]
    public void A_known_host_says_where_an_address_leads_and_nothing_else() => FlowTest.Check("""
        class A
        {
            void Host() { var u = new Uri(Web.Input("a")); if (u.Host != "example.org") return; Db.Fetch(u.AbsoluteUri); Db.Run(u.AbsoluteUri); // flow
            }
            void Two() { var (x, y) = (Web.Input("a"), Web.Input("b")); var one = new Uri(x); var other = new Uri(y); if (x != "https://example.org/a") return; Db.Fetch(one.AbsoluteUri); Db.Fetch(other.AbsoluteUri); // flow
            }
            static async ValueTask<bool> IsKnown(string text) { await Task.Yield(); return text is "a" or "b"; }
            async Task Soon() { var x = Web.Input("a"); if (await IsKnown(x).AsTask()) Db.Run(x); else Db.Run(x); // flow
            }
        }
        """);

    [Fact]
    public void A_root_may_come_from_anywhere_but_must_end() => FlowTest.Check("""
        class A
        {
            readonly string _root = "/data/", _user = "me"; readonly string[] _roots = ["/a/", "/b/"];
            static bool TryRoot(out string root) { root = "/data/"; return true; }
            void Asked() { var full = Path.GetFullPath(Web.Input("a")); if (TryRoot(out var root) && full.StartsWith(root)) Db.File(full); }
            void OneOf() { var full = Path.GetFullPath(Web.Input("a")); foreach (var root in _roots) { if (full.StartsWith(root)) Db.File(full); } }
            void User() { var full = Path.GetFullPath(Web.Input("a")); if (full.StartsWith(Path.Combine("/data", _user))) Db.File(full); // flow
            }
            void Upward() { var full = Path.GetFullPath(Web.Input("a")); if (Path.GetRelativePath(_root, full).StartsWith("../")) return; Db.File(full); }
            void UpwardHere() { var full = Path.GetFullPath(Web.Input("a")); if (Path.GetRelativePath(_root, full).StartsWith(".." + Path.DirectorySeparatorChar)) throw new ArgumentException(); Db.File(full); }
        }
        """);
}
