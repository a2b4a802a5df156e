namespace BackendRules.Flow.Tests;

/// <summary>What a list, a pattern or a loop proves of a value, and what looks alike and proves nothing.</summary>
public sealed class AllowListTests
{
    [Fact]
    public void A_list_that_holds_a_value_proves_it() => FlowTest.Check("""
        using System.Collections.Immutable;
        class Column { public string Name { get; set; } }
        class A
        {
            static readonly string[] s_columns = ["a", "b"];
            static readonly Dictionary<string, string> s_map = new() { ["a"] = "b" };
            readonly List<Column> _known = new();
            void Contains(string[] own) { var x = Web.Input("a"); if (s_columns.Contains(x)) Db.Run(x); else Db.Run(x); // flow
                if (s_columns.Contains(x, StringComparer.OrdinalIgnoreCase)) Db.Run(x); if (!s_columns.Contains(x)) return; Db.Run(x); }
            void Key() { var x = Web.Input("a"); if (s_map.ContainsKey(x)) Db.Run(x); if (s_map.ContainsValue(x)) Db.Run(x); // flow
            }
            void Place() { var x = Web.Input("a"); if (Array.IndexOf(s_columns, x) >= 0) Db.Run(x); if (Array.IndexOf(s_columns, x) > -1) Db.Run(x); if (Array.IndexOf(s_columns, x) != -1) Db.Run(x);
                if (Array.IndexOf(s_columns, x) < 0) Db.Run("none"); else Db.Run(x);
                if (Array.IndexOf(s_columns, x) <= -1) Db.Run(x); // flow
                if (Array.IndexOf(s_columns, x) == -1) Db.Run(x); // flow
                if (Array.IndexOf(s_columns, x) > 0) Db.Run(x + ""); // flow
                if (Array.IndexOf(s_columns, x) != 0) Db.Run(x); // flow
            }
            void Sorted() { var x = Web.Input("a"); if (Array.BinarySearch(s_columns, x) >= 0) Db.Run(x); Db.Run(x); // flow
            }
            void InText(string text) { var x = Web.Input("a"); if ("abc".Contains(x)) Db.Run(x); // flow
                if (text.IndexOf(x) >= 0) Db.Run(x); // flow
            }
            void Named() { var x = Web.Input("a"); if (_known.Any(c => c.Name == x)) Db.Run(x); if (_known.Exists(c => x == c.Name)) Db.Run(x); if (_known.Any(c => c.Name.Equals(x, StringComparison.OrdinalIgnoreCase))) Db.Run(x);
                if (_known.Any(c => string.Equals(c.Name, x))) Db.Run(x);
                if (_known.Any(c => c.Name != x)) Db.Run(x); // flow
                if (_known.Any(c => c.Name.StartsWith(x))) Db.Run(x); // flow
                if (_known.Any()) Db.Run(x); // flow
            }
            void Refuted() { var x = Web.Input("a"); if (s_columns.All(c => c != x)) return; Db.Run(x); }
            void RefutedOtherWay() { var x = Web.Input("a"); if (_known.TrueForAll(c => x != c.Name)) throw new ArgumentException(); Db.Run(x); }
            void NotRefuted() { var x = Web.Input("a"); if (s_columns.All(c => c == x)) return; Db.Run(x); // flow
            }
            void Asked() { var x = Web.Input("a"); var asked = Web.Many(); if (asked.Contains(x)) Db.Run(x); // flow
                if (asked.Any(c => c == x)) Db.Run(x); // flow
                if (asked.IndexOf(x) >= 0) Db.Run(x); // flow
                if (asked.All(c => c != x)) return; Db.Run(x); // flow
            }
        }
        """);

