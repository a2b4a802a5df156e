namespace BackendRules.Cao;

/// <content>Was it stored or not: asked before anything is sent a second time.</content>
public sealed partial class Courier
{
    private static readonly string[] Statuses = ["pending", "delivered", "failed"];

    /// <summary>A delivery, with what became of its message in the inbox since; as it was last known when nobody answers.</summary>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<DeliveryResult?> LookAsync(string deliveryId, CancellationToken cancellation = default)
    {
        if (Find(deliveryId) is not { } delivery)
        {
            return null;
        }

        if (delivery is not { State: DeliveryState.Delivered, InboxStatus: "pending", To: { } to })
        {
            return Result(delivery);
        }

        foreach (var status in Statuses)
        {
            var rows = await client.ListInboxAsync(to, status, cancellation).ConfigureAwait(false);
            if (rows is { Outcome: CaoOutcome.Ok, Value: { } list } && Array.Find(list, row => row.Id == delivery.MessageId) is { } row)
            {
                return Result(row.Status == delivery.InboxStatus ? delivery : Save(delivery with { InboxStatus = row.Status }));
            }
        }

        return Result(delivery);
    }

    private async Task<Delivery> ReconcileAsync(Delivery delivery, CancellationToken cancellation)
    {
        if (delivery.To is not { } to)
        {
            return Save(delivery with { State = DeliveryState.Queued });
        }

        var blind = false;
        foreach (var status in Statuses)
        {
            var rows = await client.ListInboxAsync(to, status, cancellation).ConfigureAwait(false);
            if (rows is not { Outcome: CaoOutcome.Ok, Value: { } list })
            {
                return Later(delivery, DeliveryState.Unknown, rows.Reason, rows.RetryAfter);
            }

            if (FindIn(list, delivery) is { } found)
            {
                return Save(found);
            }

            blind |= list.Length >= CaoClient.MaxRows;
        }

        var last = delivery.Attempts.Count > 0 ? delivery.Attempts[^1].At : delivery.CreatedAt;
        var now = time.GetUtcNow();
        if (now < last)
        {
            // The clock was set back: count the settling time from here.
            delivery = delivery with { Attempts = [.. delivery.Attempts.SkipLast(1), delivery.Attempts[^1] with { At = now }] };
            last = now;
        }

        if (now - last < Settling)
        {
            return Save(delivery with { NextAttemptAt = Earlier(last + Settling, now + LongestPause) });
        }

        // More rows than the server shows: it may be there. The next message says its attempt, so that the reader can tell.
        return Save(delivery with { State = DeliveryState.Queued, Reason = null, NextAttemptAt = null, MayBeTwice = delivery.MayBeTwice || blind });
    }

    private static Delivery? FindIn(InboxRow[] rows, Delivery delivery)
    {
        var mark = InboxLine.Mark(delivery.DeliveryId);
        foreach (var row in rows)
        {
            if (row.Message?.Contains(mark, StringComparison.Ordinal) == true)
            {
                var attempt = Enumerable.Range(1, Math.Max(1, delivery.Sent)).FirstOrDefault(n => delivery.TextOf(n) == row.Message);
                return Compared(delivery, row, delivery.TextOf(attempt == 0 ? delivery.Sent : attempt));
            }
        }

        return null;
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
