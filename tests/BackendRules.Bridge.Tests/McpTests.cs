using System.Text.Json;
using BackendRules.Workspaces;
using BackendRules.Workspaces.Tests;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace BackendRules.Bridge.Tests;

/// <summary>The server as agents meet it, in both revisions of the protocol.</summary>
public sealed class McpTests : IDisposable
{
    private const string Newest = "2026-07-28";
    private const string Older = "2025-11-25";
    private readonly Backend _backend = new();

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData(Newest)]
    [InlineData(Older)]
    public async Task The_whole_loop(string protocol)
    {
        await using var agent = await Agent.StartAsync(_backend, protocol);
        Assert.Equal(protocol, agent.Client.NegotiatedProtocolVersion);
        var run = await agent.OkAsync("analyze", new { scope = "solution" });
        Assert.Equal("completed", run.GetProperty("state").GetString());
        Assert.True(run.GetProperty("coverage").GetProperty("complete").GetBoolean());
        var runId = run.GetProperty("runId").GetString();
        var row = run.GetProperty("findings")[0];
        var print = row.GetProperty("fingerprint").GetString();
        Assert.Equal(("BR5007", "Shop.Api/OrdersController.cs", 13), (row.GetProperty("ruleId").GetString(), row.GetProperty("location").GetProperty("file").GetString(), row.GetProperty("location").GetProperty("line").GetInt32()));

        var finding = await agent.OkAsync("get_finding", new { runId, fingerprint = print });
        Assert.Contains("orders.Count().Result", finding.GetProperty("excerpt").GetProperty("text").GetString(), StringComparison.Ordinal);

        var patch = await agent.OkAsync("preview_fix", new { runId, fingerprints = new[] { print } });
        Assert.True(patch.GetProperty("applicable").GetBoolean());
        Assert.Contains("+        return await orders.Count();", patch.GetProperty("diff").GetString(), StringComparison.Ordinal);
        var patchId = patch.GetProperty("patchId").GetString();

        Assert.Equal("confirmation_required", (await agent.ErrorAsync("apply_fix", new { patchId })).GetProperty("code").GetString());
        Assert.Equal("applied", (await agent.OkAsync("apply_fix", new { patchId, confirm = true })).GetProperty("state").GetString());
        Assert.Equal("already-applied", (await agent.OkAsync("apply_fix", new { patchId, confirm = true })).GetProperty("state").GetString());
        Assert.Equal(0, (await agent.OkAsync("analyze", new { scope = "solution" })).GetProperty("findings").GetArrayLength());
    }

    [Theory]
    [InlineData(Newest)]
    [InlineData(Older)]
    public async Task Where_the_client_can_ask_its_user_decides(string protocol)
    {
        var answers = new Queue<ElicitResult>([new ElicitResult { Action = "decline" }, Said(false), Said(true)]);
        var asked = new List<string>();
        await using var agent = await Agent.StartAsync(_backend, protocol, user: question =>
        {
            asked.Add(question.Message);
            return answers.Dequeue();
        });
        var patchId = (await agent.OkAsync("preview_fix", new { ruleId = "BR5007" })).GetProperty("patchId").GetString();
        var before = await File.ReadAllTextAsync(_backend.PathOf("Shop.Api/OrdersController.cs"));
        Assert.Equal("confirmation_declined", (await agent.ErrorAsync("apply_fix", new { patchId })).GetProperty("code").GetString());
        Assert.Equal("confirmation_declined", (await agent.ErrorAsync("apply_fix", new { patchId })).GetProperty("code").GetString());
        Assert.Equal(before, await File.ReadAllTextAsync(_backend.PathOf("Shop.Api/OrdersController.cs")));
        Assert.Equal("applied", (await agent.OkAsync("apply_fix", new { patchId })).GetProperty("state").GetString());
        Assert.Equal(3, asked.Count);
        Assert.Contains("Shop.Api/OrdersController.cs", asked[0], StringComparison.Ordinal);

        static ElicitResult Said(bool yes) => new() { Action = "accept", Content = new Dictionary<string, JsonElement> { ["write"] = JsonSerializer.SerializeToElement(yes) } };
    }

    [Fact]
    public async Task What_one_server_found_the_next_still_knows_and_one_without_leave_does_not_write()
    {
        string? runId, patchId;
        await using (var first = await Agent.StartAsync(_backend))
        {
            runId = (await first.OkAsync("analyze", new { scope = "solution" })).GetProperty("runId").GetString();
            patchId = (await first.OkAsync("preview_fix", new { runId, ruleId = "BR5007" })).GetProperty("patchId").GetString();
        }

        await using var second = await Agent.StartAsync(_backend, allowApply: false);
        Assert.Equal(1, (await second.OkAsync("list_findings", new { runId })).GetProperty("findings").GetArrayLength());
        Assert.Equal("BR5007", (await second.OkAsync("list_findings", new { runId, groupBy = "rule" })).GetProperty("groups")[0].GetProperty("key").GetString());
        Assert.Equal("write_disabled", (await second.ErrorAsync("apply_fix", new { patchId, confirm = true })).GetProperty("code").GetString());
        var sarif = (TextResourceContents)(await second.Client.ReadResourceAsync($"backendrules://run/{runId}/sarif")).Contents[0];
        Assert.Contains("\"BR5007\"", sarif.Text, StringComparison.Ordinal);
        var diff = (TextResourceContents)(await second.Client.ReadResourceAsync($"backendrules://patch/{patchId}/diff")).Contents[0];
        Assert.StartsWith("--- a/Shop.Api", diff.Text, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<McpException>(async () => await second.Client.ReadResourceAsync("backendrules://run/run_../sarif"));
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(10_000)]
    public async Task Many_findings_are_read_in_pages_and_none_is_lost(int count)
    {
        var run = Many(count);
        _backend.Store.Save("run", run.RunId, run);
        await using var agent = await Agent.StartAsync(_backend);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await agent.OkAsync("list_findings", cursor is null ? new { runId = run.RunId, limit = 200 } : new { runId = run.RunId, limit = 200, cursor });
            seen.AddRange(page.GetProperty("findings").EnumerateArray().Select(static f => f.GetProperty("fingerprint").GetString()!));
            cursor = page.GetProperty("paging").TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        Assert.Equal(run.Findings.Select(static f => f.Fingerprint).Order(), seen.Order());
        Assert.Equal("cursor_mismatch", (await agent.ErrorAsync("list_findings", new { runId = run.RunId, minLevel = "error", cursor = Cursor.Make("other", 3) })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_list_of_tools_is_short_sorted_and_says_what_each_does()
    {
        await using var agent = await Agent.StartAsync(_backend, Newest);
        var tools = await agent.Client.ListToolsAsync();
        Assert.Equal(["analyze", "apply_fix", "build_report", "compare", "explain_rule", "get_delivery", "get_finding", "get_workspace", "list_changes", "list_findings", "preview_fix", "send_report"], tools.Select(static t => t.Name));
        Assert.All(tools, static t => Assert.True(t.ProtocolTool.Annotations is { ReadOnlyHint: not null, DestructiveHint: not null, IdempotentHint: not null, OpenWorldHint: not null }, t.Name));
        Assert.All(tools, static t => Assert.NotNull(t.ProtocolTool.OutputSchema));
        var without = tools.Sum(static t => JsonSerializer.Serialize(new { t.Name, t.Title, t.Description, t.ProtocolTool.InputSchema, t.ProtocolTool.Annotations }).Length);
        Assert.InRange(without, 1, 12_000);
    }

    [Theory]
    [InlineData("""{"tool":"analyze","arguments":{"colour":"red"}}""", "unknown_argument", "colour")]
    [InlineData("""{"tool":"analyze","arguments":{"min_level":"error"}}""", "unknown_argument", "did you mean 'minLevel'")]
    [InlineData("""{"tool":"analyze","arguments":{"scope":"everything"}}""", "invalid_argument", "changed")]
    [InlineData("""{"tool":"analyze","arguments":{"limit":9999}}""", "invalid_argument", "0 to 200")]
    [InlineData("""{"tool":"analyze","arguments":{"limit":"ten"}}""", "invalid_argument", "integer")]
    [InlineData("""{"tool":"analyze","arguments":{"files":"a.cs"}}""", "invalid_argument", "array")]
    [InlineData("""{"tool":"analyze","arguments":{"files":[1]}}""", "invalid_argument", "string")]
    [InlineData("""{"tool":"analyze","arguments":{"scope":"files"}}""", "invalid_argument", "at least one")]
    [InlineData("""{"tool":"analyze","arguments":{"path":"../.."}}""", "path_outside_root", "--root")]
    [InlineData("""{"tool":"analyze","arguments":{"path":"/etc/passwd"}}""", "path_outside_root", "--root")]
    [InlineData("""{"tool":"analyze","arguments":{"path":"a\u0000b"}}""", "invalid_argument", "NUL")]
    [InlineData("""{"tool":"analyze","arguments":{"path":"nowhere.sln"}}""", "workspace_not_found", "nowhere")]
    [InlineData("""{"tool":"analyze","arguments":{"base":"nowhere"}}""", "base_not_found", "nowhere")]
    [InlineData("""{"tool":"analyze","arguments":{"rules":["CA1822"]}}""", "invalid_argument", "CA1822")]
    [InlineData("""{"tool":"list_findings","arguments":{}}""", "invalid_argument", "runId")]
    [InlineData("""{"tool":"list_findings","arguments":{"runId":"run_../../../../etc/passwd0000"}}""", "not_found", "run")]
    [InlineData("""{"tool":"get_finding","arguments":{"runId":"run_00000000000000000000000000","fingerprint":"00000000"}}""", "not_found", "run")]
    [InlineData("""{"tool":"explain_rule","arguments":{"ruleId":"BR9999"}}""", "not_found", "BR9999")]
    [InlineData("""{"tool":"preview_fix","arguments":{}}""", "invalid_argument", "fingerprints")]
    [InlineData("""{"tool":"apply_fix","arguments":{"patchId":"pat_00000000000000000000000000","confirm":true}}""", "not_found", "patch")]
    [InlineData("""{"tool":"get_delivery","arguments":{"deliveryId":"del_000000000000000000000000"}}""", "not_found", "delivery")]
    public async Task What_cannot_be_meant_is_said_by_name(string call, string code, string words)
    {
        await using var agent = await Agent.StartAsync(_backend);
        using var json = JsonDocument.Parse(call);
        var error = await agent.ErrorAsync(json.RootElement.GetProperty("tool").GetString()!, json.RootElement.GetProperty("arguments"));
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Contains(words, error.GetRawText().Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(_backend.Folder, error.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_gives_up_comes_back_to_the_same_run()
    {
        await using var agent = await Agent.StartAsync(_backend);
        var first = await agent.OkAsync("analyze", new { scope = "solution", waitSeconds = 0 });
        Assert.Equal("running", first.GetProperty("state").GetString());
        Assert.Equal("busy", (await agent.ErrorAsync("list_findings", new { runId = first.GetProperty("runId").GetString() })).GetProperty("code").GetString());
        using (var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(50)))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                await agent.Client.CallToolAsync("analyze", new Dictionary<string, object?> { ["scope"] = "solution" }, cancellationToken: impatient.Token));
        }

        var last = await agent.OkAsync("analyze", new { scope = "solution" });
        Assert.Equal(first.GetProperty("runId").GetString(), last.GetProperty("runId").GetString());
        Assert.Equal("completed", last.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Pages_prompts_and_completions_are_offered()
    {
        await using var agent = await Agent.StartAsync(_backend);
        Assert.StartsWith("# BR5007", ((TextResourceContents)(await agent.Client.ReadResourceAsync("backendrules://rules/BR5007")).Contents[0]).Text, StringComparison.Ordinal);
        Assert.Equal(["explain_finding", "fix_findings", "prepare_report", "review_changes"], (await agent.Client.ListPromptsAsync()).Select(static p => p.Name).Order());
        var completed = await agent.Client.CompleteAsync(new ResourceTemplateReference { Uri = "backendrules://rules/{ruleId}" }, "ruleId", "BR5");
        Assert.Contains("BR5007", completed.Completion.Values);
        Assert.Equal("Shop.Api/Shop.Api.csproj", (await agent.OkAsync("get_workspace")).GetProperty("candidates")[0].GetString());
        Assert.Equal(0, (await agent.OkAsync("get_delivery")).GetProperty("deliveries").GetArrayLength());
    }

    private Run Many(int count) => new()
    {
        RunId = Handles.New("run"),
        Target = "Shop.Api/Shop.Api.csproj",
        Root = _backend.Folder,
        Scope = "solution",
        Version = RuleSet.Version,
        Counts = new Counts { Total = count, New = count },
        Coverage = new Coverage { Complete = true },
        Findings = [.. Enumerable.Range(0, count).Select(static i => new Finding
        {
            Fingerprint = $"br1:{i:x16}",
            Fingerprints = new Fingerprints($"{i:x16}", "", ""),
            RuleId = "BR5007",
            Level = i % 7 == 0 ? "error" : "warning",
            Category = "scalability",
            Location = new Place($"src/Some/Rather/Deep/Folder/Controller{i}.cs", i + 1, 1, i + 1, 9, $"M:Shop.Some.Namespace.Controller{i}.Method(System.Int32,System.String)"),
            Message = "'Result' blocks the thread that serves the request; await the task",
        })],
    };
}
