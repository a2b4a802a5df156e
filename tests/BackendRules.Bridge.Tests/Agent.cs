using System.IO.Pipelines;
using System.Text.Json;
using BackendRules.Cao;
using BackendRules.Workspaces;
using BackendRules.Workspaces.Tests;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace BackendRules.Bridge.Tests;

/// <summary>A server in this process and the SDK's own client at the other end of two pipes.</summary>
internal sealed class Agent : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Workbench _bench;
    private readonly Task _server;

    private Agent(Workbench bench, Task server, McpClient client, CancellationTokenSource stop)
    {
        _bench = bench;
        _server = server;
        Client = client;
        _stop = stop;
    }

    public McpClient Client { get; }

    public static async Task<Agent> StartAsync(Backend backend, string? protocol = null, bool allowApply = true, Dictionary<string, string>? variables = null, Func<ElicitRequestParams, ElicitResult>? user = null)
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        var stop = new CancellationTokenSource();
        var bench = backend.Open();
        var served = new Served(bench, new Runs(bench, stop.Token), new Comparisons(bench, stop.Token), () => CaoSettings.Read((variables ?? []).GetValueOrDefault), null, null, allowApply);
        var server = McpHost.RunAsync(served, (toServer.Reader.AsStream(), toClient.Writer.AsStream()), stop.Token);
        var client = await McpClient.CreateAsync(
            new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream(), null),
            new McpClientOptions { ProtocolVersion = protocol, Handlers = new McpClientHandlers { ElicitationHandler = user is null ? null : (asked, _) => ValueTask.FromResult(user(asked!)) } });
        return new Agent(bench, server, client, stop);
    }

    public async Task<CallToolResult> CallAsync(string tool, object? arguments = null) =>
        await Client.CallToolAsync(tool, arguments is null ? null : JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(static p => p.Name, static p => (object?)p.Value));

    public async Task<JsonElement> OkAsync(string tool, object? arguments = null)
    {
        var result = await CallAsync(tool, arguments);
        Assert.True(result.IsError is not true, Text(result));
        Assert.InRange(JsonSerializer.Serialize(result.StructuredContent).Length, 2, Answer.MaxCharacters);
        return result.StructuredContent!.Value;
    }

    public async Task<JsonElement> ErrorAsync(string tool, object? arguments = null)
    {
        var result = await CallAsync(tool, arguments);
        Assert.True(result.IsError, Text(result));
        Assert.Null(result.StructuredContent);
        return JsonDocument.Parse(Text(result)).RootElement.GetProperty("error");
    }

    public static string Text(CallToolResult result) => result.Content.OfType<TextContentBlock>().First().Text;

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _stop.CancelAsync();
        await _server.WaitAsync(TimeSpan.FromSeconds(30));
        _bench.Dispose();
        _stop.Dispose();
    }
}
