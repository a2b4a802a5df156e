using System.Reflection;
using System.Text.Json;
using BackendRules.Workspaces.Tests;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace BackendRules.Bridge.Tests;

/// <summary>Two servers, each a process of its own, and the command line on one folder at once.</summary>
public sealed class Neighbours : IDisposable
{
    private static readonly string s_tool = typeof(Neighbours).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "Tool").Value!;
    private static readonly string[] s_names = ["Alpha", "Beta", "Gamma", "Delta"];
    private readonly Backend _backend = new();

    public Neighbours()
    {
        foreach (var name in s_names)
            _backend.Write(File(name), Backend.Orders.Replace("Orders", name, StringComparison.Ordinal).Replace("Count", "Sum" + name, StringComparison.Ordinal));
    }

    public void Dispose() => _backend.Dispose();

    [Fact]
    public async Task What_one_changed_the_other_sees_and_never_overwrites()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        var run = (await CallAsync(one, "analyze", new { scope = "solution" })).GetProperty("runId").GetString();
        // The handle is of the state that both share.
        var previews = new List<string>();
        foreach (var server in new[] { one, other })
        {
            await CallAsync(server, "analyze", new { scope = "solution" });
            previews.Add((await CallAsync(server, "preview_fix", new { runId = run, ruleId = "BR5007", files = new[] { File("Alpha") } })).GetProperty("patchId").GetString()!);
        }

        Assert.Equal("applied", (await CallAsync(other, "apply_fix", new { patchId = previews[1], confirm = true })).GetProperty("state").GetString());
        // The same bytes were wanted, so the patch of the other one has nothing left to write.
        var before = Read("Alpha");
        await CallAsync(one, "apply_fix", new { patchId = previews[0], confirm = true });
        Assert.Equal(before, Read("Alpha"));

        var beta = (await CallAsync(one, "preview_fix", new { runId = run, ruleId = "BR5007", files = new[] { File("Beta") } })).GetProperty("patchId").GetString();
        _backend.Write(File("Beta"), Read("Beta") + "// Somebody's line.\n");
        await CallAsync(other, "analyze", new { scope = "solution" });
        Assert.Equal("stale_patch", await ErrorAsync(one, "apply_fix", new { patchId = beta, confirm = true }));
        Assert.EndsWith("// Somebody's line.\n", Read("Beta"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_at_once_repair_everything_once()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        using var tool = new Tool(_backend);
        await Task.WhenAll(
            RepairAsync(one, "Alpha"),
            RepairAsync(other, "Beta"),
            Task.Run(async () =>
            {
                foreach (var name in new[] { "Gamma", "Delta" })
                    await tool.OkAsync("fix", "--rule", "BR5007", "--files", File(name), "--write");
            }),
            Task.Run(async () =>
            {
                for (var line = 0; line < 30; line++)
                {
                    _backend.Write("Shop.Api/Notes.cs", $"// Line {line}.\n");
                    await Task.Delay(50);
                }
            }));
        foreach (var name in s_names)
            Assert.Contains("await orders.Sum" + name, Read(name), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_backend.Folder, "*.brtmp", SearchOption.AllDirectories));
        foreach (var server in new[] { one, other })
        {
            var last = Assert.Single((await CallAsync(server, "analyze", new { scope = "solution" })).GetProperty("findings").EnumerateArray());
            Assert.Equal("Shop.Api/OrdersController.cs", last.GetProperty("location").GetProperty("file").GetString());
        }
    }

    private static string File(string name) => $"Shop.Api/{name}Controller.cs";

    private async Task RepairAsync(McpClient server, string name)
    {
        for (var attempt = 0; ; attempt++)
        {
            var run = (await CallAsync(server, "analyze", new { scope = "solution" })).GetProperty("runId").GetString();
            var patch = (await CallAsync(server, "preview_fix", new { runId = run, ruleId = "BR5007", files = new[] { File(name) } })).GetProperty("patchId").GetString();
            var result = await AskAsync(server, "apply_fix", new { patchId = patch, confirm = true });
            if (result.IsError is not true)
                return;
            // Waiting for a neighbour is the only thing that may go wrong.
            Assert.True(attempt < 5 && Agent.Text(result).Contains("\"busy\"", StringComparison.Ordinal), Agent.Text(result));
        }
    }

    private async Task<McpClient> StartAsync() => await McpClient.CreateAsync(new StdioClientTransport(new StdioClientTransportOptions
    {
        Command = "dotnet",
        Arguments = [s_tool, "mcp", "--root", _backend.Folder, "--allow-apply"],
        WorkingDirectory = _backend.Folder,
        EnvironmentVariables = new Dictionary<string, string?> { ["BACKENDRULES_STATE"] = _backend.Store.Folder },
    }));

    private static async Task<CallToolResult> AskAsync(McpClient server, string tool, object arguments) =>
        await server.CallToolAsync(tool, JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(static p => p.Name, static p => (object?)p.Value));

    private static async Task<JsonElement> CallAsync(McpClient server, string tool, object arguments)
    {
        var result = await AskAsync(server, tool, arguments);
        Assert.True(result.IsError is not true, Agent.Text(result));
        return result.StructuredContent!.Value;
    }

    private static async Task<string?> ErrorAsync(McpClient server, string tool, object arguments)
    {
        var result = await AskAsync(server, tool, arguments);
        Assert.True(result.IsError, Agent.Text(result));
        return JsonDocument.Parse(Agent.Text(result)).RootElement.GetProperty("error").GetProperty("code").GetString();
    }

    private string Read(string name) => System.IO.File.ReadAllText(_backend.PathOf(File(name)));
}
