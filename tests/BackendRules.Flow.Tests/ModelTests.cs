namespace BackendRules.Flow.Tests;

/// <summary>What a line of a model says, and what is said of a line that says nothing.</summary>
public sealed class ModelTests
{
    [Theory]
    [InlineData("sinc sql Lib.Db.Run(sql)", "a line begins with source, sink, clean, pass or guard")]
    [InlineData("sink sql Run(sql)", "'Run' is not Namespace.Type.Member")]
    [InlineData("sink sql .Run(sql)", "'.Run' is not Namespace.Type.Member")]
    [InlineData("sink sql Lib.Db.(sql)", "'Lib.Db.' is not Namespace.Type.Member")]
    [InlineData("sink sql Lib.Db.{Run, Fetch", "'{Run, Fetch' lacks its closing brace")]
    [InlineData("sink sql,,path Lib.Db.Run(sql)", "a kind is missing")]
    [InlineData("sink sequel Lib.Db.Run(sql)", "there is no kind 'sequel'; there are sql, ssrf, path")]
    [InlineData("source sql Lib.Web.Input", "there is no kind 'sql'; there are remote")]
    [InlineData("sink sql Lib.Db.Run(sql", "the closing parenthesis is missing")]
    [InlineData("pass Lib.Db.Run(sql)", "'sql' says from where, not to where: from -> to")]
    [InlineData("sink sql Lib.Db.Run(sql -> return)", "only 'pass' lines have arrows")]
    [InlineData("source remote Lib.Web.Input \"the request", "the closing quote is missing")]
    [InlineData("sink sql Lib.Db.Run(sql) unless", "'unless' is not expected here")]
    [InlineData("sink sql Lib.Db.Run(sql) without", "'without' is not expected here")]
    [InlineData("sink sql Lib.Db.Run(sql) when mode equals \"x\"", "'equals' is not one of is, contains, starts, lacks")]
    [InlineData("sink sql Lib.Db.Run(sql) when mode is x", "a condition ends with a text in quotes")]
    [InlineData("sink sql Lib.Db.Run(sql) when mode is", "a condition ends with a text in quotes")]
    [InlineData("sink sql Lib.Db.Run(sql) when mode is \"x", "a condition ends with a text in quotes")]
    [InlineData("guard sql Lib.Safe.Check", "a guard names the parameter that it proves: Member(parameter)")]
    public void A_line_that_says_nothing_is_told_apart(string line, string message)
    {
        var models = FlowTest.ModelSet.With([("own.taint", "# comment\n" + line + "\nsink sql Lib.Other.Run(text)")]);
        var error = Assert.Single(models.Errors);
        Assert.Equal(("own.taint", 2), (error.File, error.Line));
        Assert.StartsWith(message, error.Message);
        Assert.Equal("Lib.Other", models.Lines[^1].Type);
        Assert.Equal(FlowTest.ModelSet.Lines.Count + 1, models.Lines.Count);
    }

    [Fact]
    public void A_line_is_read_as_it_is_written()
    {
        var lines = Lines("""
            # what follows is a comment
            sink sql,path Lib.Db.{Run, Fetch}(sql, url[*]) when mode is "a|b" when kind lacks "\r\n" without other "words"   # unverified: no feed

            pass Lib.List`1+Inner.Add( item -> this[*] , f.return -> return )
            guard * Lib.Safe.Check(text) when false #verified
            source remote Lib.Web.Get#Value
            """);
        Assert.Equal([2, 4, 5, 6], lines.Select(static line => line.Line));
        var sink = lines[0];
        Assert.Equal((Verb.Sink, "Lib.Db", "words", "other", true, true), (sink.Verb, sink.Type, sink.Words, sink.Without, sink.Unverified, sink.Outcome));
        Assert.Equal(["sql", "path"], FlowTest.ModelSet.Sinks.In(sink.Kinds));
        Assert.Equal(["Run", "Fetch"], sink.Members);
        Assert.Equal([new("sql", ""), new("url[*]", "")], sink.Ports);
        Assert.Equal(("kind", "lacks", "\r\n"), (sink.When!.Parameter, sink.When.Test, sink.When.Text));
        Assert.Equal(new When("mode", "is", "a|b"), sink.When.And);
        Assert.StartsWith("sink sql,path", sink.Text);
        Assert.EndsWith("\"words\"", sink.Text);
        Assert.Equal((Verb.Pass, "Lib.List`1+Inner", 0UL), (lines[1].Verb, lines[1].Type, lines[1].Kinds));
        Assert.Equal([new("item", "this[*]"), new("f.return", "return")], lines[1].Ports);
        Assert.Equal((Verb.Guard, Kinds.All, false, false), (lines[2].Verb, lines[2].Kinds, lines[2].Outcome, lines[2].Unverified));
        Assert.Equal(["Get#Value"], lines[3].Members);
        Assert.Null(lines[3].When);
    }

    [Fact]
    public void A_line_holds_for_the_members_that_it_names()
    {
        var models = FlowTest.ModelSet.With([("own.taint", "sink sql Own.Shop.{Run*,new}(text)\nsource * Own.Shop.Read\npass Own.Shop.Give(text -> return)")]);
        Assert.Empty(models.Errors);
        Assert.Equal(Kinds.All, models.Lines[^2].Kinds);
        FlowTest.Check(models, """
            namespace Own { public class Shop { public Shop(string text) { } public static void RunAll(string text) { } public static void Stop(string text) { } public static string Read() => ""; public static string Give(string text) => ""; } }
            class A
            {
                void Named() => Own.Shop.RunAll(Own.Shop.Read()); // flow
                void Made() => _ = new Own.Shop(Own.Shop.Give(Own.Shop.Read())); // flow
                void Other() => Own.Shop.Stop(Own.Shop.Read());
            }
            """);
    }

