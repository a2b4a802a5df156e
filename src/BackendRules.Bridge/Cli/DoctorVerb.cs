using System.Diagnostics;
using System.Text.Json;
using BackendRules.Cao;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

// Inside, so that Option is the command line's and not a rule's.
using System.CommandLine;

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What.</param>
/// <param name="Ok">Whether it is as it should be; <see langword="null"/> when that depends.</param>
/// <param name="Detail">What was found.</param>
internal sealed record Checkup(string Name, bool? Ok, string Detail);

/// <summary><c>backend-rules doctor</c>: what the tool needs, and what of it is there.</summary>
internal static class DoctorVerb
{
    public static Command Make(Session session)
    {
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("doctor", "Look whether everything is there: SDK, git, root, solution, restore, state, supervisor.") { json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var checks = await LookAsync(session, parsed.GetValue(Verbs.Root), cancellation);
            if (parsed.GetValue(json))
                await session.Output.WriteLineAsync(JsonSerializer.Serialize(checks, Json.Indented));
            foreach (var check in parsed.GetValue(json) ? [] : checks)
                await session.Output.WriteLineAsync($"{check.Ok switch { true => "ok  ", false => "FAIL", null => "--  " }} {check.Name}: {check.Detail}");
            return checks.Any(static c => c.Ok == false) ? ExitCodes.Environment : ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<List<Checkup>> LookAsync(Session session, string? named, CancellationToken cancellation)
    {
        var checks = new List<Checkup>
        {
            new("backend-rules", true, $"{VersionVerb.Tool}, {RuleSet.Rules.Count} rules, Roslyn {typeof(Microsoft.CodeAnalysis.Compilation).Assembly.GetName().Version?.ToString(3)}"),
            await RunAsync("sdk", "dotnet", cancellation, "--version"),
            await RunAsync("git", "git", cancellation, "--version"),
        };
        var root = await session.RootAsync(named, null, cancellation);
        checks.Add(new Checkup("root", true, root.Root));
        try
        {
            var target = Target.Find(session.Folder);
            checks.Add(new Checkup("solution", true, root.Show(target)));
        }
        catch (Fault fault)
        {
            checks.Add(new Checkup("solution", fault.Code == "workspace_ambiguous" ? null : false, fault.Message));
        }

        try
        {
            PrivateFiles.MakeFolder(session.Store.Folder);
            PrivateFiles.Write(Path.Combine(session.Store.Folder, "probe"), "ok"u8);
            checks.Add(new Checkup("state", true, session.Store.Folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            checks.Add(new Checkup("state", false, "the state folder can't be written"));
        }

        using var client = new CaoClient(CaoSettings.Read(session.Variable));
        var status = await new Courier(client, OutboxVerb.Outbox(session)).CheckAsync(cancellation);
        checks.Add(new Checkup("supervisor", status.Reason is null ? true : null, status.Reason is null
            ? $"terminal {status.Supervisor} ({status.SupervisorStatus}), {status.OpenDeliveries} deliveries waiting"
            : $"{status.Reason}: {Why(status.Reason, status.TerminalId is not null)} ({status.OpenDeliveries} deliveries waiting). {string.Join(' ', status.Problems)}".TrimEnd()));
        return checks;
    }

    internal static string Why(string reason, bool inTerminal) => reason switch
    {
        "not_reachable" when !inTerminal => "nobody answers at CAO_API_HOST and CAO_API_PORT, and CAO_TERMINAL_ID is not set; reports go back to the caller",
        "not_reachable" => "nobody answers at CAO_API_HOST and CAO_API_PORT; reports wait in the outbox",
        "address_not_allowed" => "the orchestrator's address is not this machine; nothing is sent there",
        "host_rejected" => "the orchestrator refuses the host name; use 127.0.0.1 or add the name to its trusted hosts",
        "auth_required" => "the orchestrator wants a token; set CAO_AUTH_LOCAL_TOKEN where this tool runs",
        "auth_failed" => "the token in CAO_AUTH_LOCAL_TOKEN isn't enough to write to an inbox",
        "not_in_cao" => "CAO_TERMINAL_ID is not set, or the orchestrator doesn't know the terminal; reports go back to the caller",
        "no_supervisor" => "a person started this terminal; reports go back to the caller",
        "receiver_is_self" => "this terminal is its own supervisor; reports go back to the caller",
        "receiver_unknown" => "the supervisor's terminal is gone; say the report yourself",
        _ => "reports go back to the caller or wait",
    };

    private static async Task<Checkup> RunAsync(string name, string program, CancellationToken cancellation, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return new Checkup(name, process.ExitCode == 0, output.Trim());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return new Checkup(name, false, $"{program} is not on the path");
        }
    }
}
