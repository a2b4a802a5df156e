using BackendRules.Workspaces;

namespace BackendRules.Bridge;

// Inside, so that Option is the command line's and not a rule's.
using System.CommandLine;

/// <summary><c>backend-rules compare</c>: what a change did, from two revisions, and the gate on it.</summary>
internal static class CompareVerb
{
    public static Command Make(Session session)
    {
        var path = new Argument<string?>("path") { Description = "A solution, a project or a folder.", Arity = ArgumentArity.ZeroOrOne };
        var against = new Option<string?>("--base") { Description = "The commit or branch to measure against. Default: BACKENDRULES_BASE, else where the branch left the main one." };
        var head = new Option<string?>("--head") { Description = "The commit to look at. Default: the work tree." };
        var fail = new Option<string>("--fail-on") { Description = "What makes the exit code 1: breaking, potentially or none.", DefaultValueFactory = _ => "breaking" };
        var description = new Option<string?>("--openapi") { Description = "The OpenAPI document that the endpoints are checked against, or none. Default: those in the projects' folders." };
        var incomplete = new Option<bool>("--allow-incomplete") { Description = "Don't fail because something couldn't be analysed." };
        var output = AnalyzeVerb.Many("-o", "A format, or FORMAT=FILE: " + string.Join(", ", ReportFormats.Names) + ". Repeatable; text by default.", "--output");
        var most = new Option<int>("--max-chars") { Description = "The most characters of text and Markdown.", DefaultValueFactory = _ => ReportFormats.DefaultCharacters };
        var command = new Command("compare", """
            What a change did: endpoints, schema, security, breaking changes, performance. The repository is only read.

            Examples:
              backend-rules compare
              backend-rules compare --base origin/main --fail-on potentially
              backend-rules compare src/Shop.sln --base v1.4 --head v1.5 -o text -o json=change.json
              backend-rules compare --base "$GITHUB_BASE_SHA" -o markdown=comment.md
            """)
        {
            path, against, head, fail, description, incomplete, output, most,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var targets = ReportFormats.Parse(parsed.GetValue(output) ?? []);
            // The report calls such changes potential.
            var level = parsed.GetValue(fail) is "potential" ? "potentially" : parsed.GetValue(fail)!;
            if (level is not ("breaking" or "potentially" or "none"))
                throw new Fault("invalid_argument", $"'{Shown.Short(level)}' is nothing to fail on; allowed: breaking, potentially, none.");
            var characters = Characters(parsed.GetValue(most));
            var named = parsed.GetValue(path);
            var root = await session.RootAsync(parsed.GetValue(Verbs.Root), named, cancellation);
            using var bench = new Workbench(root, session.Store);
            var options = new ComparisonRequest
            {
                Path = named is null ? session.Folder : session.Full(named),
                Base = parsed.GetValue(against) ?? DefaultBase(session),
                Head = parsed.GetValue(head),
                OpenApi = parsed.GetValue(description) is { } file && file != "none" ? session.Full(file) : parsed.GetValue(description),
            };
            var comparison = await session.WithProgressAsync(progress => bench.CompareAsync(options, progress, cancellation));
            await ReportFormats.WriteAsync(targets, new Report { ReportId = "", Comparison = comparison }, characters, session);
            if (!session.Store.IsForgetful)
                await session.Error.WriteLineAsync($"comparison {comparison.ComparisonId}; backend-rules report makes a report of it");
            await session.TellForgottenAsync(comparison.ComparisonId);
            return !comparison.IsComplete && !parsed.GetValue(incomplete) ? ExitCodes.Incomplete
                : Fails(comparison, level) ? ExitCodes.GateFailed : ExitCodes.Ok;
        });
        return command;
    }

    internal static string? DefaultBase(Session session) => session.Variable("BACKENDRULES_BASE") is { Length: > 0 } name ? name : null;

    internal static bool Fails(Comparison comparison, string level) => level switch
    {
        "none" => false,
        "potentially" => comparison.Verdict is "breaking" or "potentially-breaking",
        _ => comparison.Verdict == "breaking",
    };

    internal static int Characters(int asked) => asked >= ReportFormats.LeastCharacters
        ? asked : throw new Fault("invalid_argument", $"A report has at least {ReportFormats.LeastCharacters} characters: its headings and counts.");
}
