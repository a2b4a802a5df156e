using System.Globalization;
using System.Text.Json;
using BackendRules.Cao;
using BackendRules.Cao.Tests;
using BackendRules.Workspaces;
using BackendRules.Workspaces.Tests;
using ModelContextProtocol.Protocol;

namespace BackendRules.Bridge.Tests;

/// <summary>From two commits to the supervisor's inbox, through the command line and through the server for agents.</summary>
public sealed class Deliveries : IAsyncLifetime
{
    private readonly Shop _shop = new();
    private readonly Tool _tool;
    private FakeCao _cao = null!;

    public Deliveries() => _tool = new Tool(_shop.Backend);

    public async Task InitializeAsync()
    {
        _cao = await FakeCao.StartAsync();
        foreach (var (name, value) in Variables())
            _tool.Variables[name] = value;
    }

    public async Task DisposeAsync()
    {
        await _cao.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task The_command_line_compares_gates_reports_and_sends_once()
    {
        var (code, text, _) = await _tool.RunAsync("compare", "Shop.Api");
        Assert.Equal(ExitCodes.GateFailed, code);
        Assert.Contains("verdict BREAKING", text, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, (await _tool.RunAsync("compare", "Shop.Api", "--fail-on", "none")).Code);

        var annotations = (await _tool.RunAsync("compare", "Shop.Api", "-o", "github")).Output;
        Assert.Contains("file=Shop.Api/Store.cs,line=", annotations, StringComparison.Ordinal);
        Assert.Contains("title=DS103::", annotations, StringComparison.Ordinal);

        _shop.Backend.Write(".state/notes.json", """{ "summary": "Search <b>orders</b>", "performance": "measured 12 ms", "testsPassed": 214, "testsFailed": 0 }""");
        var markdown = await _tool.OkAsync("report", "--notes", ".state/notes.json");
        Assert.Contains("Agent note: Search &lt;b&gt;orders&lt;/b&gt;", markdown, StringComparison.Ordinal);
        Assert.Contains("214 passed, 0 failed", markdown, StringComparison.Ordinal);

        Assert.StartsWith("delivered to bbbb0002 message 1", await _tool.OkAsync("send"), StringComparison.Ordinal);
        Assert.StartsWith("duplicate", await _tool.OkAsync("send"), StringComparison.Ordinal);
        var message = Assert.Single(_cao.Inbox("bbbb0002")).Message!;
        Assert.DoesNotContain('\n', message);
        Assert.True(InboxLine.IsSafe(message), message);
        Assert.Contains($"verdict breaking for Shop.Api.csproj against {_shop.Before[..7]} - 1 endpoints", message, StringComparison.Ordinal);
        Assert.Contains("1 endpoints: changes, 1 added, 2 modified, 1 removed", message, StringComparison.Ordinal);
        Assert.Contains("BR1001 x1", message, StringComparison.Ordinal);
        Assert.DoesNotContain("SELECT", message, StringComparison.Ordinal);
        Assert.DoesNotContain("search", message, StringComparison.OrdinalIgnoreCase);
        Assert.All(_cao.Targets, static target => Assert.InRange(target.Length, 1, 8_000));
        var file = message.Split(" - full report ")[1].Split(" , ")[0];
        Assert.Equal(markdown.Split('\n')[0], (await File.ReadAllLinesAsync(file))[0]);
        Assert.Contains("delivered", await _tool.OkAsync("outbox", "list"), StringComparison.Ordinal);
        Assert.Contains("terminal bbbb0002", (await _tool.RunAsync("doctor")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_waits_while_the_server_is_down_and_goes_when_it_is_back()
    {
        await _tool.RunAsync("compare", "Shop.Api");
        await _tool.OkAsync("report", "-o", "json");
        _tool.Variables["CAO_API_PORT"] = "1";
        var (code, text, _) = await _tool.RunAsync("send");
        Assert.Equal(ExitCodes.Queued, code);
        Assert.StartsWith("queued", text, StringComparison.Ordinal);
        Assert.Contains("not_reachable: nobody answers", (await _tool.RunAsync("doctor")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Queued, (await _tool.RunAsync("outbox", "flush")).Code);
        _tool.Variables["CAO_API_PORT"] = Port();
        Assert.Equal("0 waiting\n", await _tool.OkAsync("outbox", "flush", "--wait", "10"));
        Assert.Single(_cao.Inbox("bbbb0002"));
    }

    [Fact]
    public async Task A_terminal_that_a_person_started_gets_the_text_back_and_doctor_says_why()
    {
        _cao.Terminals["aaaa0001"] = new Terminal("aaaa0001", null, "processing");
        await _tool.RunAsync("compare", "Shop.Api");
        await _tool.OkAsync("report", "-o", "json");
        Assert.StartsWith("BackendRules key=", await _tool.OkAsync("send"), StringComparison.Ordinal);
        Assert.Empty(_cao.Inbox("bbbb0002"));
        Assert.Contains("no_supervisor: a person started this terminal", (await _tool.RunAsync("doctor")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_json_form_keeps_its_published_schema()
    {
        await _tool.RunAsync("compare", "Shop.Api");
        using var json = JsonDocument.Parse(await _tool.OkAsync("report", "-o", "json"));
        using var schema = JsonDocument.Parse(await _tool.OkAsync("schema", "report"));
        Assert.Empty(Schemas.Breaches(json.RootElement, schema.RootElement));
        Assert.NotEmpty(Schemas.Breaches(JsonDocument.Parse("""{ "parts": [] }""").RootElement, schema.RootElement));
        Assert.Equal(PartNames.All, json.RootElement.GetProperty("parts").EnumerateArray().Select(static p => p.GetProperty("name").GetString()));
        Assert.DoesNotContain(_shop.Backend.Folder, json.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-07-28")]
    [InlineData("2025-11-25")]
    public async Task An_agent_compares_lists_reports_and_sends_once(string protocol)
    {
        await using var agent = await Agent.StartAsync(_shop.Backend, protocol, variables: Variables());
        var compared = await agent.OkAsync("compare", new { path = "Shop.Api" });
        Assert.Equal(("completed", "breaking"), (compared.GetProperty("state").GetString(), compared.GetProperty("verdict").GetString()));
        var comparisonId = compared.GetProperty("comparisonId").GetString();
        Assert.Equal(PartNames.All, compared.GetProperty("parts").EnumerateArray().Select(static p => p.GetProperty("name").GetString()));

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await agent.OkAsync("list_changes", cursor is null ? new { comparisonId, limit = 3 } : new { comparisonId, limit = 3, cursor });
            seen.AddRange(page.GetProperty("changes").EnumerateArray().Select(static c => c.GetProperty("item").GetProperty("text").GetString()!));
            cursor = page.GetProperty("paging").TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        Assert.Equal(compared.GetProperty("parts").EnumerateArray().Sum(static p => p.GetProperty("total").GetInt32()), seen.Count - Others(comparisonId!));
        Assert.Contains(seen, static text => text.StartsWith("DELETE /api/orders/{id:int} is gone", StringComparison.Ordinal));
        var finding = (await agent.OkAsync("list_changes", new { comparisonId, part = "security", minSeverity = "warning" })).GetProperty("changes").EnumerateArray()
            .First(static c => c.GetProperty("item").TryGetProperty("ruleId", out var rule) && rule.GetString() == "BR1001").GetProperty("item").GetProperty("fingerprint").GetString();
        Assert.Equal("BR1001", (await agent.OkAsync("get_finding", new { runId = compared.GetProperty("runId").GetString(), fingerprint = finding })).GetProperty("finding").GetProperty("ruleId").GetString());

        var report = await agent.OkAsync("build_report", new { comparisonId, summary = "Search for orders", testsPassed = 3, testsFailed = 0, maxChars = 2000 });
        Assert.InRange(report.GetProperty("text").GetString()!.Length, 1, 2_000);
        Assert.True(report.GetProperty("truncated").GetBoolean());
        var reportId = report.GetProperty("reportId").GetString();
        Assert.Equal(reportId, (await agent.OkAsync("build_report", new { comparisonId, summary = "Search for orders", testsPassed = 3, testsFailed = 0 })).GetProperty("reportId").GetString());
        Assert.NotEqual(reportId, (await agent.OkAsync("build_report", new { comparisonId, summary = "Something else" })).GetProperty("reportId").GetString());

        var sent = await agent.OkAsync("send_report", new { reportId });
        Assert.Equal("delivered", sent.GetProperty("delivery").GetProperty("state").GetString());
        Assert.Equal("duplicate", (await agent.OkAsync("send_report", new { reportId })).GetProperty("delivery").GetProperty("state").GetString());
        Assert.Single(_cao.Inbox("bbbb0002"));
        var delivery = (await agent.OkAsync("get_delivery")).GetProperty("deliveries")[0];
        Assert.Equal(sent.GetProperty("delivery").GetProperty("deliveryId").GetString(), delivery.GetProperty("deliveryId").GetString());
        var whole = (TextResourceContents)(await agent.Client.ReadResourceAsync($"backendrules://report/{reportId}.md")).Contents[0];
        Assert.Contains("### 5. Performance implications", whole.Text, StringComparison.Ordinal);
        var json = (TextResourceContents)(await agent.Client.ReadResourceAsync($"backendrules://comparison/{comparisonId}")).Contents[0];
        Assert.DoesNotContain(_shop.Backend.Folder, json.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inside_a_workflow_the_step_takes_the_report_as_data()
    {
        var variables = Variables();
        variables["CAO_WORKFLOW_RUN_ID"] = "run-1";
        variables["CAO_WORKFLOW_STEP_ID"] = "build";
        await using var agent = await Agent.StartAsync(_shop.Backend, variables: variables);
        var comparisonId = (await agent.OkAsync("compare", new { path = "Shop.Api" })).GetProperty("comparisonId").GetString();
        var reportId = (await agent.OkAsync("build_report", new { comparisonId })).GetProperty("reportId").GetString();
        Assert.Equal("delivered", (await agent.OkAsync("send_report", new { reportId })).GetProperty("delivery").GetProperty("state").GetString());
        Assert.Empty(_cao.Inbox("bbbb0002"));
        using var output = JsonDocument.Parse(_cao.StepOutputs["run-1/build"]);
        Assert.Equal("breaking", output.RootElement.GetProperty("output").GetProperty("verdict").GetString());
        Assert.InRange(_cao.StepOutputs["run-1/build"].Length, 1, 32_000);

        // The same change compared again is the same report, which the step has.
        var again = (await agent.OkAsync("compare", new { path = "Shop.Api" })).GetProperty("comparisonId").GetString();
        var second = (await agent.OkAsync("build_report", new { comparisonId = again })).GetProperty("reportId").GetString();
        Assert.Equal(reportId, second);
        Assert.Equal("duplicate", (await agent.OkAsync("send_report", new { reportId = second })).GetProperty("delivery").GetProperty("state").GetString());

        // What has gone out stays so; a new report of what is no longer there is not made.
        _shop.Backend.Write("Shop.Api/Later.cs", "class Later;\n");
        Assert.Equal("duplicate", (await agent.OkAsync("send_report", new { reportId = second })).GetProperty("delivery").GetProperty("state").GetString());
        Assert.Equal("stale_comparison", (await agent.ErrorAsync("build_report", new { comparisonId = again, summary = "More" })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_report_whose_sources_changed_before_it_went_is_refused_and_nothing_arrives()
    {
        await using var agent = await Agent.StartAsync(_shop.Backend, variables: Variables());
        var comparisonId = (await agent.OkAsync("compare", new { path = "Shop.Api" })).GetProperty("comparisonId").GetString();
        var reportId = (await agent.OkAsync("build_report", new { comparisonId })).GetProperty("reportId").GetString();
        _shop.Backend.Write("Shop.Api/Later.cs", "class Later;\n");
        var error = await agent.ErrorAsync("send_report", new { reportId });
        Assert.Equal("stale_comparison", error.GetProperty("code").GetString());
        Assert.Contains("Shop.Api/Later.cs", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(_cao.Inbox("bbbb0002"));
        File.Delete(_shop.Backend.PathOf("Shop.Api/Later.cs"));
        Assert.Equal("delivered", (await agent.OkAsync("send_report", new { reportId })).GetProperty("delivery").GetProperty("state").GetString());
        Assert.Single(_cao.Inbox("bbbb0002"));
    }

    [Fact]
    public async Task A_blocking_handoff_gets_the_text_and_the_inbox_nothing()
    {
        await using var agent = await Agent.StartAsync(_shop.Backend, variables: Variables());
        var comparisonId = (await agent.OkAsync("compare", new { path = "Shop.Api" })).GetProperty("comparisonId").GetString();
        var reportId = (await agent.OkAsync("build_report", new { comparisonId })).GetProperty("reportId").GetString();
        var delivery = (await agent.OkAsync("send_report", new { reportId, channel = "return" })).GetProperty("delivery");
        Assert.Equal("return-to-caller", delivery.GetProperty("state").GetString());
        Assert.Contains("verdict breaking", delivery.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Empty(_cao.Inbox("bbbb0002"));
    }

    private int Others(string comparisonId) => _shop.Backend.Store.Load<Comparison>("cmp", comparisonId, "comparison").Others.Count;

    private string Port() => _cao.Address.Port.ToString(CultureInfo.InvariantCulture);

    private Dictionary<string, string> Variables() => new() { ["CAO_API_PORT"] = Port(), ["CAO_TERMINAL_ID"] = "aaaa0001" };
}
