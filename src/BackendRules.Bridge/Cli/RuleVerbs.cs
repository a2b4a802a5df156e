using System.Text;
using System.Text.Json;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

// Inside, so that Option is the command line's and not a rule's.
using System.CommandLine;

/// <summary><c>backend-rules explain</c>: a rule's page.</summary>
internal static class ExplainVerb
{
    private const string GeneratedMark = "<!-- Generated down to the first heading by `dotnet run --project build -- docs`. -->\n";

    public static Command Make(Session session)
    {
        var rule = new Argument<string>("rule") { Description = "The rule's id.", HelpName = "rule" };
        rule.CompletionSources.Add(_ => RuleSet.Rules.Keys.Select(static id => new System.CommandLine.Completions.CompletionItem(id)));
        var command = new Command("explain", "Print a rule's page: why, what it finds, how it is repaired.\n\nExample:\n  backend-rules explain BR1001") { rule };
        command.SetAction(async (parsed, _) =>
        {
            await session.Output.WriteAsync(Page(parsed.GetValue(rule)!));
            return ExitCodes.Ok;
        });
        return command;
    }

    // What the repository's own work writes for itself is nobody else's.
    internal static string Page(string id) => RulePages.Find(id)?.Replace(GeneratedMark, "", StringComparison.Ordinal)
        ?? throw new Fault("not_found", $"No rule is called '{Shown.Short(id)}'.", "backend-rules rules lists them.");
}

/// <summary><c>backend-rules rules</c>: the catalogue.</summary>
internal static class RulesVerb
{
    public static Command Make(Session session)
    {
        var format = new Option<string>("--format") { Description = "text, md or json.", DefaultValueFactory = _ => "text" };
        var command = new Command("rules", "List the rules.\n\nExample:\n  backend-rules rules --format json") { format };
        command.SetAction(async (parsed, _) =>
        {
            await session.Output.WriteAsync(parsed.GetValue(format) switch
            {
                "text" => Lines(static r => $"{r.Id}  {r.Level,-8} {(r.Fixable ? "fix" : "   ")}  {r.Category,-12} {r.Title}"),
                "md" => "| Rule | Level | Fix | Family | Title |\n|---|---|---|---|---|\n" + Lines(static r => $"| {r.Id} | {r.Level} | {(r.Fixable ? "yes" : "")} | {r.Category} | {r.Title} |"),
                "json" => JsonSerializer.Serialize(RuleView.All, Json.Indented) + "\n",
                var other => throw new Fault("invalid_argument", $"'{Shown.Short(other ?? "")}' is no format; allowed: text, md, json."),
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Lines(Func<RuleView, string> line)
    {
        var text = new StringBuilder();
        foreach (var rule in RuleView.All)
            text.Append(line(rule)).Append('\n');
        return text.ToString();
    }
}

/// <summary>A rule as lists show it.</summary>
internal sealed record RuleView(
    string Id, string Name, string Title, string Category, string Level, bool Fixable, string Since, IReadOnlyList<int> Cwe, IReadOnlyList<string> Owasp, string Page)
{
    public static IReadOnlyList<RuleView> All { get; } = [.. RuleSet.Rules.Values.Select(static r => new RuleView(
        r.Id, r.Name, r.Title, r.Family.ToString().ToLowerInvariant(), LevelOf(r.Level), RuleSet.CanFix(r.Id), r.Since, r.Cwe, r.Owasp, r.Page))];

    private static string LevelOf(BackendRules.Level level) => level switch { BackendRules.Level.Error => "error", BackendRules.Level.Warning => "warning", BackendRules.Level.Off => "off", _ => "note" };
}
