using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace BackendRules.Cao;

/// <summary>
/// Brings reports to the supervisor once each. It doesn't throw for anything that a server, a network or a disk can do: what came of a
/// report is in the result and in the outbox.
/// </summary>
public sealed partial class Courier
{
    private const int InlineTries = 3;
    private const int MaxOutputBytes = 32_000;
    private const int MaxNameLength = 128;
    private static readonly TimeSpan InlinePatience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LanePause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly CaoClient client;
    private readonly Outbox outbox;
    private readonly TimeProvider time;
    private readonly Random random;
    private readonly Func<TimeSpan, CancellationToken, Task> delay;

    /// <summary>Makes a courier.</summary>
    /// <param name="client">The orchestrator.</param>
    /// <param name="outbox">Where deliveries are kept.</param>
    /// <param name="time">The clock for pauses and expiry.</param>
    /// <param name="random">Spreads the pauses.</param>
    public Courier(CaoClient client, Outbox outbox, TimeProvider? time = null, Random? random = null)
        : this(client, outbox, time ?? TimeProvider.System, random ?? Random.Shared, null)
    {
    }

    internal Courier(CaoClient client, Outbox outbox, TimeProvider time, Random random, Func<TimeSpan, CancellationToken, Task>? delay)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(outbox);
        this.client = client;
        this.outbox = outbox;
        this.time = time;
        this.random = random;
        this.delay = delay ?? PauseAsync;
    }

    /// <summary>Delivers a report, or puts it where it will be delivered from.</summary>
    public async Task<DeliveryResult> SendAsync(DeliveryRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (delivery, refusal) = await PrepareAsync(request, cancellation).ConfigureAwait(false);
        if (refusal is not null)
        {
            return Result(delivery, "rejected", refusal) with { DeliveryId = null };
        }

        try
        {
            // What was handed back is in the caller's hands; only he can say that it is to be sent after all.
            if (request.Channel is DeliveryChannel.Inbox or DeliveryChannel.Workflow && outbox.Find(delivery.DeliveryId) is { State: DeliveryState.Returned })
            {
                outbox.Drop(delivery.DeliveryId);
            }

            if (outbox.Add(delivery, time.GetUtcNow()) is not { } entry)
            {
                return Result(delivery, "rejected", "limit_exceeded") with { DeliveryId = null };
            }

            if (!entry.Added)
            {
                if (entry.Delivery.PayloadSha256 != delivery.PayloadSha256 || (request.Channel is { } asked && asked != DeliveryChannel.Return && asked != entry.Delivery.Channel))
                {
                    return Result(entry.Delivery, "rejected", "idempotency_conflict");
                }

                if (!entry.Delivery.IsOpen)
                {
                    return entry.Delivery.State switch
                    {
                        DeliveryState.Delivered => Result(entry.Delivery, "duplicate"),
                        DeliveryState.Returned when delivery.Channel != DeliveryChannel.Return => Result(entry.Delivery, reason: "already_returned"),
                        _ => Result(entry.Delivery),
                    };
                }
            }

            if (request.Wait)
            {
                await TryInlineAsync(delivery.DeliveryId, cancellation).ConfigureAwait(false);
            }

            return Result(outbox.Find(delivery.DeliveryId) ?? entry.Delivery);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is on disk stands: before the first write nothing was sent, after it the next flush goes on from there.
            return Find(delivery.DeliveryId) is { } stored ? Result(stored) : Result(delivery, "rejected", "outbox_not_writable") with { DeliveryId = null };
        }
    }

    /// <summary>Goes on with everything that is due.</summary>
    /// <param name="now">Whether to try at once what would wait for its next turn.</param>
    /// <param name="cancellation">Stops after the request under way.</param>
    /// <returns>How many deliveries are still open.</returns>
    public async Task<int> FlushAsync(bool now = false, CancellationToken cancellation = default)
    {
        try
        {
            // Asking for the receiver moves a delivery to another lane, which then has its turn as well.
            var seen = new HashSet<string>(StringComparer.Ordinal);
            while (outbox.List().FirstOrDefault(d => d.IsOpen && !seen.Contains(d.Lane)) is { } first && seen.Add(first.Lane))
            {
                await DrainAsync(first.Lane, now, cancellation).ConfigureAwait(false);
            }

            return outbox.List().Count(d => d.IsOpen);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Open().Count;
        }
    }

    /// <summary>Flushes until it is cancelled, as a server does in the background.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var open = await FlushAsync(cancellation: cancellation).ConfigureAwait(false);
            await delay(TimeSpan.FromSeconds(open > 0 ? 1 : 5), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>What is known of one delivery, or <see langword="null"/>.</summary>
    public DeliveryResult? Get(string deliveryId) => Find(deliveryId) is { } delivery ? Result(delivery) : null;

    /// <summary>Whether the orchestrator and a supervisor are there, and why not: what <c>doctor</c> prints.</summary>
    public async Task<CaoStatus> CheckAsync(CancellationToken cancellation = default)
    {
        var settings = client.Settings;
        var health = await client.GetHealthAsync(cancellation).ConfigureAwait(false);
        var status = new CaoStatus(health.Outcome == CaoOutcome.Ok, health.Outcome == CaoOutcome.Ok ? null : health.Reason)
        {
            Address = settings.Address?.AbsoluteUri,
            TerminalId = settings.TerminalId,
            Problems = settings.Problems,
            OpenDeliveries = Open().Count,
        };
        if (!status.Reachable)
        {
            return status;
        }

        if (settings.TerminalId is not { } own)
        {
            return status with { Reason = "not_in_cao" };
        }

        var receiver = await FindSupervisorAsync(own, cancellation).ConfigureAwait(false);
        if (receiver.Value is not { } supervisor)
        {
            return status with { Reason = receiver.Reason };
        }

        var terminal = await client.GetTerminalAsync(supervisor, cancellation).ConfigureAwait(false);
        return status with
        {
            Supervisor = supervisor,
            SupervisorStatus = terminal.Value?.Status,
            Reason = terminal.Outcome == CaoOutcome.Ok ? null : terminal.Http == 404 ? "receiver_unknown" : terminal.Reason,
        };
    }

    private async Task TryInlineAsync(string deliveryId, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var tries = 0;
        string? lane = null;
        while (outbox.Find(deliveryId) is { IsOpen: true } before && !cancellation.IsCancellationRequested)
        {
            var drained = await DrainAsync(before.Lane, now: false, cancellation).ConfigureAwait(false);
            if (outbox.Find(deliveryId) is not { IsOpen: true, State: not DeliveryState.Blocked } after)
            {
                return;
            }

            TimeSpan pause;
            if (!drained)
            {
                // Another process has the lane; it may be at this very delivery.
                pause = LanePause;
            }
            else if (after.Lane != before.Lane && lane != after.Lane)
            {
                lane = after.Lane;
                continue;
            }
            else if (after.NextAttemptAt is { } next && ++tries < InlineTries)
            {
                pause = next - time.GetUtcNow();
            }
            else
            {
                return;
            }

            if (time.GetElapsedTime(started) + pause > InlinePatience)
            {
                return;
            }

            await delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<(Delivery Delivery, string? Refusal)> PrepareAsync(DeliveryRequest request, CancellationToken cancellation)
    {
        var settings = client.Settings;
        var summary = request.Summary;
        var key = request.Key ?? summary.ReportId;
        var channel = request.Channel ?? settings.Channel
            ?? (settings.Step is not null && request.Output is not null ? DeliveryChannel.Workflow
                : request.To is not null || settings.TerminalId is not null ? DeliveryChannel.Inbox : DeliveryChannel.Return);
        var to = request.To;
        string? refusal = null;
        var why = channel == DeliveryChannel.Return && (request.Channel ?? settings.Channel) is null ? "not_in_cao" : null;
        if (channel == DeliveryChannel.Inbox)
        {
            (channel, to, refusal) = await ResolveAsync(request, cancellation).ConfigureAwait(false);
            if (channel == DeliveryChannel.Return)
            {
                (why, refusal) = (refusal, null);
            }
        }
        else if (channel == DeliveryChannel.Workflow)
        {
            refusal = settings.Step is null ? "not_in_workflow" : request.Output is not { } output ? "invalid_argument"
                : JsonSerializer.SerializeToUtf8Bytes(new StepOutput(output), CaoJson.Default.StepOutput).Length > MaxOutputBytes ? "message_too_large" : null;
        }

        if (!IsName(summary.ReportId) || !IsName(key) || (request.To is not null && !CaoSettings.IsTerminalId(request.To)))
        {
            refusal = "invalid_argument";
        }

        var id = Outbox.IdOf(key);
        var from = settings.TerminalId;
        var body = InboxLine.Body(summary, InboxLine.Head(summary.ReportId, InboxLine.Mark(id), from, 99), from ?? "backend-rules");
        var now = time.GetUtcNow();
        var asked = string.Join('\n', summary.ReportId, body, request.To, request.Output?.GetRawText());
        return (new Delivery
        {
            DeliveryId = id,
            Key = key,
            ReportId = summary.ReportId,
            Channel = channel,
            From = from,
            To = channel == DeliveryChannel.Inbox ? to : null,
            Step = channel == DeliveryChannel.Workflow ? settings.Step : null,
            Output = channel == DeliveryChannel.Workflow ? request.Output : null,
            Body = body,
            PayloadSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(asked))),
            State = channel == DeliveryChannel.Return ? DeliveryState.Returned : DeliveryState.Queued,
            Reason = why,
            CreatedAt = now,
            ExpiresAt = now + Lifetime,
        }, refusal);
    }

    // Where the way is back to the caller, the last word says why it isn't the inbox.
    private async Task<(DeliveryChannel Channel, string? To, string? Refusal)> ResolveAsync(DeliveryRequest request, CancellationToken cancellation)
    {
        var settings = client.Settings;
        var asked = request.Channel ?? settings.Channel;
        var fallBack = asked is null;
        if (request.To is { } named)
        {
            return (DeliveryChannel.Inbox, named, named == settings.TerminalId ? "receiver_is_self" : null);
        }

        if (settings.TerminalId is not { } own)
        {
            return (fallBack ? DeliveryChannel.Return : DeliveryChannel.Inbox, null, "not_in_cao");
        }

        var supervisor = await FindSupervisorAsync(own, cancellation).ConfigureAwait(false);
        return supervisor.Outcome switch
        {
            CaoOutcome.Ok => (DeliveryChannel.Inbox, supervisor.Value, null),
            CaoOutcome.Refused => (fallBack ? DeliveryChannel.Return : DeliveryChannel.Inbox, null, supervisor.Reason),

            // Who the supervisor is can be asked when the server is back.
            _ => (DeliveryChannel.Inbox, null, null),
        };
    }

    private async Task<CaoReply<string>> FindSupervisorAsync(string own, CancellationToken cancellation)
    {
        var terminal = await client.GetTerminalAsync(own, cancellation).ConfigureAwait(false);
        return terminal switch
        {
            { Outcome: CaoOutcome.Ok, Value.CallerId: null or "" } => new(CaoOutcome.Refused, Http: terminal.Http, Reason: "no_supervisor"),
            { Outcome: CaoOutcome.Ok, Value.CallerId: { } caller } when caller == own => new(CaoOutcome.Refused, Http: terminal.Http, Reason: "receiver_is_self"),
            { Outcome: CaoOutcome.Ok, Value.CallerId: { } caller } when CaoSettings.IsTerminalId(caller) => new(CaoOutcome.Ok, caller, terminal.Http),
            { Outcome: CaoOutcome.Ok } => new(CaoOutcome.Refused, Http: terminal.Http, Reason: "no_supervisor"),
            { Http: 404 } => new(CaoOutcome.Refused, Http: 404, Reason: "not_in_cao"),
            _ => terminal.As<string>(),
        };
    }

    // Cancelled means over, not failed: every loop looks at the token again.
    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellation)
        => await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static DeliveryResult Result(Delivery delivery, string? state = null, string? reason = null)
        => new(state ?? NameOf(delivery.State), delivery.Text)
        {
            DeliveryId = delivery.DeliveryId,
            Channel = delivery.Channel,
            To = delivery.To,
            Attempts = delivery.Sent,
            MessageId = delivery.MessageId,
            InboxStatus = delivery.InboxStatus,
            Reason = reason ?? delivery.Reason,
            NextAttemptAt = delivery.IsOpen ? delivery.NextAttemptAt : null,
            MayBeTwice = delivery.MayBeTwice,
        };

    private static string NameOf(DeliveryState state)
        => state == DeliveryState.Returned ? "return-to-caller" : state.ToString().ToLower(CultureInfo.InvariantCulture);

    private static bool IsName(string text) => text is { Length: > 0 and <= MaxNameLength } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':');

    private Delivery? Find(string deliveryId) => Quietly(() => outbox.Find(deliveryId), null);

    private List<Delivery> Open() => Quietly(() => outbox.List().Where(d => d.IsOpen).ToList(), []);

    private static T Quietly<T>(Func<T> read, T otherwise)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return otherwise;
        }
    }
}
