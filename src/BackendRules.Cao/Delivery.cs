using System.Text.Json;
using System.Text.Json.Serialization;

namespace BackendRules.Cao;

/// <summary>The way that a report takes to the supervisor.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryChannel>))]
public enum DeliveryChannel
{
    /// <summary>The finished text goes back to the caller, who says it himself: a blocking handoff.</summary>
    [JsonStringEnumMemberName("return")]
    Return,

    /// <summary>One message in the supervisor's inbox.</summary>
    [JsonStringEnumMemberName("inbox")]
    Inbox,

    /// <summary>The output of the workflow step that we run in.</summary>
    [JsonStringEnumMemberName("workflow")]
    Workflow,
}

/// <summary>How far a delivery has come.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryState>))]
public enum DeliveryState
{
    /// <summary>It will be sent.</summary>
    [JsonStringEnumMemberName("queued")]
    Queued,

    /// <summary>It is being sent; found on disk by another process, it means that the sender died.</summary>
    [JsonStringEnumMemberName("sending")]
    Sending,

    /// <summary>It was sent, and nobody knows yet whether it arrived.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>The configuration stands in the way; it is tried again.</summary>
    [JsonStringEnumMemberName("blocked")]
    Blocked,

    /// <summary>The orchestrator has it.</summary>
    [JsonStringEnumMemberName("delivered")]
    Delivered,

    /// <summary>The text was handed to the caller.</summary>
    [JsonStringEnumMemberName("return-to-caller")]
    Returned,

    /// <summary>It can't be delivered, and the reason says why.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary>It was given up after a day or too many attempts.</summary>
    [JsonStringEnumMemberName("dead")]
    Dead,
}

/// <summary>One try.</summary>
/// <param name="At">When it began.</param>
/// <param name="Outcome">What came of it: sending until that is known.</param>
/// <param name="Http">The status code, if one came.</param>
public sealed record DeliveryAttempt(DateTimeOffset At, string Outcome, int? Http = null);

/// <summary>A delivery as it lies in the outbox, one file each.</summary>
public sealed record Delivery
{
    /// <summary>The version of the file's form.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The id, made from the key alone, so that two processes with one report meet in one file.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>What makes a second call the same call.</summary>
    public required string Key { get; init; }

    /// <summary>The report.</summary>
    public required string ReportId { get; init; }

    /// <summary>The way it takes.</summary>
    public required DeliveryChannel Channel { get; init; }

    /// <summary>The terminal that sends; <see langword="null"/> outside the orchestrator.</summary>
    public string? From { get; init; }

    /// <summary>The terminal that receives; <see langword="null"/> until the orchestrator could be asked.</summary>
    public string? To { get; init; }

    /// <summary>The workflow step that takes it.</summary>
    public WorkflowStep? Step { get; init; }

    /// <summary>The message without its first words, which say the attempt.</summary>
    public required string Body { get; init; }

    /// <summary>What goes to a workflow step.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>SHA-256 of all that the caller asked for.</summary>
    public required string PayloadSha256 { get; init; }

    /// <summary>How far it has come.</summary>
    public DeliveryState State { get; init; }

    /// <summary>A fixed word for why it isn't delivered.</summary>
    public string? Reason { get; init; }

    /// <summary>How often it was sent; a refused connection doesn't count.</summary>
    public int Sent { get; init; }

    /// <summary>How often a try failed since the last success of any kind; it sets the pause.</summary>
    public int Failures { get; init; }

    /// <summary>Whether it was sent again without certainty that the earlier one was lost; the message then says attempt=2 or more.</summary>
    public bool MayBeTwice { get; init; }

    /// <summary>The last tries.</summary>
    public IReadOnlyList<DeliveryAttempt> Attempts { get; init; } = [];

    /// <summary>The message's number in the orchestrator.</summary>
    public long? MessageId { get; init; }

    /// <summary>What the orchestrator last said of the message: pending, delivered (typed into the terminal) or failed.</summary>
    public string? InboxStatus { get; init; }

    /// <summary>When it was handed in.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is tried next.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>When it is given up.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether there is still something to do.</summary>
    [JsonIgnore]
    public bool IsOpen => State is DeliveryState.Queued or DeliveryState.Sending or DeliveryState.Unknown or DeliveryState.Blocked;

    /// <summary>Deliveries of one lane go one after the other.</summary>
    [JsonIgnore]
    internal string Lane => Channel == DeliveryChannel.Workflow ? "workflow" : To is { } to ? "to-" + to : "from-" + From;

    /// <summary>The whole message of the latest attempt.</summary>
    [JsonIgnore]
    internal string Text => TextOf(Math.Max(1, Sent));

    internal string Sender => From ?? "backend-rules";

    internal string TextOf(int attempt) => InboxLine.Head(ReportId, InboxLine.Mark(DeliveryId), From, attempt) + Body;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Delivery))]
internal sealed partial class DeliveryJson : JsonSerializerContext;
