using System.Text.Json;
using BackendRules.Cao;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

// Inside, so that Option is the command line's and not a rule's.
using System.CommandLine;

/// <summary><c>backend-rules outbox</c>: reports on their way to the supervisor.</summary>
internal static class OutboxVerb
{
    public static Command Make(Session session)
    {
        var id = new Argument<string>("id") { Description = "The delivery's id." };
        var wait = new Option<int>("--wait") { Description = "Seconds to keep trying.", DefaultValueFactory = _ => 0 };
        var list = new Command("list", "All deliveries.");
        list.SetAction(async (_, _) =>
        {
            foreach (var delivery in Outbox(session).List())
                await session.Output.WriteLineAsync($"{delivery.DeliveryId} {delivery.State.ToString().ToLowerInvariant()} {delivery.ReportId} to {delivery.To ?? "?"} sent {delivery.Sent} {delivery.Reason}");
            return ExitCodes.Ok;
        });
        var show = new Command("show", "One delivery.") { id };
        show.SetAction(async (parsed, _) =>
        {
            var delivery = Outbox(session).Find(parsed.GetValue(id)!) ?? throw Unknown(parsed.GetValue(id)!);
            await session.Output.WriteLineAsync(JsonSerializer.Serialize(delivery, Json.Indented));
            return ExitCodes.Ok;
        });
        var drop = new Command("drop", "Forget a delivery.") { id };
        drop.SetAction(async (parsed, _) =>
        {
            if (!Outbox(session).Drop(parsed.GetValue(id)!))
                throw Unknown(parsed.GetValue(id)!);
            await session.Output.WriteLineAsync("dropped");
            return ExitCodes.Ok;
        });
        var flush = new Command("flush", "Try what waits.") { wait };
        flush.SetAction(async (parsed, cancellation) =>
        {
            using var client = new CaoClient(CaoSettings.Read(session.Variable));
            var courier = new Courier(client, Outbox(session));
            var until = DateTime.UtcNow.AddSeconds(Math.Clamp(parsed.GetValue(wait), 0, 3600));
            var open = await courier.FlushAsync(now: true, cancellation);
            while (open > 0 && DateTime.UtcNow < until && !cancellation.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
                open = await courier.FlushAsync(cancellation: cancellation);
            }

            await session.Output.WriteLineAsync($"{open} waiting");
            return open == 0 ? ExitCodes.Ok : ExitCodes.Queued;
        });
        return new Command("outbox", "Reports on their way to the supervisor.") { list, show, drop, flush };
    }

    internal static Outbox Outbox(Session session) => new(Path.Combine(session.Store.Folder, "outbox"));

    private static Fault Unknown(string id) => new("not_found", $"There is no delivery '{Shown.Short(id)}', or it is just being sent.");
}
