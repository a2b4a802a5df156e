using System.Text.Json;
using BackendRules.Workspaces;
using BackendRules.Workspaces.Tests;

namespace BackendRules.Bridge.Tests;

/// <summary>What a change did, from the command line.</summary>
public sealed class CompareCommand : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task The_five_parts_stand_in_the_supervisors_order_and_a_report_is_made_and_handed_back()
    {
        _tool.Backend.Write("Shop.Api/More.cs", Backend.Orders.Replace("Orders", "More", StringComparison.Ordinal).Replace("\"orders\"", "\"more\"", StringComparison.Ordinal));
        var text = await _tool.OkAsync("compare");
        var headings = PartNames.All.Select((name, i) => text.IndexOf($"\n{i + 1}. {PartNames.Title(name)}: ", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, headings);
        Assert.Equal(headings.Order(), headings);
        Assert.Contains("ADDED GET /more is new", text, StringComparison.Ordinal);
        Assert.Contains("NEW warning BR5007", text, StringComparison.Ordinal);
        var markdown = await _tool.OkAsync("report");
        Assert.StartsWith("## Backend report rep\\_", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain(_tool.Backend.Folder, markdown, StringComparison.Ordinal);
        var line = await _tool.OkAsync("send", "--channel", "return");
        Assert.Equal(1, line.Count('\n'));
        Assert.Contains("1 endpoints: ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_openapi_document_that_disagrees_is_said_and_none_switches_the_check_off()
    {
        const string Text = """{ "openapi": "3.0.1", "info": { "title": "Shop", "version": "1" }, "paths": { "/orders": { "get": { "responses": {} } }, "/bills": { "get": { "responses": {} } } } }""";
        _tool.Backend.Write("docs/api.json", Text);
        Assert.Contains("GET /bills: api.json describes it and the code doesn't show it", await _tool.OkAsync("compare", "--openapi", "docs/api.json"), StringComparison.Ordinal);
        _tool.Backend.Write("Shop.Api/openapi.json", Text);
        Assert.Contains("GET /bills: openapi.json describes it", await _tool.OkAsync("compare"), StringComparison.Ordinal);
        Assert.DoesNotContain("/bills", await _tool.OkAsync("compare", "--openapi", "none"), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, (await _tool.RunAsync("compare", "--openapi", "docs/none.json")).Code);
    }

    [Fact]
    public async Task The_same_report_again_is_the_same_report()
    {
        _tool.Backend.Write("Shop.Api/More.cs", "class More;\n");
        var ids = new List<string?>();
        for (var i = 0; i < 2; i++)
        {
            await _tool.OkAsync("compare");
            using var json = JsonDocument.Parse(await _tool.OkAsync("report", "-o", "json"));
            ids.Add(json.RootElement.GetProperty("reportId").GetString());
        }

        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task A_report_of_sources_that_have_changed_since_is_refused_until_it_is_asked_for()
    {
        _tool.Backend.Write("Shop.Api/More.cs", "class More;\n");
        await _tool.OkAsync("compare", "-o", "json=change.json");
        _tool.Backend.Write("notes.md", "What I did.\n");
        await _tool.OkAsync("report");

        _tool.Backend.Write("Shop.Api/More.cs", "class More { }\n");
        _tool.Backend.Write("Shop.Api/Other.cs", "class Other;\n");
        foreach (var verb in new[] { "report", "send" })
        {
            var (code, _, error) = await _tool.RunAsync(verb);
            Assert.Equal(ExitCodes.Incomplete, code);
            Assert.Contains("Shop.Api/More.cs, Shop.Api/Other.cs", error, StringComparison.Ordinal);
            Assert.Contains("Compare again", error, StringComparison.Ordinal);
        }

        const string Told = "STALE: The work tree has changed since it was compared: Shop.Api/More.cs, Shop.Api/Other.cs. What follows is from before.";
        Assert.Contains(Told, await _tool.OkAsync("report", "--allow-stale"), StringComparison.Ordinal);
        Assert.Contains("\"stale\": \"The work tree", await _tool.OkAsync("report", "--allow-stale", "-o", "json"), StringComparison.Ordinal);
        Assert.Contains("STALE, sources have changed since", await _tool.OkAsync("send", "--channel", "return", "--allow-stale"), StringComparison.Ordinal);
        File.Delete(_tool.Backend.PathOf("Shop.Api/Other.cs"));
        _tool.Backend.Write("Shop.Api/More.cs", "class More;\n");
        await _tool.OkAsync("report");
    }

    [Fact]
    public async Task A_report_that_became_stale_before_it_went_is_sent_with_that_word()
    {
        _tool.Backend.Write("Shop.Api/More.cs", "class More;\n");
        await _tool.OkAsync("compare", "-o", "json=change.json");
        Assert.DoesNotContain("STALE", await _tool.OkAsync("report"), StringComparison.Ordinal);
        _tool.Backend.Write("Shop.Api/More.cs", "class More { }\n");
        foreach (var comparison in Directory.GetFiles(Path.Combine(_tool.Backend.Store.Folder, "cmps")))
            File.Delete(comparison);
        Assert.Equal(ExitCodes.Incomplete, (await _tool.RunAsync("send", "--channel", "return")).Code);
        Assert.Contains("STALE, sources have changed since", await _tool.OkAsync("send", "--channel", "return", "--allow-stale"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_that_moved_under_a_comparison_makes_it_stale()
    {
        _tool.Backend.Run("git", "branch", "stable");
        _tool.Backend.Write("Shop.Api/More.cs", "class More;\n");
        _tool.Backend.Run("git", "checkout", "-q", "-b", "work");
        _tool.Backend.Commit("more");
        var tree = await IdAsync("compare", "--base", "stable");
        var two = await IdAsync("compare", "--base", "stable", "--head", "work");

        // That the branch goes on by itself is no matter; that the work left it elsewhere is.
        _tool.Backend.Run("git", "branch", "-f", "stable", "work");
        foreach (var comparison in new[] { tree, two })
        {
            var (code, _, error) = await _tool.RunAsync("report", "--comparison", comparison);
            Assert.Equal(ExitCodes.Incomplete, code);
            Assert.Contains("'stable' has moved since it was compared", error, StringComparison.Ordinal);
        }

        _tool.Backend.Run("git", "branch", "-f", "stable", "work~1");
        await _tool.OkAsync("report", "--comparison", tree);
        await _tool.OkAsync("report", "--comparison", two);
        _tool.Backend.Write("Shop.Api/Most.cs", "class Most;\n");
        _tool.Backend.Commit("most");
        Assert.Contains("'work' has moved since it was compared", (await _tool.RunAsync("report", "--comparison", two)).Error, StringComparison.Ordinal);
        _tool.Backend.Run("git", "branch", "-D", "stable");
        Assert.Contains("'stable' has moved since it was compared: it is gone", (await _tool.RunAsync("report", "--comparison", tree)).Error, StringComparison.Ordinal);
    }

    private async Task<string> IdAsync(params string[] compare) => (await _tool.RunAsync(compare)).Error.Split("comparison ")[1].Split(';')[0];

    [Fact]
    public async Task Committing_what_was_compared_makes_no_report_stale_and_two_commits_stay_true()
    {
        _tool.Backend.Write("Shop.Api/More.cs", "class More;\n");
        await _tool.OkAsync("compare", "--base", "HEAD");
        _tool.Backend.Commit("more");
        await _tool.OkAsync("report");
        await _tool.OkAsync("compare", "--base", "HEAD~1", "--head", "HEAD");
        _tool.Backend.Write("Shop.Api/More.cs", "class More { }\n");
        await _tool.OkAsync("report");
    }

    [Fact]
    public async Task Incomplete_is_never_clean()
    {
        _tool.Backend.Write("Shop.Api/Broken.cs", "class Broken { Missing Field; }\n");
        var (code, output, _) = await _tool.RunAsync("compare");
        Assert.Equal(ExitCodes.Incomplete, code);
        Assert.Contains("INCOMPLETE", output, StringComparison.Ordinal);
        Assert.DoesNotContain(": none\n", output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, (await _tool.RunAsync("compare", "--allow-incomplete", "--fail-on", "none")).Code);
    }

    [Theory]
    [InlineData(ExitCodes.Usage, "compare", "--fail-on", "everything")]
    [InlineData(ExitCodes.Usage, "compare", "-o", "sarif")]
    [InlineData(ExitCodes.Usage, "compare", "--max-chars", "10")]
    [InlineData(ExitCodes.Environment, "compare", "--base", "nowhere")]
    [InlineData(ExitCodes.Usage, "report")]
    [InlineData(ExitCodes.Usage, "report", "--comparison", "cmp_../../../../../../etc/pass")]
    [InlineData(ExitCodes.Usage, "send")]
    [InlineData(ExitCodes.Usage, "send", "rep_00000000000000000000000000")]
    public async Task What_cannot_be_meant_is_refused_with_its_code(int code, params string[] arguments)
    {
        var (actual, output, error) = await _tool.RunAsync(arguments);
        Assert.Equal(code, actual);
        Assert.Equal("", output);
        Assert.NotEqual("", error);
    }
}
