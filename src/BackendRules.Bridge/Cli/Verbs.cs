using BackendRules.Workspaces;

namespace BackendRules.Bridge;

// Inside, so that Option is the command line's and not a rule's.
using System.CommandLine;
using System.CommandLine.Parsing;

/// <summary>The command line: parses, runs a verb, and turns what went wrong into an exit code.</summary>
internal static class Verbs
{
    public static readonly Option<string?> Root = new("--root")
    {
        Description = "The folder that may be read and, with --write, written. Default: the git top level.",
        Recursive = true,
    };

    public static async Task<int> RunAsync(string[] arguments, Session session, CancellationToken cancellation)
    {
        var root = new RootCommand("What is wrong in a C# backend, how it is repaired, and what a change did.")
        {
            Root,
            AnalyzeVerb.Make(session),
            ShowVerb.Make(session),
            ExplainVerb.Make(session),
            RulesVerb.Make(session),
            FixVerb.Make(session),
            UndoVerb.Make(session),
            BaselineVerb.Make(session),
            SuppressVerb.Make(session),
            CompareVerb.Make(session),
            ReportVerb.Make(session),
            SendVerb.Make(session),
            OutboxVerb.Make(session),
            DoctorVerb.Make(session),
            SchemaVerb.Make(session),
            McpVerb.Make(session),
            CompletionVerb.Make(session),
            VersionVerb.Make(session),
        };
        Help.Dress(root);
        var parsed = root.Parse(arguments);
        var errors = parsed.Errors.Select(static e => e.Message).Concat(Unknown(parsed, arguments)).ToList();
        if (errors.Count > 0)
        {
            foreach (var error in errors)
                await session.Error.WriteLineAsync(Shown.Clean(error));
            await session.Error.WriteLineAsync(parsed.CommandResult.Command is RootCommand ? "backend-rules --help lists the verbs." : $"backend-rules {parsed.CommandResult.Command.Name} --help lists its options.");
            return ExitCodes.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = session.Output, Error = session.Error, ProcessTerminationTimeout = null }, cancellation);
        }
        catch (Fault fault)
        {
            await TellAsync(session, fault);
            return ExitCodes.Of(fault);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await session.Error.WriteLineAsync($"write_failed: {Shown.Short(e.Message, 200)}");
            return ExitCodes.Environment;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Cancelled;
        }
    }

    // A path may be left out, and what looks like an option would be taken for one.
    private static IEnumerable<string> Unknown(ParseResult parsed, string[] arguments) => arguments.Contains("--") || parsed.Action is Help ? []
        : parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(static a => a.Tokens).Where(static t => t.Value.StartsWith('-') && t.Value.Length > 1).Select(static t => $"There is no option '{t.Value}'.");

    private static async Task TellAsync(Session session, Fault fault)
    {
        await session.Error.WriteLineAsync($"{fault.Code}: {fault.Message}");
        foreach (var candidate in fault.Candidates)
            await session.Error.WriteLineAsync($"  {Shown.Clean(candidate)}");
        if (fault.Hint is { } hint)
            await session.Error.WriteLineAsync(hint);
    }
}
