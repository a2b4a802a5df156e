using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace BackendRules.Cao;

/// <summary>
/// The orchestrator's HTTP API as far as a report needs it. It doesn't throw for anything that a server or a network can do;
/// what is known afterwards is in the reply.
/// </summary>
public sealed class CaoClient : IDisposable
{
    /// <summary>The longest percent-encoded request target that is sent: past it servers and proxies cut or refuse.</summary>
    public const int MaxTargetBytes = 8000;

    /// <summary>The most rows that the inbox route gives; there is no second page.</summary>
    public const int MaxRows = 100;

    private const int MaxReplyBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(15);

    private readonly HttpClient http;
    private readonly CaoSettings settings;
    private readonly TimeProvider time;

    /// <summary>Makes a client. No connection is made before the first request.</summary>
    /// <param name="settings">Where and who.</param>
    /// <param name="time">The clock for timeouts.</param>
    public CaoClient(CaoSettings settings, TimeProvider? time = null)
        : this(settings, time ?? TimeProvider.System, PlainHandler(Connect))
    {
    }

    internal CaoClient(CaoSettings settings, TimeProvider time, HttpMessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(settings);
        this.settings = settings;
        this.time = time;
        http = new HttpClient(handler)
        {
            // The timeout below runs on the given clock and tells a timeout from a caller's cancellation.
#pragma warning disable BR5009 // Every call has a limit of its own.
            Timeout = Timeout.InfiniteTimeSpan,
#pragma warning restore BR5009
            MaxResponseContentBufferSize = MaxReplyBytes,
        };
    }

    /// <summary>The settings that the client was made with.</summary>
    public CaoSettings Settings => settings;

    /// <summary>Asks whether the server is there.</summary>
    public Task<CaoReply<Health>> GetHealthAsync(CancellationToken cancellation = default)
        => SendAsync(HttpMethod.Get, "health", null, CaoJson.Default.Health, cancellation);

    /// <summary>Reads a terminal: who created it and what it does.</summary>
    public Task<CaoReply<Terminal>> GetTerminalAsync(string id, CancellationToken cancellation = default)
        => SendAsync(HttpMethod.Get, $"terminals/{Uri.EscapeDataString(id)}", null, CaoJson.Default.Terminal, cancellation);

    /// <summary>Lists at most <see cref="MaxRows"/> messages of an inbox, the oldest first.</summary>
    /// <param name="receiver">Whose inbox.</param>
    /// <param name="status">pending, delivered, failed, or <see langword="null"/> for all.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public Task<CaoReply<InboxRow[]>> ListInboxAsync(string receiver, string? status = null, CancellationToken cancellation = default)
    {
        var filter = status is null ? "" : "&status=" + Uri.EscapeDataString(status);
        return SendAsync(
            HttpMethod.Get, $"terminals/{Uri.EscapeDataString(receiver)}/inbox/messages?limit=100{filter}", null, CaoJson.Default.InboxRowArray, cancellation);
    }

    /// <summary>Puts one message into an inbox. The server has no idempotency: two calls are two messages.</summary>
    public async Task<CaoReply<InboxReceipt>> PostInboxAsync(string receiver, string sender, string message, CancellationToken cancellation = default)
    {
        // An empty body and not none: HttpClient sends a request without a body again by itself when the
        // connection closes before the answer, and this one may have been obeyed by then.
        var reply = await SendAsync(
            HttpMethod.Post, InboxTarget(receiver, sender, message), new ByteArrayContent([]), CaoJson.Default.InboxReceipt, cancellation).ConfigureAwait(false);
        return reply is { Outcome: CaoOutcome.Ok, Value: not { Success: true, MessageId: not null } }
            ? new CaoReply<InboxReceipt>(CaoOutcome.Unclear, null, reply.Http, "bad_reply")
            : reply;
    }

