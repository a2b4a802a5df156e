using System.Diagnostics;
using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace BackendRules.Build;

/// <summary>The built tool as a server in a process of its own, and a client to it.</summary>
internal sealed class ToolServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly McpClient _client;

    private ToolServer(Process process, McpClient client) => (_process, _client) = (process, client);

    /// <summary>The memory that the process has, in megabytes.</summary>
    public double Megabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>The processor time that the process has used: what other work on the machine doesn't lengthen.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<ToolServer> StartAsync(string root, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = root, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[ToolRun.Assembly, "mcp", "--root", root, .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment["BACKENDRULES_STATE"] = ToolRun.State;
        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return new ToolServer(process, await McpClient.CreateAsync(new StreamClientTransport(process.StandardInput.BaseStream, process.StandardOutput.BaseStream, null)));
    }

    public Task<CallToolResult> CallAsync(string tool, object arguments) => _client.CallToolAsync(
        tool, JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(static p => p.Name, static p => (object?)p.Value)).AsTask();

    /// <summary>A finished analysis, however often it has to be asked for.</summary>
    public async Task<JsonElement> AnalyzeAsync(object arguments)
    {
        while (true)
        {
            var result = await CallAsync("analyze", arguments);
            var answer = result.StructuredContent ?? throw new InvalidOperationException(JsonSerializer.Serialize(result.Content));
            if (answer.GetProperty("state").GetString() != "running")
                return answer;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        // The end of its input is the end of the server.
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
