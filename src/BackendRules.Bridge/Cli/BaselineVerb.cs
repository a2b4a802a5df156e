using System.Globalization;
using System.Text;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

// Inside, so that Option is the command line's and not a rule's.
using System.CommandLine;

/// <summary><c>backend-rules baseline</c>: the findings that are accepted for now. It shrinks by itself and grows only with a reason.</summary>
internal static class BaselineVerb
{
    private static readonly Option<string?> s_file = new("--file") { Description = $"The baseline's file. Default: {Baseline.DefaultFile} below the root." };
    private static readonly Option<string?> s_path = new("--path") { Description = "A solution, a project or a folder." };
    private static readonly Option<bool> s_dry = new("--dry-run") { Description = "Print what would change and write nothing." };
    private static readonly Option<string?> s_reason = new("--reason") { Description = "Why the findings are accepted." };

    public static Command Make(Session session)
    {
        var addNew = new Option<bool>("--add-new") { Description = "Accept what is new; needs --reason." };
        var rules = AnalyzeVerb.Many("--rules", "Only these rules.");
        return new Command("baseline", "Keep the findings that are accepted for now.")
        {
            Action(session, new Command("create", "Accept what is found now. Refuses when there is a baseline.") { s_file, s_path, s_dry, s_reason }, CreateAsync),
            Action(session, new Command("update", "Remove what is gone; with --add-new also accept what is new.") { s_file, s_path, s_dry, s_reason, addNew, rules },
                (work, parsed) => UpdateAsync(work, parsed.GetValue(addNew), parsed.GetValue(rules) ?? [], parsed.GetValue(s_reason))),
            Action(session, new Command("prune", "Remove what is gone.") { s_file, s_path, s_dry }, static (work, _) => UpdateAsync(work, false, [], null)),
            Action(session, new Command("check", "Fail when the baseline holds what is gone: debt only shrinks.") { s_file, s_path }, static (work, _) => CheckAsync(work)),
            Merge(session),
        };
    }

    private static Command Action(Session session, Command command, Func<Work, ParseResult, Task<int>> act)
    {
        command.SetAction(async (parsed, cancellation) =>
        {
            var named = parsed.GetValue(s_path);
            var root = await session.RootAsync(parsed.GetValue(Verbs.Root), named, cancellation);
            using var bench = new Workbench(root, session.Store);
            var result = await session.WithProgressAsync(progress => bench.FindAllAsync(named is null ? session.Folder : session.Full(named), progress, cancellation));
            if (!result.Coverage.Complete)
            {
                await session.Error.WriteLineAsync("The analysis is incomplete: " + string.Join("; ", result.Coverage.Problems.Select(static p => $"{p.Project} {p.Code}")));
                return ExitCodes.Incomplete;
            }

            var file = root.Resolve(parsed.GetValue(s_file) is { } f ? session.Full(f) : Path.Combine(root.Root, Baseline.DefaultFile));
            return await act(new Work(session, result, file, parsed.GetValue(s_dry), DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), parsed);
        });
        return command;
    }

    private static async Task<int> CreateAsync(Work work, ParseResult parsed)
    {
        if (File.Exists(work.File))
            throw new Fault("invalid_argument", "There is a baseline; update it.");
        var baseline = new Baseline(work.Counted.Select(f => Entry(f, work.Today, parsed.GetValue(s_reason))), RuleSet.Version);
        await work.WriteAsync(baseline, TextFormat.Plural(baseline.Entries.Count, "finding") + " accepted");
        return ExitCodes.Ok;
    }

    private static async Task<int> UpdateAsync(Work work, bool addNew, IReadOnlyList<string> rules, string? reason)
    {
        if (addNew && string.IsNullOrWhiteSpace(reason))
            throw new Fault("invalid_argument", "--add-new needs --reason.");
        var old = Baseline.Read(work.File) ?? throw new Fault("invalid_argument", "There is no baseline; create it.");
        var choice = new AnalyzeOptions { Rules = rules };
        choice.Check();
        var matches = Match(work, old);
        var kept = matches.Pairs.Select(pair => old.Entries[pair.Value] with { Known = Known(work.Counted[pair.Key]), Symbol = work.Counted[pair.Key].Location.Symbol });
        var added = addNew ? matches.New.Select(i => work.Counted[i]).Where(choice.Chooses).ToList() : [];
        var baseline = new Baseline(kept.Concat(added.Select(f => Entry(f, work.Today, reason))), RuleSet.Version);
        await work.WriteAsync(baseline, $"{matches.Absent.Count} gone and removed, {added.Count} added, {baseline.Entries.Count} accepted");
        return ExitCodes.Ok;
    }

    private static async Task<int> CheckAsync(Work work)
    {
        var old = Baseline.Read(work.File) ?? throw new Fault("invalid_argument", "There is no baseline; create it.");
        var matches = Match(work, old);
        foreach (var index in matches.Absent)
            await work.Session.Output.WriteLineAsync($"gone: {old.Entries[index].Known.RuleId} {old.Entries[index].Known.File} {old.Entries[index].Symbol}");
        await work.Session.Output.WriteLineAsync($"{matches.Pairs.Count} accepted, {matches.Absent.Count} gone, {matches.New.Count} new");
        return matches.Absent.Count == 0 ? ExitCodes.Ok : ExitCodes.GateFailed;
    }

    private static Matches Match(Work work, Baseline old) => Matching.Match([.. old.Entries.Select(static e => e.Known)], [.. work.Counted.Select(Known)], static _ => true);

    private static Recorded Known(Finding finding) => new(finding.RuleId, finding.Location.File, finding.Fingerprints with { LineHash = null });

    private static BaselineEntry Entry(Finding finding, string today, string? reason) =>
        new(Known(finding), finding.Level, finding.Message, finding.Location.Symbol, today, reason);

    private static Command Merge(Session session)
    {
        var older = new Argument<string>("base") { Description = "git's %O." };
        var ours = new Argument<string>("ours") { Description = "git's %A, which is written." };
        var theirs = new Argument<string>("theirs") { Description = "git's %B." };
        var command = new Command("merge", "git's merge driver: driver = backend-rules baseline merge %O %A %B") { older, ours, theirs };
        command.SetAction((parsed, _) =>
        {
            var files = new[] { older, ours, theirs }.Select(a => session.Full(parsed.GetValue(a)!)).ToList();
            var (o, a, b) = (Read(files[0]), Read(files[1]), Read(files[2]));
            PrivateFiles.Write(files[1], Encoding.UTF8.GetBytes(Baseline.Merge(o, a, b).Write()), shared: true);
            return Task.FromResult(ExitCodes.Ok);
        });
        return command;
    }

    private static Baseline Read(string file) => new FileInfo(file) is { Exists: true, Length: > 0 } ? Baseline.Read(file)! : new Baseline([], "0.0.0");

    private sealed record Work(Session Session, AnalysisResult Result, string File, bool Dry, string Today)
    {
        public IReadOnlyList<Finding> Counted { get; } = [.. Result.Findings.Where(static f => f.Suppressed is null)];

        public async Task WriteAsync(Baseline baseline, string said)
        {
            if (!Dry)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(File)!);
                PrivateFiles.Write(File, Encoding.UTF8.GetBytes(baseline.Write()), shared: true);
            }

            await Session.Output.WriteLineAsync(Dry ? said + "; nothing written" : said);
        }
    }
}
