namespace BackendRules.Flow.Tests;

/// <summary>What carries a value inside one body.</summary>
public sealed class ConstructTests
{
    [Theory]
    [InlineData("""
        var x = Web.Input("a");
        Db.Run("select " + x); // flow
        """)]
    [InlineData("""
        var x = "a";
        Db.Run("select " + x);
        """)]
    [InlineData("""
        var x = Web.Input("a");
        x = "constant";
        Db.Run(x);
        """)]
    [InlineData("""
        var x = Flag ? Web.Input("a") : "b";
        Db.Run($"select {x}"); // flow
        """)]
    [InlineData("""
        var s = "select";
        for (var i = 0; i < 3; i++) s += Web.Input("a");
        Db.Run(s); // flow
        """)]
    [InlineData("""
        var n = int.Parse(Web.Input("a"));
        Db.Run("select " + n);
        """)]
    [InlineData("""
        var dto = Web.Body();
        Db.Run(dto.Name); // flow
        Db.Run("x" + dto.Count);
        Db.Run(dto.Inner.Inner.Name); // flow
        """)]
    [InlineData("""
        var dto = new Dto { Name = Web.Input("a"), Inner = new Dto { Name = "b" } };
        Db.Run(dto.Inner.Name);
        Db.Run(dto.Name); // flow
        """)]
    [InlineData("""
        var dto = Web.Body();
        dto.Name = "x";
        Db.Run(dto.Name);
        Db.Run(dto.Inner.Name); // flow
        """)]
    [InlineData("""
        var (a, b) = (Web.Input("a"), "b");
        Db.Run(b);
        Db.Run(a); // flow
        """)]
    [InlineData("""
        var t = (Name: Web.Input("a"), Other: "b");
        Db.Run(t.Other);
        Db.Run(t.Name); // flow
        """)]
    [InlineData("""
        var list = new List<string>();
        list.Add("a");
        if (Flag) list.Add(Web.Input("a"));
        Db.Run(string.Join(" and ", list)); // flow
        """)]
    [InlineData("""
        var list = new List<string> { "a", Web.Input("a") };
        foreach (var item in list)
            Db.Run(item); // flow
        """)]
    [InlineData("""
        string[] list = ["a", Web.Input("a")];
        Db.Run(list[1]); // flow
        """)]
    [InlineData("""
        string[] first = [Web.Input("a")];
        List<string> list = ["a", .. first];
        Db.Run(list[0]); // flow
        """)]
    [InlineData("""
        var map = new Dictionary<string, string> { ["a"] = "b" };
        Db.Run(map[Web.Input("a")]);
        if (map.TryGetValue(Web.Input("b"), out var column)) Db.Run(column);
        """)]
    [InlineData("""
        var map = new Dictionary<string, string> { ["a"] = Web.Input("a") };
        if (map.TryGetValue("a", out var column)) Db.Run(column); // flow
        """)]
    [InlineData("""
        var sb = new StringBuilder("select ");
        sb.Append("x").Append(Web.Input("a")).AppendLine();
        Db.Run(sb.ToString()); // flow
        """)]
    [InlineData("""
        var sb = new StringBuilder();
        sb.Append($"where {Web.Input("a")}");
        Db.Run(sb.ToString()); // flow
        """)]
    [InlineData("""
        Db.Run(string.Format("select {0}", Web.Input("a"))); // flow
        """)]
    [InlineData("""
        var names = Web.Many().Where(n => n.Length > 2).Select(n => "'" + n + "'").ToList();
        Db.Run(string.Join(",", names)); // flow
        """)]
    [InlineData("""
        var names = Web.Many().Select(n => n.Length).ToList();
        Db.Run(string.Join(",", names));
        """)]
    [InlineData("""
        var names = from n in Web.Many() where n.Length > 1 select n.Trim();
        Db.Run(names.First()); // flow
        """)]
    [InlineData("""
        var x = Web.Input("a");
        Action run = () => Db.Run(x); // flow
        run();
        """)]
    [InlineData("""
        string Build(string part) => "select " + part;
        Db.Run(Build("a"));
        Db.Run(Build(Web.Input("a"))); // flow
        """)]
    [InlineData("""
        var x = await Task.FromResult(Web.Input("a"));
        Db.Run(x); // flow
        """)]
    [InlineData("""
        if (Web.Body() is { Name: { Length: > 3 } name, Count: 2 }) Db.Run(name); // flow
        """)]
    [InlineData("""
        var x = Web.Input("a") switch { "asc" => "ASC", _ => "DESC" };
        Db.Run(x);
        """)]
    [InlineData("""
        var x = Web.Input("a") switch { "asc" => "ASC", var other => other };
        Db.Run(x); // flow
        """)]
    [InlineData("""
        if (any is string s) Db.Run(s);
        any = Web.Input("a");
        if (any is string t) Db.Run(t); // flow
        """)]
    [InlineData("""
        ReadOnlySpan<char> span = Web.Input("a").AsSpan(1, 2);
        Db.Run(span.ToString()); // flow
        """)]
    [InlineData("""
        var x = Web.Input("a") ?? "b";
        Db.Run(x?.Trim()); // flow
        """)]
    [InlineData("""
        dynamic d = Web.Body();
        string s = d.Name;
        Db.Run(s); // flow
        """)]
    [InlineData("""
        string x = null;
        try { x = Web.Input("a"); throw new Exception(); }
        catch (InvalidOperationException) { Db.Run(x); } // flow
        finally { Db.File("a"); }
        """)]
    [InlineData("""
        Console.WriteLine(1);
        Console.WriteLine(2);
        if (any != null) Console.WriteLine(3);
        try { Func<string, string> twice = s => { Db.Run(s); return s + s; }; // flow
            Db.Run(twice(Web.Input("a"))); } // flow
        catch (InvalidOperationException) { Db.File("a"); }
        """)]
    [InlineData("""
        var anon = new { Name = Web.Input("a"), Other = "b" };
        Db.Run(anon.Other);
        Db.Run(anon.Name); // flow
        """)]
    [InlineData("""
        var text = Safe.Quote(Web.Input("a"));
        Db.Run(text);
        Db.File(text); // flow
        """)]
    [InlineData("""
        var text = Web.Input("a")[1..];
        Db.Run(text); // flow
        """)]
    [InlineData("""
        var path = Path.Combine("root", Web.Input("a"));
        Db.File(path); // flow
        """)]
    public void Carries(string body) => FlowTest.Check(body);

