using System.Text.Json;
using System.Xml.Linq;
using BackendRules.Workspaces.Tests;

namespace BackendRules.Bridge.Tests;

/// <summary>Verbs, formats and exit codes on a real project.</summary>
public sealed class CommandLine : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task Analyze_shows_the_line_and_gates_by_level()
    {
        var (code, output, error) = await _tool.RunAsync("analyze");
        Assert.Equal((ExitCodes.Ok, ""), (code, error));
        Assert.StartsWith(
            """
            Shop.Api/OrdersController.cs:13:16: warning BR5007: 'Result' blocks the thread that serves the request; await the task [new] [fix]
              12 |     {
              13 |         return orders.Count().Result;
                 |                ^~~~~~~~~~~~~~~~~~~~~
              14 |     }

            1 finding: 1 warning; 1 new, 0 known. 2 files in 1 project.
            """.ReplaceLineEndings("\n"),
            output,
            StringComparison.Ordinal);
        Assert.Equal(ExitCodes.GateFailed, (await _tool.RunAsync("analyze", "--fail-level", "warning")).Code);
        Assert.Equal(ExitCodes.Ok, (await _tool.RunAsync("analyze", "--fail-level", "none")).Code);
    }

    [Fact]
    public async Task Help_lists_verbs_a_line_each_and_shows_a_verbs_examples_on_its_own_page()
    {
        var help = await _tool.OkAsync("--help");
        Assert.DoesNotContain("Example", help, StringComparison.Ordinal);
        Assert.All(help.Split('\n'), static line => Assert.InRange(line.Length, 0, 160));
        foreach (var verb in new[] { "analyze", "explain", "fix", "compare", "mcp" })
        {
            Assert.Contains($"\n  {verb}", help, StringComparison.Ordinal);
            Assert.StartsWith($"  backend-rules {verb}", (await _tool.OkAsync(verb, "--help")).Split('\n').Last(static line => line.StartsWith("  backend-rules", StringComparison.Ordinal)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("There is no option '--fail-lvl'.", "analyze", "--fail-lvl")]
    [InlineData("There is no option '--write'.", "explain", "--write")]
    [InlineData("is no level", "analyze", "--min-level", "bad")]
    public async Task What_is_wrong_with_a_call_is_said_and_nothing_is_done(string said, params string[] arguments)
    {
        var (code, output, error) = await _tool.RunAsync(arguments);
        Assert.Equal((ExitCodes.Usage, ""), (code, output));
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Incomplete_is_never_clean()
    {
        _tool.Backend.Write("Shop.Api/Broken.cs", "class Broken { Missing Field; }\n");
        var (code, output, _) = await _tool.RunAsync("analyze");
        Assert.Equal(ExitCodes.Incomplete, code);
        Assert.Contains("INCOMPLETE: 0 of 1 projects", output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, (await _tool.RunAsync("analyze", "--allow-incomplete")).Code);
    }

    [Fact]
    public async Task Two_runs_print_the_same_bytes()
    {
        string[] arguments = ["analyze", "--deterministic", "-o", "json", "-o", "sarif", "-o", "html", "-o", "text", "-o", "junit", "-o", "markdown", "-o", "gitlab", "-o", "github"];
        Assert.Equal(await _tool.OkAsync(arguments), await _tool.OkAsync(arguments));
    }

    [Fact]
    public async Task Every_format_says_the_finding_and_none_says_where_the_machine_keeps_it()
    {
        foreach (var format in Formats.Names)
        {
            await _tool.OkAsync("analyze", "-o", $"{format}=out/{format}");
            var text = await File.ReadAllTextAsync(_tool.Backend.PathOf($"out/{format}"));
            Assert.Contains("BR5007", text, StringComparison.Ordinal);
            Assert.Contains("Shop.Api/OrdersController.cs", text, StringComparison.Ordinal);
            Assert.DoesNotContain(_tool.Backend.Folder, text, StringComparison.Ordinal);
            Assert.DoesNotContain('\r', text);
        }

        var junit = XDocument.Load(_tool.Backend.PathOf("out/junit"));
        Assert.Equal("scalability", junit.Root!.Element("testsuite")!.Attribute("name")!.Value);
        using var gitlab = JsonDocument.Parse(await File.ReadAllTextAsync(_tool.Backend.PathOf("out/gitlab")));
        Assert.Equal("BR5007", gitlab.RootElement[0].GetProperty("check_name").GetString());
        Assert.StartsWith(
            "::warning file=Shop.Api/OrdersController.cs,line=13,endLine=13,col=16,endColumn=37,title=BR5007::'Result' blocks",
            await File.ReadAllTextAsync(_tool.Backend.PathOf("out/github")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sarif_has_what_code_scanning_asks_for()
    {
        using var log = JsonDocument.Parse(await _tool.OkAsync("analyze", "-o", "sarif"));
        var run = log.RootElement.GetProperty("runs")[0];
        var rule = run.GetProperty("tool").GetProperty("driver").GetProperty("rules")[0];
        foreach (var property in new[] { "shortDescription", "fullDescription", "help", "helpUri", "defaultConfiguration" })
            Assert.True(rule.TryGetProperty(property, out _), property);
        var result = run.GetProperty("results")[0];
        Assert.Equal(0, result.GetProperty("ruleIndex").GetInt32());
        Assert.EndsWith(".", result.GetProperty("message").GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(4, result.GetProperty("partialFingerprints").EnumerateObject().Count());
        Assert.True(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
    }

    [Fact]
    public async Task A_page_of_the_report_lets_nothing_in_and_encodes_what_it_shows()
    {
        _tool.Backend.Write("Shop.Api/OrdersController.cs", Backend.Orders.Replace("return orders.Count().Result;", "return /*<script>alert(1)</script>*/ orders.Count().Result;", StringComparison.Ordinal));
        var html = await _tool.OkAsync("analyze", "-o", "html");
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repair_is_shown_then_written_then_taken_back()
    {
        var file = _tool.Backend.PathOf("Shop.Api/OrdersController.cs");
        var before = await File.ReadAllBytesAsync(file);
        Assert.Contains("+        return await orders.Count();", await _tool.OkAsync("fix", "--rule", "BR5007"), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(file));
        var written = await _tool.OkAsync("fix", "--rule", "BR5007", "--write");
        Assert.NotEqual(before, await File.ReadAllBytesAsync(file));
        Assert.Contains("No findings", await _tool.OkAsync("analyze"), StringComparison.Ordinal);
        var id = written.Split('\n').First(static l => l.StartsWith("pat_", StringComparison.Ordinal)).Split(' ')[0];
        await _tool.OkAsync("undo", id);
        Assert.Equal(before, await File.ReadAllBytesAsync(file));
        Assert.Contains("undone before", await _tool.OkAsync("undo", id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_baseline_accepts_what_is_there_gates_what_is_new_and_only_shrinks()
    {
        Assert.Equal("1 finding accepted\n", await _tool.OkAsync("baseline", "create", "--reason", "before the gate"));
        Assert.Equal(ExitCodes.Usage, (await _tool.RunAsync("baseline", "create")).Code);
        Assert.Contains("0 new, 1 known", await _tool.OkAsync("analyze", "--fail-level", "warning"), StringComparison.Ordinal);
        _tool.Backend.Write("Shop.Api/More.cs", Backend.Orders.Replace("Orders", "More", StringComparison.Ordinal));
        Assert.Equal(ExitCodes.GateFailed, (await _tool.RunAsync("analyze", "--fail-level", "warning")).Code);
        Assert.Equal("0 gone and removed, 0 added, 1 accepted\n", await _tool.OkAsync("baseline", "update"));
        Assert.Equal(ExitCodes.Usage, (await _tool.RunAsync("baseline", "update", "--add-new")).Code);
        Assert.Equal("0 gone and removed, 1 added, 2 accepted\n", await _tool.OkAsync("baseline", "update", "--add-new", "--reason", "ships on Monday"));
        File.Delete(_tool.Backend.PathOf("Shop.Api/More.cs"));
        Assert.Equal(ExitCodes.GateFailed, (await _tool.RunAsync("baseline", "check")).Code);
        Assert.Equal("1 gone and removed, 0 added, 1 accepted; nothing written\n", await _tool.OkAsync("baseline", "prune", "--dry-run"));
        Assert.Equal("1 gone and removed, 0 added, 1 accepted\n", await _tool.OkAsync("baseline", "prune"));
        await _tool.OkAsync("baseline", "check");
    }

    [Fact]
    public async Task A_suppression_has_a_reason_and_an_end()
    {
        await _tool.OkAsync("analyze");
        var print = (await _tool.OkAsync("show", "last", "--json")) is var json ? JsonDocument.Parse(json).RootElement.GetProperty("findings")[0].GetProperty("fingerprint").GetString()! : "";
        Assert.Equal(ExitCodes.Usage, (await _tool.RunAsync("suppress", print, "--reason", "no", "--expires", "2030-01-01")).Code);
        var day = DateTime.UtcNow.AddDays(30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await _tool.OkAsync("suppress", print, "--reason", "only called at start-up", "--expires", day, "--by", "me");
        Assert.Contains("No findings", await _tool.OkAsync("analyze", "--fail-level", "warning"), StringComparison.Ordinal);
        Assert.Contains("1 suppressed", await _tool.OkAsync("analyze", "--include-suppressed"), StringComparison.Ordinal);
        _tool.Backend.Write(".backendrules/suppressions.json", (await File.ReadAllTextAsync(_tool.Backend.PathOf(".backendrules/suppressions.json"))).Replace(day, "2020-01-01", StringComparison.Ordinal));
        var expired = await _tool.OkAsync("analyze");
        Assert.Contains("BR0004", expired, StringComparison.Ordinal);
        Assert.Contains("BR5007", expired, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_lists_and_schemas_are_printed()
    {
        Assert.StartsWith("# BR5007 ", await _tool.OkAsync("explain", "br5007"), StringComparison.Ordinal);
        Assert.Contains("BR5007", await _tool.OkAsync("rules"), StringComparison.Ordinal);
        using var rules = JsonDocument.Parse(await _tool.OkAsync("rules", "--format", "json"));
        Assert.True(rules.RootElement.GetArrayLength() >= 5);
        foreach (var name in SchemaVerb.Names)
            using (JsonDocument.Parse(await _tool.OkAsync("schema", name)))
            {
            }

        await _tool.OkAsync("analyze");
        var finding = await _tool.OkAsync("show", "last");
        Assert.Contains("BR5007", finding, StringComparison.Ordinal);
        Assert.Contains("0.1.0", await _tool.OkAsync("version"), StringComparison.Ordinal);
        Assert.Equal("0 waiting\n", await _tool.OkAsync("outbox", "flush"));
    }

    [Fact]
    public async Task The_settings_keep_their_published_schema()
    {
        using var schema = JsonDocument.Parse(await _tool.OkAsync("schema", "settings"));
        foreach (var (json, breaches) in new[]
        {
            ("""{ "breaking": { "levels": { "BRC031": "info" }, "accepted": [ { "fingerprint": "0123456789abcdef", "reason": "nobody reads it", "by": "ada", "until": "2030-06-30" } ] } }""", 0),
            ("""{ "braking": {} }""", 1),
            ("""{ "breaking": { "levels": { "BRC031": "harmless" } } }""", 1),
            ("""{ "breaking": { "accepted": [ { "fingerprint": "0123456789abcdef" } ] } }""", 3),
        })
        {
            using var document = JsonDocument.Parse(json);
            Assert.Equal(breaches, Schemas.Breaches(document.RootElement, schema.RootElement).Count);
        }

        _tool.Backend.Write("backendrules.json", """{ "breaking": { "level": {} } }""");
        var (code, _, error) = await _tool.RunAsync("compare");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("backendrules.json: '$.breaking.level' is unknown; known are levels, unstable, accepted.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCodes.Usage, "frobnicate")]
    [InlineData(ExitCodes.Usage, "analyze", "--scope", "everything")]
    [InlineData(ExitCodes.Usage, "analyze", "-o", "pdf")]
    [InlineData(ExitCodes.Usage, "analyze", "nowhere.sln")]
    [InlineData(ExitCodes.Usage, "analyze", "--root", "Shop.Api", "../..")]
    [InlineData(ExitCodes.Usage, "analyze", "--fail-level", "loud")]
    [InlineData(ExitCodes.Usage, "analyze", "--rules", "CA1822")]
    [InlineData(ExitCodes.Usage, "explain", "BR9999")]
    [InlineData(ExitCodes.Usage, "show", "run_00000000000000000000000000")]
    [InlineData(ExitCodes.Usage, "undo", "pat_../../../../../../etc/pass")]
    [InlineData(ExitCodes.Environment, "analyze", "--scope", "changed", "--base", "nowhere")]
    [InlineData(ExitCodes.NotFixed, "fix", "--fix", "no such way")]
    public async Task What_cannot_be_meant_is_refused_with_its_code(int code, params string[] arguments)
    {
        var (actual, output, error) = await _tool.RunAsync(arguments);
        Assert.Equal(code, actual);
        Assert.Equal("", output);
        Assert.NotEqual("", error);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
