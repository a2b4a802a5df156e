namespace BackendRules.Bridge;

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

/// <summary>Help as people read it: one line for each verb in a list, and a verb's examples at the end of its own page.</summary>
internal sealed class Help : SynchronousCommandLineAction
{
    private readonly HelpAction _plain;
    private readonly Dictionary<Command, string> _examples = [];

    private Help(HelpAction plain) => _plain = plain;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    public static void Dress(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        var help = new Help((HelpAction)option.Action!);
        option.Action = help;
        help.Split(root);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var code = _plain.Invoke(parseResult);
        if (_examples.TryGetValue(parseResult.CommandResult.Command, out var examples))
            parseResult.InvocationConfiguration.Output.WriteLine(examples.ReplaceLineEndings("\n") + "\n");
        return code;
    }

    private void Split(Command command)
    {
        if (command.Description is { } text && text.IndexOf("\nExample", StringComparison.Ordinal) is > 0 and var start)
        {
            command.Description = text[..start].TrimEnd();
            _examples[command] = text[(start + 1)..].TrimEnd();
        }

        foreach (var inner in command.Subcommands)
            Split(inner);
    }
}
