using System.Globalization;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

// Inside, so that Option is the command line's and not a rule's.
using System.CommandLine;

/// <summary><c>backend-rules suppress</c>: a person answers for a finding until a day. Agents have no tool for it.</summary>
internal static class SuppressVerb
{
    public static Command Make(Session session)
    {
        var print = new Argument<string>("fingerprint") { Description = "The finding, by at least 8 digits." };
        var reason = new Option<string>("--reason") { Description = $"Why, in at least {SuppressionFile.MinReason} characters.", Required = true };
        var expires = new Option<string>("--expires") { Description = $"Until when, yyyy-MM-dd, at most {SuppressionFile.MaxDays} days away.", Required = true };
        var by = new Option<string>("--by") { Description = "Who answers for it.", DefaultValueFactory = _ => Environment.UserName };
        var run = new Option<string>("--run") { Description = "The run that has the finding.", DefaultValueFactory = _ => "last" };
        var command = new Command("suppress", "Accept a finding with a reason, until a day.\n\nExample:\n  backend-rules suppress br1:9f2c1a7e --reason \"Only called at start-up\" --expires 2027-01-31")
        {
            print, reason, expires, by, run,
        };
        command.SetAction(async (parsed, _) =>
        {
            var found = ShowVerb.Load(session, parsed.GetValue(run)!);
            var finding = ShowVerb.Find(found, parsed.GetValue(print)!);
            var suppression = new Suppression(finding.Fingerprint, finding.RuleId, parsed.GetValue(reason)!.Trim(), parsed.GetValue(by)!, parsed.GetValue(expires)!);
            if (!SuppressionFile.Holds(suppression, DateOnly.FromDateTime(DateTime.UtcNow)))
            {
                throw new Fault("invalid_argument", string.Create(CultureInfo.InvariantCulture,
                    $"A suppression needs a reason of at least {SuppressionFile.MinReason} characters and a day, yyyy-MM-dd, from today to {SuppressionFile.MaxDays} days on."));
            }

            SuppressionFile.Add(Path.Combine(found.Root, SuppressionFile.DefaultFile), suppression);
            await session.Output.WriteLineAsync($"{finding.RuleId} {finding.Location.File}:{finding.Location.Line} is suppressed until {suppression.Expires}.");
            return ExitCodes.Ok;
        });
        return command;
    }
}
