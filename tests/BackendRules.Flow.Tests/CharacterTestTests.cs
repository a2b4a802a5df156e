namespace BackendRules.Flow.Tests;

public class CharacterTestTests
{
    [Theory]
    [InlineData("char.IsLetter(c)", "")]
    [InlineData("char.IsAsciiHexDigit(c) || c == '-'", "")]
    [InlineData("c is >= 'a' and <= 'z' or '_'", "")]
    [InlineData("c >= 'a' && c <= 'z'", "")]
    [InlineData("\"abc-\".Contains(c)", "")]
    [InlineData("!(c < '0' || c > '9')", "")]
    [InlineData("char.IsLetter(c) || c == ' '", "redirect")]
    [InlineData("char.IsLetter(c) || c is ' ' or '\\''", "redirect")]
    [InlineData("char.IsLetter(c) || c == '('", "ldap,redirect")]
    [InlineData("c is not ('*' or '(' or ')' or '\\\\')", "html,xpath,header,log,redirect")]
    [InlineData("!char.IsControl(c)", "ldap,html,xpath,redirect")]
    [InlineData("!char.IsWhiteSpace(c) && c != '<' && c != '>' && c != '&' && c != '\"'", "ldap,redirect")]
    [InlineData("char.IsPunctuation(c)", "ldap,html,xpath,redirect")]
    [InlineData("Other(c)", "ldap,html,xpath,header,log,redirect")]
    [InlineData("Other(c) && c != '\\r' && c != '\\n'", "ldap,html,xpath,redirect")]
    [InlineData("Other(c) || c != '\\r' && c != '\\n'", "ldap,html,xpath,header,log,redirect")]
    public void Characters_that_are_kept_say_what_a_text_is_clean_of(string test, string left)
    {
        var findings = FlowTest.Findings($$"""
            class A
            {
                static bool Other(char c) => System.Environment.TickCount > c;
                void Where() => Db.Go(string.Concat(Web.Input("a").Where(c => {{test}})));
                void All() { var x = Web.Input("a"); if (x.All(c => {{test}})) Db.Go(x); }
                void Any() { var x = Web.Input("a"); if (x.Any(c => !({{test}}))) return; Db.Go(x); }
                void Loop() { var x = Web.Input("a"); foreach (var c in x) { if (!({{test}})) return; } Db.Go(x); }
            }
            """);
        Assert.Equal(left.Length == 0 ? [] : [left, left, left, left], findings.Select(finding => string.Join(",", FlowTest.ModelSet.Sinks.In(finding.SinkKinds))));
    }
}
