using System.Text.Json;

namespace BackendRules.Cao;

/// <summary>A report to deliver.</summary>
/// <param name="Summary">What the message says.</param>
public sealed record DeliveryRequest(ReportSummary Summary)
{
    /// <summary>The receiver's terminal; by default whoever created ours.</summary>
    public string? To { get; init; }

    /// <summary>The way; by default the profile's, else the workflow step, else the inbox, else back to the caller.</summary>
    public DeliveryChannel? Channel { get; init; }

    /// <summary>What makes a second call the same call; by default the report's id.</summary>
    public string? Key { get; init; }

    /// <summary>The report as JSON, for a workflow step.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>Whether to try at once, or to leave it to <see cref="Courier.FlushAsync"/>.</summary>
    public bool Wait { get; init; } = true;
}

/// <summary>What became of a request to deliver.</summary>
/// <param name="State">
/// queued, sending, unknown, blocked, delivered, return-to-caller, rejected or dead as in <see cref="DeliveryState"/>, and besides
/// <c>duplicate</c>: it had been delivered before and nothing was sent.
/// </param>
/// <param name="Text">The message, for a caller who has to say it himself.</param>
public sealed record DeliveryResult(string State, string Text)
{
    /// <summary>The delivery; <see langword="null"/> when none was made.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>The way it takes.</summary>
    public DeliveryChannel? Channel { get; init; }

    /// <summary>The receiver.</summary>
    public string? To { get; init; }

    /// <summary>How often it was sent.</summary>
    public int Attempts { get; init; }

    /// <summary>The message's number in the orchestrator.</summary>
    public long? MessageId { get; init; }

    /// <summary>What the orchestrator last said of the message: pending, delivered or failed.</summary>
    public string? InboxStatus { get; init; }

    /// <summary>A fixed word for why it isn't delivered.</summary>
    public string? Reason { get; init; }

    /// <summary>When it is tried next.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Whether the supervisor may see it twice.</summary>
    public bool MayBeTwice { get; init; }
}
