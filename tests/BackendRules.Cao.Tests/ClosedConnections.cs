using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BackendRules.Cao.Tests;

/// <summary>A server that hangs up politely, without an answer. HttpClient by itself would send a request without a body again.</summary>
public sealed class ClosedConnections
{
    [Fact]
    public async Task A_message_is_not_sent_again_by_the_transport()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var requests = new List<string>();
        using var over = new CancellationTokenSource();
        var server = ServeAsync(listener, requests, over.Token);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = new CaoClient(CaoSettings.Read(_ => null, $"http://127.0.0.1:{port}"));

        var reply = await client.PostInboxAsync("bbbb0002", "aaaa0001", "hello");
        await over.CancelAsync();
        await server;

        Assert.Equal((CaoOutcome.Unclear, "connection_lost"), (reply.Outcome, reply.Reason));
        Assert.StartsWith("POST /terminals/bbbb0002/inbox/messages?sender_id=aaaa0001&message=hello", Assert.Single(requests), StringComparison.Ordinal);
    }

    private static async Task ServeAsync(TcpListener listener, List<string> requests, CancellationToken over)
    {
        var buffer = new byte[4096];
        while (!over.IsCancellationRequested)
        {
            try
            {
                using var socket = await listener.AcceptSocketAsync(over);
                requests.Add(Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, over)));
                socket.Shutdown(SocketShutdown.Both);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