    [Theory]
    [InlineData("^[a-z]+$", true)]
    [InlineData(@"\A[a-z0-9_-]{1,20}\z", true)]
    [InlineData(@"^\w+\Z", true)]
    [InlineData(@"^(asc|desc)$", true)]
    [InlineData(@"^\d{4}-\d\d$", true)]
    [InlineData(@"^[a-z]+\.[a-z]+$", true)]
    [InlineData(@"^[a-z]+\.\w$", true)]
    [InlineData(@"^[a-z]+\.x$", true)]
    [InlineData(@"^[a-z]+\.$", false)]
    [InlineData(@"^[a-z]+\.[a-z]*$", false)]
    [InlineData(@"^[a-z]+\.\w?$", false)]
    [InlineData(@"^[a-z]+\.x{0,3}$", false)]
    [InlineData(@"^[a-z\.]+$", false)]
    [InlineData(@"^[\.a]+$", false)]
    [InlineData(@"^a\'b$", false)]
    [InlineData("^x[^a]$", false)]
    [InlineData("^[a[b]+$", false)]
    [InlineData("[a-z]+", false)]
    [InlineData("^[a-z]+", false)]
    [InlineData("[a-z]+$", false)]
    [InlineData(@"^[a-z]+\$", false)]
    [InlineData("^[^a-z]+$", false)]
    [InlineData("^[a-z']+$", false)]
    [InlineData("^[a-z +]+$", false)]
    [InlineData("^.+$", false)]
    [InlineData(@"^\s+$", false)]
    [InlineData("^a b$", false)]
    [InlineData("^[a-z$", false)]
    [InlineData("^a[$", false)]
    [InlineData("^$", false)]
    [InlineData(@"^a\", false)]
    public void A_pattern_of_letters_proves_a_text(string pattern, bool proves) => FlowTest.Check($$"""
        using System.Text.RegularExpressions;
        class A
        {
            static readonly Regex s_kept = new(@"{{pattern}}");
            void Called() { var x = Web.Input("a"); if (!Regex.IsMatch(x, @"{{pattern}}")) return; Db.Run(x); {{(proves ? "" : "// flow")}}
            }
            void Kept() { var x = Web.Input("a"); if (s_kept.IsMatch(x)) Db.Run(x); {{(proves ? "" : "// flow")}}
            }
        }
        """);

    [Fact]
    public void A_pattern_with_a_dot_leaves_a_host_open() => FlowTest.Check("""
        using System.Text.RegularExpressions;
        class A
        {
            void M() { var x = Web.Input("a"); if (Regex.IsMatch(x, @"^[a-z]+\.[a-z]+$")) { Db.Run(x); Db.File(x); Db.Fetch("https://" + x); } // flow
                var y = Web.Input("b"); if (new Regex("^[a-z]+$").IsMatch(y)) Db.Fetch("https://" + y);
            }
        }
        """);

    [Fact]
    public void A_text_of_which_letters_are_left_is_clean() => FlowTest.Check("""
        using System.Text.RegularExpressions;
        class A
        {
            static readonly Regex s_other = new("[^a-z]");
            void M()
            {
                var x = Web.Input("a");
                Db.Run(Regex.Replace(x, "[^a-zA-Z0-9_]", ""));
                Db.Run(Regex.Replace(x, "[^a-z]+", "-"));
                Db.Run(s_other.Replace(x, "_"));
                Db.Run(Regex.Replace(x, "[^a-z]", " ")); // flow
                Db.Run(Regex.Replace(x, "[^a-z']", "")); // flow
                Db.Run(Regex.Replace(x, "[a-z]", "")); // flow
                Db.Run(Regex.Replace(x, "[^a-z]x", "")); // flow
                Db.Run(Regex.Replace(x, "[^]", "")); // flow
                Db.Run(Regex.Replace(x, x, "")); // flow
                Db.Run(x.Replace("[^a-z]", "")); // flow
            }
            void Characters()
            {
                var x = Web.Input("a");
                Db.Run(new string(x.Where(char.IsLetterOrDigit).ToArray()));
                Db.Run(string.Concat(x.Where(c => char.IsDigit(c) || c == '_')));
                Db.Run(string.Concat(x.Where(c => c != '\''))); // flow
                Db.Run(string.Concat(x.Where(c => char.IsDigit(c) || c == '\''))); // flow
                Db.Run(string.Concat(x.Where(char.IsWhiteSpace))); // flow
            }
        }
        """);

    [Fact]
    public void Every_character_a_letter_proves_a_text() => FlowTest.Check("""
        class A
        {
            void All() { var x = Web.Input("a"); if (x.All(c => char.IsAsciiLetter(c) || c is '-' or '_')) Db.Run(x);
                if (x.All(c => char.IsLetter(c) && c < 128)) Db.Run(x);
                if (x.All(c => char.IsLetter(c) || c == '-')) Db.Run(x);
                if (x.All(c => char.IsLetter(c) || c == '.')) Db.Run(x); // flow
                if (x.All(c => c != '-')) Db.Run(x); // flow
                if (x.All(char.IsPunctuation)) Db.Run(x); // flow
                if (x.ToList().TrueForAll(char.IsLetter)) Db.Run(x); // flow
            }
            void NoneHarmful() { var x = Web.Input("a"); if (x.Any(c => !char.IsLetterOrDigit(c))) return; Db.Run(x); }
            void NoneButUnderscore() { var x = Web.Input("a"); if (x.Any(c => !char.IsLetterOrDigit(c) && c != '_')) throw new ArgumentException(); Db.Run(x); }
            void NoneButUnderscoreFirst() { var x = Web.Input("a"); if (x.Any(c => c != '-' && (!char.IsLetter(c)))) throw new ArgumentException(); Db.Run(x); }
            void AnyOfTwo() { var x = Web.Input("a"); if (x.Any(c => !char.IsLetter(c) || c == 'x')) return; Db.Run(x); }
            void NoneButQuote() { var x = Web.Input("a"); if (x.Any(c => !char.IsLetter(c) && c != '\'')) return; Db.Run(x); // flow
            }
            void NoDigit() { var x = Web.Input("a"); if (x.Any(c => char.IsDigit(c))) return; Db.Run(x); // flow
            }
            void SomeLetter() { var x = Web.Input("a"); if (x.Any(char.IsLetter)) Db.Run(x); // flow
            }
        }
        """);

    [Fact]
    public void A_loop_that_leaves_at_the_first_other_character_proves_a_text() => FlowTest.Check("""
        class A
        {
            void Throws() { var x = Web.Input("a"); foreach (var c in x) { if (!char.IsLetterOrDigit(c)) throw new ArgumentException(); } Db.Run(x); }
            void Returns() { var x = Web.Input("a"); foreach (var c in x) if (!char.IsLetter(c) && c != '_') return; Db.Run(x); }
            void ReturnsInBlock() { var x = Web.Input("a"); foreach (var c in x) { if (!char.IsLetter(c)) { Console.Write(c); return; } } Db.Run(x); }
            void Goes_on() { var x = Web.Input("a"); foreach (var c in x) { if (!char.IsLetter(c)) Console.Write(c); } Db.Run(x); // flow
            }
            void Breaks() { var x = Web.Input("a"); foreach (var c in x) { if (!char.IsLetter(c)) break; } Db.Run(x); // flow
            }
            void Otherwise() { var x = Web.Input("a"); foreach (var c in x) { if (char.IsLetter(c)) return; } Db.Run(x); // flow
            }
            void More() { var x = Web.Input("a"); foreach (var c in x) { if (!char.IsLetter(c)) return; else Console.Write(c); } Db.Run(x); // flow
            }
            void Other() { var x = Web.Input("a"); var y = "b"; foreach (var c in y) { if (!char.IsLetter(c)) return; } Db.Run(x); // flow
            }
            void Words() { var all = Web.Many(); foreach (var w in all) { if (!w.All(char.IsLetter)) return; } Db.Run(all[0]); // flow
            }
        }
        """);

    [Theory]
    [InlineData("""foreach (var c in text) { switch (c) { case '*': case '(': case ')': case '\\': break; } } return text;""", "html,xpath,header,log,redirect")]
    [InlineData("""for (var i = 0; i < text.Length; i++) { if ("<>&\"".Contains(text[i])) Console.Write(i); } return text;""", "ldap,xpath,header,log,redirect")]
    [InlineData("""for (var i = 0; i < text.Length; i++) { if ("'\"".IndexOf(text[i]) >= 0) Console.Write(i); } return text;""", "ldap,html,header,log,redirect")]
    [InlineData("""foreach (var c in text) { if (c == '\r' || c is '\n') Console.Write(c); } return text;""", "ldap,html,xpath,redirect")]
    [InlineData("""foreach (var c in text) { if (c != '\r' && c != '\n') Console.Write(c); } return text;""", "ldap,html,xpath,redirect")]
    [InlineData("""foreach (var c in text) { if (c == '\r') Console.Write(c); } return text;""", "ldap,html,xpath,header,log,redirect")]
    [InlineData("""foreach (var c in "x") { if (c == '\r' || c == '\n') Console.Write(c); } return text;""", "ldap,html,xpath,header,log,redirect")]
    [InlineData("""var c = text[0]; if (c == '\r' || c == '\n') return ""; return text;""", "ldap,html,xpath,header,log,redirect")]
    [InlineData("""foreach (var c in text) { Console.Write('\r'); Console.Write('\n'); Console.Write("\r\n"); } return text;""", "ldap,html,xpath,header,log,redirect")]
    public void An_escape_of_ones_own_cleans_of_what_it_treats_apart(string body, string left)
    {
        var finding = Assert.Single(FlowTest.Findings($$"""class A { static string Escape(string text) { {{body}} } void M() => Db.Go(Escape(Web.Input("a"))); }"""));
        Assert.Equal(left, string.Join(",", FlowTest.ModelSet.Sinks.In(finding.SinkKinds)));
    }
}