    /// <summary>Gives a workflow step its output. The server keeps one output a step, so the same call twice does no harm.</summary>
    public Task<CaoReply<StepReceipt>> PostStepOutputAsync(WorkflowStep step, JsonElement output, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(step);
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new StepOutput(output), CaoJson.Default.StepOutput));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return SendAsync(
            HttpMethod.Post,
            $"workflows/runs/{Uri.EscapeDataString(step.RunId)}/steps/{Uri.EscapeDataString(step.StepId)}/output",
            content,
            CaoJson.Default.StepReceipt,
            cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    internal static string InboxTarget(string receiver, string sender, string message)
        => $"terminals/{Uri.EscapeDataString(receiver)}/inbox/messages?sender_id={Uri.EscapeDataString(sender)}&message={Uri.EscapeDataString(message)}";

    internal static SocketsHttpHandler PlainHandler(Func<DnsEndPoint, CancellationToken, ValueTask<Stream>> connect) => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,

        // One connection a request: a pooled one may be dead, and then nobody can say whether the bytes went out.
        PooledConnectionLifetime = TimeSpan.Zero,
        ConnectCallback = (context, cancellation) => connect(context.DnsEndPoint, cancellation),
    };

    internal static async ValueTask<Stream> Connect(DnsEndPoint host, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var connected = false;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ConnectTimeout);
        try
        {
            await socket.ConnectAsync(host, limit.Token).ConfigureAwait(false);
            connected = true;
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new SocketException((int)SocketError.TimedOut);
        }
        finally
        {
            if (!connected)
            {
                socket.Dispose();
            }
        }
    }

    private async Task<CaoReply<T>> SendAsync<T>(
        HttpMethod method, string target, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        if (settings.Address is not { } address)
        {
            return new CaoReply<T>(CaoOutcome.Blocked, Reason: "address_not_allowed");
        }

        using var request = new HttpRequestMessage(method, new Uri(address, target)) { Content = content };
        if (request.RequestUri!.PathAndQuery.Length >= MaxTargetBytes)
        {
            return new CaoReply<T>(CaoOutcome.Refused, Reason: "message_too_large");
        }

        if (settings.Token is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var timeout = new CancellationTokenSource(RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            return Read(response, body, type);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            return new CaoReply<T>(CaoOutcome.NotSent, Reason: "not_reachable");
        }
        catch (HttpRequestException)
        {
            return new CaoReply<T>(CaoOutcome.Unclear, Reason: "connection_lost");
        }
        catch (IOException)
        {
            return new CaoReply<T>(CaoOutcome.Unclear, Reason: "connection_lost");
        }
        catch (OperationCanceledException)
        {
            return new CaoReply<T>(CaoOutcome.Unclear, Reason: cancellation.IsCancellationRequested ? "cancelled" : "timeout");
        }
    }

    private CaoReply<T> Read<T>(HttpResponseMessage response, byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            try
            {
                return JsonSerializer.Deserialize(body, type) is { } value
                    ? new CaoReply<T>(CaoOutcome.Ok, value, status)
                    : new CaoReply<T>(CaoOutcome.Unclear, null, status, "bad_reply");
            }
            catch (JsonException)
            {
                return new CaoReply<T>(CaoOutcome.Unclear, null, status, "bad_reply");
            }
        }

        var (outcome, reason) = status switch
        {
            400 when body.AsSpan().IndexOf("Invalid host header"u8) >= 0 => (CaoOutcome.Blocked, "host_rejected"),
            401 => (CaoOutcome.Blocked, settings.Token is null ? "auth_required" : "auth_failed"),
            403 => (CaoOutcome.Blocked, "auth_failed"),
            404 => (CaoOutcome.Refused, "not_found"),
            413 or 414 or 431 => (CaoOutcome.Refused, "message_too_large"),
            429 => (CaoOutcome.NotSent, "busy"),
            >= 400 and < 500 => (CaoOutcome.Refused, "invalid_request"),
            >= 500 => (CaoOutcome.Unclear, "server_error"),
            _ => (CaoOutcome.Blocked, "unexpected_redirect"),
        };
        return new CaoReply<T>(outcome, null, status, reason, RetryAfter(response));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter is not { } after ? null
            : after.Delta ?? (after.Date is { } date ? date - time.GetUtcNow() : null);
        return wait is { } span && span > TimeSpan.Zero ? span : null;
    }
}
