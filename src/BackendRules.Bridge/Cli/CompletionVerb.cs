using BackendRules.Workspaces;

namespace BackendRules.Bridge;

// Inside, so that Option is the command line's and not a rule's.
using System.CommandLine;

/// <summary><c>backend-rules completion</c>: what a shell needs to complete verbs, options and rule ids; the words themselves come from the tool.</summary>
internal static class CompletionVerb
{
    public static readonly IReadOnlyList<string> Shells = ["bash", "zsh", "fish", "pwsh"];

    public static Command Make(Session session)
    {
        var shell = new Argument<string>("shell") { HelpName = "shell", Description = string.Join(", ", Shells) + "." };
        shell.CompletionSources.Add(static _ => Shells.Select(static name => new System.CommandLine.Completions.CompletionItem(name)));
        var command = new Command("completion", "Print a script that completes words in a shell.\n\nExamples:\n  source <(backend-rules completion bash)\n  backend-rules completion fish | source") { shell };
        command.SetAction(async (parsed, cancellation) =>
        {
            var name = parsed.GetValue(shell)!;
            if (!Shells.Contains(name))
                throw new Fault("invalid_argument", $"'{Shown.Short(name)}' is no shell; allowed: {string.Join(", ", Shells)}.");
            using var reader = new StreamReader(typeof(CompletionVerb).Assembly.GetManifestResourceStream("completion/" + name)!);
            await session.Output.WriteAsync(await reader.ReadToEndAsync(cancellation));
            return ExitCodes.Ok;
        });
        return command;
    }
}