    [Fact]
    public void A_condition_holds_or_fails_where_an_overload_lacks_its_parameter()
    {
        var models = FlowTest.ModelSet.With([("own.taint", "sink sql Own.Mail.Send(text) when type lacks \"html\"\nsink sql Own.Mail.Show(text) when type is \"html\"")]);
        Assert.Empty(models.Errors);
        FlowTest.Check(models, """
            namespace Own { public class Mail { public static void Send(string text) { } public static void Send(string text, string type) { } public static void Show(string text) { } public static void Show(string text, string type) { } } }
            class A
            {
                void Sent() { Own.Mail.Send(Web.Input("a"), "html"); Own.Mail.Send(Web.Input("a")); // flow
                }
                void Shown() { Own.Mail.Show(Web.Input("a")); Own.Mail.Show(Web.Input("a"), "html"); // flow
                }
            }
            """);
    }

    [Fact]
    public void Files_with_other_line_ends_say_the_same()
    {
        var lines = Lines("sink sql Lib.Db.Run(sql)\r\nclean sql Lib.Safe.Quote\r\n");
        Assert.Equal(["sink sql Lib.Db.Run(sql)", "clean sql Lib.Safe.Quote"], lines.Select(static line => line.Text));
        Assert.Equal(["Quote"], lines[1].Members);
    }

    [Fact]
    public void Kinds_are_declared_by_the_files_that_come_first()
    {
        var models = ModelSet.Read([("a.taint", "sink one,two A.B.C(d)\nsource from A.B.E"), ("b.taint", "clean three A.B.F\nsink * A.B.G(h)")]);
        Assert.Empty(models.Errors);
        Assert.Equal(["one", "two", "three"], models.Sinks.Names);
        Assert.Equal(["from"], models.Sources.Names);
        Assert.Equal(Kinds.All, models.Lines[3].Kinds);
    }

    [Theory]
    [InlineData("is", "a|b", "B", true)]
    [InlineData("is", "a|b", "ab", false)]
    [InlineData("starts", "ab|c", "ABC", true)]
    [InlineData("starts", "ab", "cab", false)]
    [InlineData("contains", "x|html", "text/HTML", true)]
    [InlineData("contains", "html", "text/plain", false)]
    [InlineData("lacks", "html", "HTML", true)]
    public void A_condition_accepts_texts(string test, string wanted, string text, bool accepted) => Assert.Equal(accepted, new When("p", test, wanted).Accepts(text));

    [Theory]
    [InlineData("sink sql Lib.Nobody.Run(sql)", "there is no type 'Lib.Nobody'")]
    [InlineData("sink sql Lib.Db.Walk(sql)", "'Lib.Db' has no member 'Walk'")]
    [InlineData("sink sql Lib.Db.{Run,Walk}(sql)", "'Lib.Db' has no member 'Walk'")]
    [InlineData("sink sql Lib.Db.Run(query)", "no overload of 'Run' has the parameters that the line names")]
    [InlineData("sink sql Lib.Db.Run(sql) when mode is \"x\"", "no overload of 'Run' has the parameters that the line names")]
    [InlineData("sink sql Lib.Db.Run(sql) without sql", "no overload of 'Run' has the parameters that the line names")]
    [InlineData("pass Lib.Db.Run(sql -> other)", "no overload of 'Run' has the parameters that the line names")]
    [InlineData("sink sql Lib.Db.Run(sql:Int32)", "no overload of 'Run' has the parameters that the line names")]
    [InlineData("sink sql Lib.Db.Run", "no overload of 'Run' has the parameters that the line names")]
    [InlineData("sink sql Lib.Db.Run(sql:String)", null)]
    [InlineData("sink sql Lib.Db.Run(sql) when mode lacks \"x\"", null)]
    [InlineData("sink sql Lib.Db.Run(sql) without query", null)]
    [InlineData("sink sql Lib.Db.F*(url)", null)]
    [InlineData("sink sql Lib.Db.W*(url)", "'Lib.Db' has no member 'W*'")]
    [InlineData("sink sql Lib.Command.Text", null)]
    [InlineData("sink sql Lib.Command.Text(value)", null)]
    [InlineData("sink sql Lib.Command.new(text)", null)]
    [InlineData("sink sql Lib.Command.this[](name)", null)]
    [InlineData("sink sql Lib.Box.Open(with)", null)]
    [InlineData("pass Lib.Box`1.Item(this -> return)", null)]
    [InlineData("source remote Lib.LibraryException.Message", null)]
    [InlineData("source remote Lib.Nobody.catch", "there is no type 'Lib.Nobody'")]
    [InlineData("source remote Lib.LibraryException.catch", null)]
    [InlineData("pass System.Collections.Generic.IList.Add(item -> this[*])", null)]
    public void A_line_is_held_against_the_libraries_that_are_there(string line, string? message) =>
        Assert.Equal(message, ModelCheck.Unresolved(Lines(line)[0], FlowTest.Compile("")));

    private static ModelLine[] Lines(string text)
    {
        var models = FlowTest.ModelSet.With([("own.taint", text)]);
        Assert.Empty(models.Errors);
        return models.Lines.Skip(FlowTest.ModelSet.Lines.Count).ToArray();
    }
}
