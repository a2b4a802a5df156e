using BackendRules.Workspaces;

namespace BackendRules.Bridge;

// Inside, so that Option is the command line's and not a rule's.
using System.CommandLine;

/// <summary><c>backend-rules analyze</c>: run the rules, print, and gate.</summary>
internal static class AnalyzeVerb
{
    public static Command Make(Session session)
    {
        var path = new Argument<string?>("path") { Description = "A solution, a project or a folder.", Arity = ArgumentArity.ZeroOrOne };
        var scope = new Option<string>("--scope") { Description = "solution, changed or files.", DefaultValueFactory = _ => "solution" };
        var against = new Option<string?>("--base") { Description = "The commit that 'changed' is measured against. Default: where the branch left the main one." };
        var files = Many("--files", "Files or patterns, for --scope files.");
        var rules = Many("--rules", "Ids or patterns such as BR1*.");
        var categories = Many("--categories", "Families, such as injection or data.");
        var least = new Option<string>("--min-level") { Description = "The least level that is told: error, warning, note.", DefaultValueFactory = _ => "note" };
        var fail = new Option<string>("--fail-level") { Description = "From which level on the exit code is 1: error, warning, note, none.", DefaultValueFactory = _ => "error" };
        var gate = new Option<string>("--gate") { Description = "Which findings can fail: new or all.", DefaultValueFactory = _ => "new" };
        var baseline = new Option<string?>("--baseline") { Description = "The baseline's file, or none." };
        var suppressed = new Option<bool>("--include-suppressed") { Description = "Also tell suppressed findings." };
        var incomplete = new Option<bool>("--allow-incomplete") { Description = "Don't fail because something couldn't be analysed." };
        var output = Many("-o", "A format, or FORMAT=FILE: " + string.Join(", ", Formats.Names) + ". Repeatable; text by default.", "--output");
        var most = new Option<int>("--max-findings") { Description = "How many findings the text shows.", DefaultValueFactory = _ => 200 };
        var deterministic = new Option<bool>("--deterministic") { Description = "Leave out ids and times, so that two runs print the same bytes." };
        var foreign = new Option<bool>("--project-analyzers") { Description = "Also run the analyzers that projects reference themselves." };
        var timeout = new Option<int>("--timeout") { Description = "Seconds after which the analysis is given up; the exit code is 3 then. 0 waits as long as it takes." };
        var command = new Command("analyze", """
            Run the rules.

            Examples:
              backend-rules analyze
              backend-rules analyze src/Shop.sln --fail-level warning
              backend-rules analyze --scope changed --base origin/main -o text -o sarif=findings.sarif
              backend-rules analyze --rules BR1* --rules BR2001 -o github
            """)
        {
            path, scope, against, files, rules, categories, least, fail, gate, baseline, suppressed, incomplete, output, most, deterministic, foreign, timeout,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var targets = Formats.Parse(parsed.GetValue(output) ?? []);
            var (level, which) = (parsed.GetValue(fail)!, parsed.GetValue(gate)!);
            if (level != "none" && !Levels.All.Contains(level))
                throw new Fault("invalid_argument", $"'{Shown.Short(level)}' is no fail-level; allowed: error, warning, note, none.");
            if (which is not ("new" or "all"))
                throw new Fault("invalid_argument", $"'{Shown.Short(which)}' is no gate; allowed: new, all.");
            var named = parsed.GetValue(path);
            var root = await session.RootAsync(parsed.GetValue(Verbs.Root), named, cancellation);
            using var bench = new Workbench(root, session.Store);
            var options = new AnalyzeOptions
            {
                Path = named is null ? session.Folder : session.Full(named),
                Scope = parsed.GetValue(scope)!,
                Base = parsed.GetValue(against),
                Files = parsed.GetValue(files) ?? [],
                Rules = parsed.GetValue(rules) ?? [],
                Categories = parsed.GetValue(categories) ?? [],
                MinLevel = parsed.GetValue(least)!,
                Baseline = parsed.GetValue(baseline),
                IncludeSuppressed = parsed.GetValue(suppressed),
                ProjectAnalyzers = parsed.GetValue(foreign),
            };
            options.Check();
            using var patience = new Patience(parsed.GetValue(timeout), cancellation);
            var run = await patience.WaitAsync(token => session.WithProgressAsync(progress => bench.AnalyzeAsync(options, progress, token)));
            if (parsed.GetValue(deterministic))
                run = run with { RunId = "", StartedAt = default, ElapsedMs = 0 };
            var context = new FormatContext(run, root, session.Colours, parsed.GetValue(most), level);
            foreach (var (format, file) in targets)
                await Formats.WriteAsync(format, file, context, session);
            await session.TellForgottenAsync(run.RunId);
            return !run.Coverage.Complete && !parsed.GetValue(incomplete) ? ExitCodes.Incomplete
                : Fails(run, level, which) ? ExitCodes.GateFailed : ExitCodes.Ok;
        });
        return command;
    }

    internal static bool Fails(Run run, string level, string gate) => level != "none" && run.Findings.Any(f =>
        f.Suppressed is null && f.Rank >= Levels.Rank(level) && (gate == "all" || f.Status == "new"));

    internal static Option<string[]> Many(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, AllowMultipleArgumentsPerToken = false };
}
