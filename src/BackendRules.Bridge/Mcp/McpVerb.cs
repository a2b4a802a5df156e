using BackendRules.Cao;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

// Inside, so that Option is the command line's and not a rule's.
using System.CommandLine;

/// <summary><c>backend-rules mcp</c>: serve agents over standard input and output.</summary>
internal static class McpVerb
{
    public static Command Make(Session session)
    {
        var solution = new Option<string?>("--solution") { Description = "The solution that is meant when a call names none." };
        var against = new Option<string?>("--base") { Description = "The commit that changes are measured against when a call names none." };
        var apply = new Option<bool>("--allow-apply") { Description = "Let agents write repairs." };
        var command = new Command("mcp", "Serve agents over standard input and output (Model Context Protocol).\n\nExample:\n  backend-rules mcp --root . --allow-apply") { solution, against, apply };
        command.SetAction(async (parsed, cancellation) =>
        {
            // The protocol has the raw stream; whatever else prints goes to standard error.
            Console.SetOut(Console.Error);
            var root = await session.RootAsync(parsed.GetValue(Verbs.Root), null, cancellation);
            using var bench = new Workbench(root, session.Store);
            var target = parsed.GetValue(solution) is { } named ? root.Resolve(session.Full(named)) : null;
            var settings = CaoSettings.Read(session.Variable);
            var served = new Served(
                bench, new Runs(bench, cancellation), new Comparisons(bench, cancellation), () => settings, target, parsed.GetValue(against) ?? CompareVerb.DefaultBase(session), parsed.GetValue(apply));
            // What an earlier process left in the outbox goes on its way while this one serves.
            using var client = new CaoClient(settings);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var flushing = new Courier(client, served.Outbox).RunAsync(stop.Token);
            await McpHost.RunAsync(served, null, cancellation);
            await stop.CancelAsync();
            await flushing;
            return ExitCodes.Ok;
        });
        return command;
    }
}
