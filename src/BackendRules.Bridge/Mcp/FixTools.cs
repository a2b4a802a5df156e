using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using BackendRules.Workspaces;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace BackendRules.Bridge;

/// <summary>Tools that repair, and those that say where things stand.</summary>
[McpServerToolType]
internal sealed class FixTools(Served served)
{
    [McpServerTool(Name = "preview_fix", Title = "Show a repair", ReadOnly = true, Destructive = false, Idempotent = false, OpenWorld = false, OutputSchemaType = typeof(PatchAnswer), UseStructuredContent = true)]
    [Description("Compute a repair as a unified diff, checked in memory: compiles, finding gone, nothing new. Name findings by fingerprint, or a rule and optionally files. Writes nothing.")]
    public async Task<CallToolResult> PreviewFixAsync(
        [Description("From analyze; not needed with ruleId.")] string? runId = null,
        [Description("The findings."), MaxLength(100)] string[]? fingerprints = null,
        [Description("All findings of a rule.")] string? ruleId = null,
        [Description("Only in these files or patterns.")] string[]? files = null,
        [Description("Another way than the first.")] string? fixId = null,
        [Description("Characters of diff in this answer."), Range(0, 15000)] int maxDiffChars = 12000,
        CancellationToken cancellation = default)
    {
        if (fingerprints is not { Length: > 0 } && ruleId is null)
            throw new Fault("invalid_argument", "preview_fix needs 'fingerprints' or 'ruleId'.");
        var path = served.Solution;
        if (runId is not null)
            path = served.Load(runId).Target;
        var choice = new FindingChoice(ruleId is null ? [] : [ruleId], fingerprints ?? [], files ?? []);
        var patch = await served.Bench.PreviewAsync(path, choice.Includes, fixId, null, cancellation);
        var view = PatchView.Of(patch);
        var diff = Shown.Clean(patch.Diff.Replace("\r\n", "\n", StringComparison.Ordinal));
        var cut = diff.Length > maxDiffChars;
        if (cut)
            diff = diff[..Math.Max(0, diff.LastIndexOf('\n', maxDiffChars == 0 ? 0 : maxDiffChars - 1) + 1)];
        var link = $"backendrules://patch/{patch.PatchId}/diff";
        var check = Brief(patch.Verification);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{patch.PatchId} {(view.Applicable ? "applicable" : "NOT applicable")}: {check.Fixed.Count} fixed, {check.NotFixed.Count} not fixed, {check.Introduced.Count} introduced, compiles {check.Compiles}.\n");
        foreach (var problem in check.NewCompilerErrors.Concat(check.Introduced).Concat(check.Notes).Take(5))
            text.Append(problem).Append('\n');
        text.Append(diff).Append(cut ? $"diff cut; whole: {link}\n" : "");
        return Answer.Of(new PatchAnswer(patch.PatchId, patch.State, view.Applicable, [.. view.Files.Take(50)], check, diff, cut, link), text.ToString(), Answer.Link(link, "the whole diff", "text/x-diff"));
    }

    [McpServerTool(Name = "apply_fix", Title = "Write a repair", ReadOnly = false, Destructive = true, Idempotent = true, OpenWorld = false, OutputSchemaType = typeof(AppliedAnswer), UseStructuredContent = true)]
    [Description("Write a previewed repair, all files or none. Refuses when a file changed since. A second call changes nothing.")]
    public CallToolResult ApplyFix(
        [Description("From preview_fix.")] string patchId, [Description("True, or the client asks its user where it can.")] bool confirm = false, RequestContext<CallToolRequestParams>? request = null)
    {
        if (!served.AllowApply)
            throw new Fault("write_disabled", "This server may not write.", "Start it with --allow-apply, or apply the diff yourself.");
        if (!confirm)
            Confirmation.Ask(request, served.Bench.Store.Load<Patch>("pat", patchId, "patch"));
        var (patch, written) = new PatchWriter(served.Bench.Store).Apply(patchId, served.Bench.Root);
        var answer = new AppliedAnswer(patch.PatchId, written ? "applied" : "already-applied", PatchView.Of(patch).Files, $"backend-rules undo {patch.PatchId}");
        return Answer.Of(answer, $"{answer.PatchId} {answer.State}: {string.Join(", ", answer.Files.Take(20).Select(static f => f.File))}. next: analyze");
    }

    [McpServerTool(Name = "get_workspace", Title = "What can be analysed", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, OutputSchemaType = typeof(WorkspaceAnswer), UseStructuredContent = true)]
    [Description("Solutions under the root, the base commit, versions, whether repairs may be written.")]
    public async Task<CallToolResult> GetWorkspaceAsync(CancellationToken cancellation = default)
    {
        var root = served.Bench.Root;
        BaseChoice? choice = null;
        string? problem = null;
        try
        {
            choice = await new GitFolder(root.Root).ChooseBaseAsync(served.Base, cancellation);
        }
        catch (Fault fault)
        {
            problem = fault.Code;
        }

        var answer = new WorkspaceAnswer([.. Target.Candidates(root.Root).Take(20).Select(root.Show)], VersionVerb.Tool, RuleSet.Rules.Count, served.AllowApply)
        {
            Loaded = served.Bench.OpenTarget,
            Roslyn = typeof(Microsoft.CodeAnalysis.Compilation).Assembly.GetName().Version?.ToString(3),
            Base = choice,
            BaseProblem = problem,
            Baseline = File.Exists(Path.Combine(root.Root, Baseline.DefaultFile)) ? Baseline.DefaultFile : null,
        };
        return Answer.Of(answer, $"{string.Join(", ", answer.Candidates)}; {answer.Rules} rules; base {choice?.Ref ?? problem}; apply {(answer.CanApply ? "allowed" : "not allowed")}");
    }

    private static Verification Brief(Verification check) => check with
    {
        NewCompilerErrors = [.. check.NewCompilerErrors.Take(5)],
        Introduced = [.. check.Introduced.Take(5)],
        Fixed = [.. check.Fixed.Take(100)],
        NotFixed = [.. check.NotFixed.Take(20)],
        Notes = [.. check.Notes.Take(5)],
    };
}
