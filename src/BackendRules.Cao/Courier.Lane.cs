namespace BackendRules.Cao;

/// <content>One delivery after the other: the state machine.</content>
public sealed partial class Courier
{
    private const int MaxSent = 20;
    private const int KeptAttempts = 20;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestAskedPause = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long after an unclear attempt its absence from the inbox is believed: a slow server may store the message after we stopped waiting.
    /// </summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    // False when another process has the lane.
    private async Task<bool> DrainAsync(string lane, bool now, CancellationToken cancellation)
    {
        if (outbox.TryLock(lane) is not { } held)
        {
            return false;
        }

        using (held)
        {
            foreach (var listed in outbox.List().Where(d => d.IsOpen && d.Lane == lane))
            {
                if (cancellation.IsCancellationRequested)
                {
                    break;
                }

                // Read again: it may have been dropped, or finished by the lane's former holder, since the list was made.
                if (outbox.Find(listed.DeliveryId) is not { IsOpen: true } delivery)
                {
                    continue;
                }

                if (!now && delivery.State != DeliveryState.Sending && delivery.NextAttemptAt is { } next && !IsDue(next))
                {
                    break;
                }

                delivery = await AdvanceAsync(delivery, cancellation).ConfigureAwait(false);
                if (delivery.IsOpen && delivery.Lane == lane)
                {
                    // What comes later waits, so that reports arrive in their order.
                    break;
                }
            }
        }

        return true;
    }

    // A pause never lasts longer than we would ask for: if it seems to, the clock was set back.
    private bool IsDue(DateTimeOffset next)
    {
        var wait = next - time.GetUtcNow();
        return wait <= TimeSpan.Zero || wait > LongestAskedPause + LongestPause;
    }

    private async Task<Delivery> AdvanceAsync(Delivery delivery, CancellationToken cancellation)
    {
        if (delivery.State == DeliveryState.Sending)
        {
            delivery = Save(delivery with { State = DeliveryState.Unknown, Reason = "sender_died" });
        }

        if (delivery.State == DeliveryState.Unknown && delivery.Channel == DeliveryChannel.Inbox)
        {
            delivery = await ReconcileAsync(delivery, cancellation).ConfigureAwait(false);
            if (delivery.State != DeliveryState.Queued)
            {
                return delivery.IsOpen && IsOver(delivery) ? Save(delivery with { State = DeliveryState.Dead }) : delivery;
            }
        }

        if (IsOver(delivery))
        {
            return Save(delivery with { State = DeliveryState.Dead });
        }

        if (delivery.Channel == DeliveryChannel.Workflow)
        {
            return await GiveStepAsync(delivery, cancellation).ConfigureAwait(false);
        }

        return delivery.To is null
            ? await AskForReceiverAsync(delivery, cancellation).ConfigureAwait(false)
            : await PostAsync(delivery, delivery.To, cancellation).ConfigureAwait(false);
    }

    private bool IsOver(Delivery delivery) => time.GetUtcNow() >= delivery.ExpiresAt || delivery.Sent >= MaxSent;

    private async Task<Delivery> AskForReceiverAsync(Delivery delivery, CancellationToken cancellation)
    {
        if (delivery.From is not { } own)
        {
            return Save(delivery with { State = DeliveryState.Rejected, Reason = "not_in_cao" });
        }

        var supervisor = await FindSupervisorAsync(own, cancellation).ConfigureAwait(false);
        return supervisor switch
        {
            { Outcome: CaoOutcome.Ok } => Save(delivery with { To = supervisor.Value, State = DeliveryState.Queued, Reason = null, NextAttemptAt = null }),
            { Outcome: CaoOutcome.Refused } => Save(delivery with { State = DeliveryState.Rejected, Reason = supervisor.Reason }),
            { Outcome: CaoOutcome.Blocked } => Later(delivery, DeliveryState.Blocked, supervisor.Reason, supervisor.RetryAfter),
            _ => Later(delivery, DeliveryState.Queued, supervisor.Reason, supervisor.RetryAfter),
        };
    }

