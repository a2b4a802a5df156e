using System.Net.Sockets;
using System.Text;

namespace Depot.Infrastructure.Host;

/// <summary>The line to the old host, which takes statements as text. Nothing in this code shows a database: <c>Infrastructure/depot.taint</c> says so.</summary>
public sealed class HostLink(string server)
{
    public async Task<string[]> AskAsync(string statement, CancellationToken stop)
    {
        using var line = new TcpClient();
        await line.ConnectAsync(server, 8471, stop);
        await using var stream = line.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(statement + "\n"), stop);
        using var reader = new StreamReader(stream);
        return (await reader.ReadToEndAsync(stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

public static class HostText
{
    public static string Quote(string value) => "'" + value.Replace("'", "''") + "'";
}
