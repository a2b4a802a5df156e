using System.Text;
using System.Text.Json;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

// Inside, so that Option is the command line's and not a rule's.
using System.CommandLine;

/// <summary><c>backend-rules show</c>: a run again, or one of its findings with all that is known.</summary>
internal static class ShowVerb
{
    public static Command Make(Session session)
    {
        var run = new Argument<string>("run") { Description = "The run's id, or 'last'." };
        var fingerprint = new Argument<string?>("fingerprint") { Description = "A finding, by at least 8 digits.", Arity = ArgumentArity.ZeroOrOne };
        var context = new Option<int>("--context") { Description = "Lines around the finding.", DefaultValueFactory = _ => 3 };
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("show", "Print a run again, or one finding of it.\n\nExamples:\n  backend-rules show last\n  backend-rules show last br1:9f2c1a7e --context 8") { run, fingerprint, context, json };
        command.SetAction(async (parsed, _) =>
        {
            var found = Load(session, parsed.GetValue(run)!);
            var root = new Confinement(found.Root);
            if (parsed.GetValue(fingerprint) is not { } print)
            {
                await session.Output.WriteAsync(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(RunView.Of(found), Json.Indented) + "\n"
                    : TextFormat.Write(new FormatContext(found, root, session.Colours, 200, "none")));
                return ExitCodes.Ok;
            }

            var finding = Find(found, print);
            if (parsed.GetValue(json))
            {
                await session.Output.WriteLineAsync(JsonSerializer.Serialize(finding, Json.Indented));
                return ExitCodes.Ok;
            }

            var text = new StringBuilder();
            text.Append(TextFormat.Headline(finding, session.Colours)).Append('\n');
            var format = new FormatContext(found, root, session.Colours, 1, "none");
            TextFormat.AppendExcerpt(text, format, finding.RuleId, finding.Location, Math.Clamp(parsed.GetValue(context), 0, 50), "");
            foreach (var step in finding.Related ?? [])
            {
                text.Append($"  {step.Location.File}:{step.Location.Line}:{step.Location.Column} {step.Message}".TrimEnd()).Append('\n');
                TextFormat.AppendExcerpt(text, format, finding.RuleId, step.Location, 0, "");
            }

            text.Append($"member {finding.Location.Symbol ?? "none"}\nfingerprint {finding.Fingerprint}\nexplain: backend-rules explain {finding.RuleId}\n");
            await session.Output.WriteAsync(text.ToString());
            return ExitCodes.Ok;
        });
        return command;
    }

    internal static Run Load(Session session, string id) =>
        id == "last"
            ? session.Store.Load<Run>("run", session.Store.Ids("run").FirstOrDefault() ?? throw new Fault("not_found", "There is no run yet.", "backend-rules analyze makes one."), "run")
            : session.Store.Load<Run>("run", id, "run");

    internal static Finding Find(Run run, string fingerprint)
    {
        var print = fingerprint.StartsWith("br1:", StringComparison.Ordinal) ? fingerprint[4..] : fingerprint;
        if (print.Length < 8)
            throw new Fault("invalid_argument", "A fingerprint needs at least 8 digits.");
        var found = run.Findings.Where(f => f.Fingerprints.Primary.StartsWith(print, StringComparison.OrdinalIgnoreCase)).ToList();
        return found switch
        {
            [var one] => one,
            [] => throw new Fault("not_found", $"The run has no finding '{Shown.Short(fingerprint)}'."),
            _ => throw new Fault("invalid_argument", $"'{Shown.Short(fingerprint)}' fits {found.Count} findings; give more digits."),
        };
    }
}
