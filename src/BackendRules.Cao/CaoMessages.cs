using System.Text.Json;
using System.Text.Json.Serialization;

namespace BackendRules.Cao;

/// <summary>A terminal as the orchestrator describes it; only what delivery needs.</summary>
/// <param name="Id">The terminal's id.</param>
/// <param name="CallerId">The terminal that created it; <see langword="null"/> when a person did.</param>
/// <param name="Status">What it is doing: unknown, idle, processing, completed, waiting_user_answer or error.</param>
public sealed record Terminal(
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("caller_id")] string? CallerId,
    [property: JsonPropertyName("status")] string? Status);

/// <summary>A message in a terminal's inbox.</summary>
/// <param name="Id">The message's number.</param>
/// <param name="SenderId">Who sent it.</param>
/// <param name="Message">Its text.</param>
/// <param name="Status">pending, delivered or failed.</param>
public sealed record InboxRow(
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("sender_id")] string? SenderId,
    [property: JsonPropertyName("message")] string? Message,
    [property: JsonPropertyName("status")] string? Status);

/// <summary>What the orchestrator says when it has stored a message.</summary>
/// <param name="Success">Whether it did.</param>
/// <param name="MessageId">The message's number.</param>
public sealed record InboxReceipt(
    [property: JsonPropertyName("success")] bool Success,
    [property: JsonPropertyName("message_id")] long? MessageId);

/// <summary>What the orchestrator says to a workflow step's output.</summary>
/// <param name="Validated">Whether the output fits the step's schema.</param>
/// <param name="Errors">How it doesn't; only the number of them is used.</param>
/// <param name="State">The step's state.</param>
public sealed record StepReceipt(
    [property: JsonPropertyName("validated")] bool Validated,
    [property: JsonPropertyName("errors")] JsonElement? Errors,
    [property: JsonPropertyName("state")] string? State);

internal sealed record StepOutput([property: JsonPropertyName("output")] JsonElement Output);

/// <summary>What the health route says.</summary>
/// <param name="Status">The server's own word.</param>
public sealed record Health([property: JsonPropertyName("status")] string? Status);

[JsonSerializable(typeof(Terminal))]
[JsonSerializable(typeof(InboxRow[]))]
[JsonSerializable(typeof(InboxReceipt))]
[JsonSerializable(typeof(StepReceipt))]
[JsonSerializable(typeof(StepOutput))]
[JsonSerializable(typeof(Health))]
internal sealed partial class CaoJson : JsonSerializerContext;
