namespace BackendRules.Flow.Tests;

/// <summary>Tests that say where an address leads, and how little of one is no test.</summary>
public sealed class AddressTests
{
    [Fact]
    public void A_host_is_known_by_its_end_and_an_address_by_its_beginning() => FlowTest.Check("""
        class A
        {
            void End() { var u = new Uri(Web.Input("a")); if (u.Host.EndsWith(".example.org")) Db.Fetch(u.AbsoluteUri); else Db.Fetch(u.AbsoluteUri); // flow
            }
            void Idn() { var u = new Uri(Web.Input("a")); if (!u.IdnHost.EndsWith(".example.org")) return; Db.Fetch(u.ToString()); }
            void NoDot() { var u = new Uri(Web.Input("a")); if (u.Host.EndsWith("example.org")) Db.Fetch(u.AbsoluteUri); // flow
            }
            void OnlyDot() { var u = new Uri(Web.Input("a")); if (u.Host.EndsWith(".")) Db.Fetch(u.AbsoluteUri); // flow
            }
            void Text() { var x = Web.Input("a"); if (x.EndsWith(".example.org")) Db.Fetch(x); // flow
            }
            void Start() { var x = Web.Input("a"); if (x.StartsWith("https://example.org/")) Db.Fetch(x); else Db.Fetch(x); // flow
            }
            void Unended() { var x = Web.Input("a"); if (x.StartsWith("https://example.org")) Db.Fetch(x); // flow
            }
            void Scheme() { var x = Web.Input("a"); if (x.StartsWith("https://")) Db.Fetch(x); // flow
            }
            void Word() { var x = Web.Input("a"); if (x.StartsWith("example")) Db.Fetch(x); // flow
            }
            void Rooted() { var x = Web.Input("a"); if (x.StartsWith("/shop/")) Db.Fetch(x); }
            void Slash() { var x = Web.Input("a"); if (x.StartsWith("/")) Db.Fetch(x); // flow
            }
            void Network() { var x = Web.Input("a"); if (x.StartsWith("//shop/")) Db.Fetch(x); // flow
            }
            void Left() { var u = new Uri(Web.Input("a")); if (u.GetLeftPart(UriPartial.Authority) != "https://example.org") return; Db.Fetch(u.AbsoluteUri); }
            void Original() { var u = new Uri(Web.Input("a")); if (u.OriginalString == "https://example.org/a") Db.Fetch(u.OriginalString); else Db.Fetch(u.OriginalString); // flow
            }
            void Whole() { var u = new Uri(Web.Input("a")); if (u.AbsoluteUri != "https://example.org/a") return; Db.Fetch(u.AbsoluteUri); }
            void Grown() { var x = Web.Input("a"); var url = "https://"; url += x; Db.Fetch(url); // flow
            }
            void GrownScheme() { var x = Web.Input("a"); var url = $"https" + "://"; url += x; Db.Fetch(url); // flow
            }
            void Asked() { var x = Web.Input("a"); if (x.Contains("https://example.org/")) Db.Fetch(x); // flow
            }
        }
        """);

    [Fact]
    public void Only_the_first_two_characters_say_that_an_address_stays_here() => FlowTest.Check("""
        class A
        {
            void Local() { var x = Web.Input("a"); if (x[0] == '/' && x[1] != '/' && x[1] != '\\') Db.Move(x); else Db.Move(x); // flow
            }
            void One() { var x = Web.Input("a"); if (x.Length == 1 && x[0] == '/') Db.Move(x); }
            void Matched() { var x = Web.Input("a"); if (x[0] is '/' && x[1] is not ('/' or '\\')) Db.Move(x); else Db.Move(x); // flow
            }
            void Either() { var x = Web.Input("a"); if (x[0] is '/' && (x.Length == 1 || x[1] != '/' && x[1] != '\\')) Db.Move(x); }
            void Some() { var x = Web.Input("a"); if (x[0] is '/' && x[1] is not '/') Db.Move(x); // flow
            }
            void Any() { var x = Web.Input("a"); if (x[0] is '/' or '~' && x[1] is not ('/' or '\\')) Db.Move(x); // flow
            }
            void Third() { var x = Web.Input("a"); if (x[0] == '/' && x[2] != '/' && x[1] != '\\') Db.Move(x); // flow
            }
            void NoBackslash() { var x = Web.Input("a"); if (x[0] == '/' && x[1] != '/') Db.Move(x); // flow
            }
            void Same() { var x = Web.Input("a"); if (x[0] == '/' && x[1] == '/' && x[1] != '\\') Db.Move(x); // flow
            }
            void Two() { var x = Web.Input("a"); if (x.Length == 2 && x[0] == '/') Db.Move(x); // flow
            }
        }
        """);
}
