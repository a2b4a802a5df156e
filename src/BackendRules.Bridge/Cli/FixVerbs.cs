using System.Text.Json;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

// Inside, so that Option is the command line's and not a rule's.
using System.CommandLine;

/// <summary><c>backend-rules fix</c>: show a repair, and write it when told to.</summary>
internal static class FixVerb
{
    public static Command Make(Session session)
    {
        var path = new Argument<string?>("path") { Description = "A solution, a project or a folder.", Arity = ArgumentArity.ZeroOrOne };
        var rules = AnalyzeVerb.Many("--rule", "Ids or patterns of the rules to repair.");
        var prints = AnalyzeVerb.Many("--fingerprint", "The findings to repair, by at least 8 digits.");
        var files = AnalyzeVerb.Many("--files", "Only findings in these files or patterns.");
        var way = new Option<string?>("--fix") { Description = "Another way than the first, by its key." };
        var write = new Option<bool>("--write") { Description = "Write the files. Without it nothing is written." };
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("fix", """
            Show how findings would be repaired, as a diff that was checked: it compiles, the finding is gone, nothing new appears.

            Examples:
              backend-rules fix --rule BR5007
              backend-rules fix --fingerprint br1:9f2c1a7e --write
            """)
        {
            path, rules, prints, files, way, write, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var named = parsed.GetValue(path);
            var root = await session.RootAsync(parsed.GetValue(Verbs.Root), named, cancellation);
            using var bench = new Workbench(root, session.Store);
            var chosen = new FindingChoice(parsed.GetValue(rules) ?? [], parsed.GetValue(prints) ?? [], parsed.GetValue(files) ?? []);
            var patch = await session.WithProgressAsync(progress =>
                bench.PreviewAsync(named is null ? session.Folder : session.Full(named), chosen.Includes, parsed.GetValue(way), progress, cancellation));
            if (parsed.GetValue(write))
                (patch, _) = new PatchWriter(session.Store).Apply(patch.PatchId, root);
            await session.Output.WriteAsync(parsed.GetValue(json) ? JsonSerializer.Serialize(PatchView.Of(patch), Json.Indented) + "\n" : Text(patch));
            await session.TellForgottenAsync(patch.PatchId);
            return patch.Verification.Holds ? ExitCodes.Ok : ExitCodes.NotFixed;
        });
        return command;
    }

    private static string Text(Patch patch)
    {
        var check = patch.Verification;
        var lines = new List<string>
        {
            $"{patch.PatchId} {patch.State.ToString().ToLowerInvariant()}: {TextFormat.Plural(patch.Files.Count, "file")}, {TextFormat.Plural(check.Fixed.Count, "finding")} repaired, {check.NotFixed.Count} left",
        };
        lines.AddRange(check.NewCompilerErrors.Select(static e => "would not compile: " + e));
        lines.AddRange(check.Introduced.Select(static f => "would be new: " + f));
        lines.AddRange(check.Notes);
        if (patch.State == PatchState.Previewed && check.Holds)
            lines.Add("Nothing was written; --write writes it.");
        if (patch.State == PatchState.Applied)
            lines.Add($"backend-rules undo {patch.PatchId} takes it back.");
        return Shown.Clean(patch.Diff.Replace("\r\n", "\n", StringComparison.Ordinal)) + string.Join('\n', lines) + "\n";
    }
}

/// <summary>Which findings a repair is for.</summary>
internal sealed class FindingChoice(IReadOnlyList<string> rules, IReadOnlyList<string> prints, IReadOnlyList<string> files)
{
    private readonly AnalyzeOptions _options = Checked(rules, files);

    public bool Includes(Finding finding) =>
        _options.Chooses(finding) && (prints.Count == 0 || prints.Any(p => finding.Fingerprints.Primary.StartsWith(Bare(p), StringComparison.OrdinalIgnoreCase)));

    private string Bare(string print)
    {
        var bare = print.StartsWith("br1:", StringComparison.Ordinal) ? print[4..] : print;
        return bare.Length >= 8 ? bare : throw new Fault("invalid_argument", "A fingerprint needs at least 8 digits.");
    }

    private static AnalyzeOptions Checked(IReadOnlyList<string> rules, IReadOnlyList<string> files)
    {
        var options = new AnalyzeOptions { Rules = rules, Files = files, Scope = files.Count > 0 ? "files" : "solution" };
        options.Check();
        return options;
    }
}

/// <summary>A patch as JSON shows it: hashes, not contents.</summary>
internal sealed record PatchView(
    string PatchId, PatchState State, IReadOnlyList<PatchFileView> Files, Verification Verification, bool Applicable, string Diff)
{
    public static PatchView Of(Patch patch) => new(
        patch.PatchId, patch.State, [.. patch.Files.Select(static f => new PatchFileView(f.File, f.PreSha256, f.PostSha256, f.Added, f.Removed))],
        patch.Verification, patch.Verification.Holds, patch.Diff);
}

/// <summary>A file of a patch.</summary>
internal sealed record PatchFileView(string File, string PreSha256, string PostSha256, int Added, int Removed);

/// <summary><c>backend-rules undo</c>: take an applied repair back.</summary>
internal static class UndoVerb
{
    public static Command Make(Session session)
    {
        var patch = new Argument<string>("patch") { Description = "The patch's id." };
        var command = new Command("undo", "Take an applied repair back. Refuses when a file has changed since.\n\nExample:\n  backend-rules undo pat_01k…") { patch };
        command.SetAction(async (parsed, cancellation) =>
        {
            var id = parsed.GetValue(patch)!;
            var stored = session.Store.Load<Patch>("pat", id, "patch");
            var root = parsed.GetValue(Verbs.Root) is { } named ? await session.RootAsync(named, null, cancellation) : new Confinement(stored.Root);
            var (undone, written) = new PatchWriter(session.Store).Undo(id, root);
            await session.Output.WriteLineAsync(written ? $"{undone.PatchId} undone: {string.Join(", ", undone.Files.Select(static f => f.File))}" : $"{undone.PatchId} was undone before.");
            return ExitCodes.Ok;
        });
        return command;
    }
}