    private async Task<Delivery> PostAsync(Delivery delivery, string to, CancellationToken cancellation)
    {
        var sending = Save(Begin(delivery));
        var text = sending.Text;
        var reply = await client.PostInboxAsync(to, sending.Sender, text, cancellation).ConfigureAwait(false);
        if (reply is { Outcome: CaoOutcome.Ok, Value.MessageId: { } messageId })
        {
            return await ReadBackAsync(End(sending, "accepted", reply.Http) with { MessageId = messageId, InboxStatus = "pending" }, to, text, cancellation)
                .ConfigureAwait(false);
        }

        var ended = End(sending, reply.Reason ?? "bad_reply", reply.Http);
        return reply.Outcome switch
        {
            CaoOutcome.NotSent => Later(ended with { Sent = delivery.Sent }, DeliveryState.Queued, reply.Reason, reply.RetryAfter),
            CaoOutcome.Blocked => Later(ended with { Sent = delivery.Sent }, DeliveryState.Blocked, reply.Reason, reply.RetryAfter),
            CaoOutcome.Refused => Save(ended with { State = DeliveryState.Rejected, Reason = reply.Http == 404 ? "receiver_unknown" : reply.Reason }),
            _ => Later(ended, DeliveryState.Unknown, reply.Reason, reply.RetryAfter),
        };
    }

    // A 200 doesn't prove that the whole text was stored: where the row can be seen, it is compared.
    private async Task<Delivery> ReadBackAsync(Delivery delivery, string to, string text, CancellationToken cancellation)
    {
        delivery = Save(delivery with { State = DeliveryState.Delivered, Reason = null, NextAttemptAt = null, Failures = 0 });
        var rows = await client.ListInboxAsync(to, cancellation: cancellation).ConfigureAwait(false);
        return rows.Value?.FirstOrDefault(r => r.Id == delivery.MessageId) is { } row ? Save(Compared(delivery, row, text)) : delivery;
    }

    private static Delivery Compared(Delivery delivery, InboxRow row, string text)
        => row.Message == text
            ? delivery with { State = DeliveryState.Delivered, Reason = null, NextAttemptAt = null, Failures = 0, MessageId = row.Id, InboxStatus = row.Status }
            : delivery with { State = DeliveryState.Rejected, Reason = "truncated", NextAttemptAt = null, MessageId = row.Id, InboxStatus = row.Status };

    private async Task<Delivery> GiveStepAsync(Delivery delivery, CancellationToken cancellation)
    {
        if (delivery is not { Step: { } step, Output: { } output })
        {
            return Save(delivery with { State = DeliveryState.Rejected, Reason = "not_in_workflow" });
        }

        var sending = Save(Begin(delivery));
        var reply = await client.PostStepOutputAsync(step, output, cancellation).ConfigureAwait(false);
        var ended = End(sending, reply.Outcome == CaoOutcome.Ok ? "accepted" : reply.Reason ?? "bad_reply", reply.Http);
        return reply switch
        {
            { Outcome: CaoOutcome.Ok, Value.Validated: true } => Save(ended with { State = DeliveryState.Delivered, Reason = null, NextAttemptAt = null }),
            { Outcome: CaoOutcome.Ok } => Save(ended with { State = DeliveryState.Rejected, Reason = "not_validated", NextAttemptAt = null }),
            { Outcome: CaoOutcome.Refused } => Save(ended with { State = DeliveryState.Rejected, Reason = reply.Http == 404 ? "not_in_workflow" : reply.Reason }),
            { Outcome: CaoOutcome.Blocked } => Later(ended with { Sent = delivery.Sent }, DeliveryState.Blocked, reply.Reason, reply.RetryAfter),
            { Outcome: CaoOutcome.NotSent } => Later(ended with { Sent = delivery.Sent }, DeliveryState.Queued, reply.Reason, reply.RetryAfter),
            _ => Later(ended, DeliveryState.Queued, reply.Reason, reply.RetryAfter),
        };
    }

    // Written before the first byte goes out: whoever finds this state knows that he doesn't know.
    private Delivery Begin(Delivery delivery) => delivery with
    {
        State = DeliveryState.Sending,
        Sent = delivery.Sent + 1,
        Reason = null,
        NextAttemptAt = null,
        Attempts = [.. delivery.Attempts.TakeLast(KeptAttempts - 1), new DeliveryAttempt(time.GetUtcNow(), "sending")],
    };

    private static Delivery End(Delivery delivery, string outcome, int? http) => delivery with
    {
        Attempts = [.. delivery.Attempts.SkipLast(1), delivery.Attempts[^1] with { Outcome = outcome, Http = http }],
    };

    private Delivery Later(Delivery delivery, DeliveryState state, string? reason, TimeSpan? asked = null)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(delivery.Failures, 10));
        pause = (pause < LongestPause ? pause : LongestPause) * (0.5 + (random.NextDouble() / 2));
        if (asked > pause)
        {
            pause = asked.Value < LongestAskedPause ? asked.Value : LongestAskedPause;
        }

        return Save(delivery with { State = state, Reason = reason, Failures = delivery.Failures + 1, NextAttemptAt = time.GetUtcNow() + pause });
    }

    private Delivery Save(Delivery delivery)
    {
        outbox.Save(delivery);
        return delivery;
    }
}