    [Theory]
    [InlineData("""
        var x = Web.Input("a");
        if (x == "name" || x == "date") Db.Run(x);
        if (x != "name") return;
        Db.Run(x);
        """)]
    [InlineData("""
        var x = Web.Input("a");
        if (x is "name" or "date") Db.Run(x);
        else Db.Run(x); // flow
        """)]
    [InlineData("""
        var x = Web.Input("a");
        switch (x) { case "a": case "b": Db.Run(x); break; default: Db.Run(x); break; } // flow
        """)]
    [InlineData("""
        string[] allowed = ["a", "b"];
        var x = Web.Input("a");
        if (!allowed.Contains(x)) return;
        Db.Run(x);
        """)]
    [InlineData("""
        var allowed = new HashSet<string> { "a" };
        var x = Web.Input("a");
        if (allowed.Contains(x)) Db.Run(x);
        Db.Run(x); // flow
        """)]
    [InlineData("""
        var x = Web.Input("a");
        var ok = new[] { "a" }.Contains(x);
        Db.Run(ok ? x : "a");
        """)]
    [InlineData("""
        var asked = Web.Many();
        var x = Web.Input("a");
        if (asked.Contains(x)) Db.Run(x); // flow
        """)]
    [InlineData("""
        var x = Web.Input("a");
        if (!int.TryParse(x, out _)) throw new Exception();
        Db.Run(x);
        """)]
    [InlineData("""
        var x = Web.Input("a");
        if (!x.All(char.IsLetterOrDigit)) return;
        Db.Run(x);
        """)]
    [InlineData("""
        var x = Web.Input("a");
        if (System.Text.RegularExpressions.Regex.IsMatch(x, "^[a-z_]+$")) Db.Run(x);
        if (System.Text.RegularExpressions.Regex.IsMatch(x, "[a-z]+")) Db.Run(x); // flow
        """)]
    [InlineData("""
        var root = Path.GetFullPath("data") + Path.DirectorySeparatorChar;
        var full = Path.GetFullPath(Path.Combine(root, Web.Input("a")));
        if (!full.StartsWith(root, StringComparison.Ordinal)) return;
        Db.File(full);
        """)]
    [InlineData("""
        var root = Path.GetFullPath("data");
        var full = Path.GetFullPath(Path.Combine(root, Web.Input("a")));
        if (!full.StartsWith(root, StringComparison.Ordinal)) return;
        Db.File(full); // flow
        """)]
    [InlineData("""
        var x = Web.Input("a");
        if (x.Equals("name", StringComparison.OrdinalIgnoreCase)) Db.Run(x);
        """)]
    [InlineData("""
        string[] columns = ["a", "b"];
        var x = Web.Input("a");
        if (columns.Any(c => c == x)) Db.Run(x);
        """)]
    public void Guards(string body) => FlowTest.Check(body);
}
