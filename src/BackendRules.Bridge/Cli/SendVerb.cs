using System.Text.Json;
using BackendRules.Cao;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

// Inside, so that Option is the command line's and not a rule's.
using System.CommandLine;

/// <summary><c>backend-rules send</c>: bring a report to the supervisor, once.</summary>
internal static class SendVerb
{
    public static Command Make(Session session)
    {
        var id = new Argument<string>("report") { Description = "The report's id, or 'last'.", DefaultValueFactory = _ => "last" };
        var to = new Option<string?>("--to") { Description = "The receiver's terminal. Default: whoever created ours." };
        var channel = new Option<string>("--channel") { Description = "auto, inbox, workflow, or return: print the text for a caller who says it himself.", DefaultValueFactory = _ => "auto" };
        var key = new Option<string?>("--key") { Description = "What makes a second call the same call. Default: the report's id." };
        var queue = new Option<bool>("--queue") { Description = "Only put it into the outbox." };
        var url = new Option<string?>("--cao-url") { Description = "The orchestrator's address. Default: CAO_API_HOST and CAO_API_PORT." };
        var remote = new Option<bool>("--allow-remote-cao") { Description = "Let the address be another machine, with https." };
        var stale = ReportVerb.Stale();
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("send", """
            Bring a report to the supervisor. The same report again sends nothing.

            Examples:
              backend-rules send
              backend-rules send rep_… --channel return
            """)
        {
            id, to, channel, key, queue, stale, url, remote, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var reports = new Reports(session.Store);
            var report = reports.Load(parsed.GetValue(id)!);
            var outbox = OutboxVerb.Outbox(session);
            if (await Reports.StaleAsync(report, outbox, cancellation) is { } changed)
                report = parsed.GetValue(stale) ? reports.Build(report.Comparison, report.Notes, changed).Report : throw Staleness.Refusal(changed, ReportVerb.WayOut);
            using var client = new CaoClient(CaoSettings.Read(session.Variable, parsed.GetValue(url), parsed.GetValue(remote)));
            var result = await reports.SendAsync(
                new Courier(client, outbox), report, parsed.GetValue(to), Channel(parsed.GetValue(channel)!), parsed.GetValue(key), !parsed.GetValue(queue), cancellation);
            await session.Output.WriteLineAsync(parsed.GetValue(json) ? JsonSerializer.Serialize(result, Json.Indented) : Told(result));
            if (result is { State: "return-to-caller", Reason: { } reason })
                await session.Error.WriteLineAsync(reason == "already_returned" ? $"It was handed back before, so nothing is sent; 'backend-rules send {report.ReportId} --channel inbox' sends it." : $"Not sent: {reason}: {DoctorVerb.Why(reason, inTerminal: true)}.");
            return ExitOf(result);
        });
        return command;
    }

    internal static DeliveryChannel? Channel(string name) => name switch
    {
        "auto" => null,
        "inbox" => DeliveryChannel.Inbox,
        "workflow" => DeliveryChannel.Workflow,
        "return" => DeliveryChannel.Return,
        _ => throw new Fault("invalid_argument", $"'{Shown.Short(name)}' is no channel; allowed: auto, inbox, workflow, return."),
    };

    internal static string Told(DeliveryResult result) => result.State == "return-to-caller"
        ? result.Text
        : $"{result.State}{(result.Reason is null ? "" : " " + result.Reason)}{(result.To is null ? "" : " to " + result.To)}{(result.MessageId is null ? "" : $" message {result.MessageId}")} {result.DeliveryId}\n{result.Text}";

    internal static int ExitOf(DeliveryResult result) => result.State switch
    {
        "delivered" or "duplicate" or "return-to-caller" => ExitCodes.Ok,
        "rejected" or "dead" => ExitCodes.Environment,
        _ => ExitCodes.Queued,
    };
}
