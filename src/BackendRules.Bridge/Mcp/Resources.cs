using System.ComponentModel;
using System.Text.Json;
using BackendRules.Workspaces;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace BackendRules.Bridge;

/// <summary>What results link to: whole runs, whole diffs, pages and schemas.</summary>
[McpServerResourceType]
internal sealed class Resources(Served served)
{
    private const int MaxCharacters = 256 * 1024;

    [McpServerResource(UriTemplate = "backendrules://rules", Name = "rules", Title = "All rules", MimeType = "application/json")]
    [Description("Id, title, family, level, fix.")]
    public static string Rules() => JsonSerializer.Serialize(RuleView.All.Select(static r => new { r.Id, r.Title, r.Category, r.Level, r.Fixable }), Json.Compact);

    [McpServerResource(UriTemplate = "backendrules://rules/{ruleId}", Name = "rule", Title = "A rule's page", MimeType = "text/markdown")]
    [Description("Why, violation, fix, options.")]
    public static string Rule(string ruleId) => Found(() => ExplainVerb.Page(ruleId));

    [McpServerResource(UriTemplate = "backendrules://run/{runId}/sarif", Name = "run", Title = "All findings of a run", MimeType = "application/sarif+json")]
    [Description("SARIF 2.1.0.")]
    public string Sarif(string runId) => Found(() => Cut(Workspaces.Sarif.Write(served.Load(runId)).ToJsonString(Json.Indented)));

    [McpServerResource(UriTemplate = "backendrules://patch/{patchId}/diff", Name = "patch", Title = "A whole diff", MimeType = "text/x-diff")]
    [Description("Unified diff.")]
    public string Diff(string patchId) => Found(() => Cut(served.Bench.Store.Load<Patch>("pat", patchId, "patch").Diff));

    [McpServerResource(UriTemplate = "backendrules://comparison/{comparisonId}", Name = "comparison", Title = "A whole comparison", MimeType = "application/json")]
    [Description("The five parts.")]
    public string Comparison(string comparisonId) => Found(() => Cut(ReportFormats.Write("json", new Report { ReportId = "", Comparison = Own(new Reports(served.Bench.Store).Comparison(comparisonId)) })));

    [McpServerResource(UriTemplate = "backendrules://report/{file}", Name = "report", Title = "A whole report", MimeType = "text/markdown")]
    [Description("The report's id with .md, .json or .html.")]
    public string Report(string file) => Found(() =>
    {
        var format = Path.GetExtension(file) switch { ".md" => "markdown", ".json" => "json", ".html" => "html", _ => throw new Fault("not_found", "A report is .md, .json or .html.") };
        return Cut(ReportFormats.Write(format, new Reports(served.Bench.Store).Load(Path.GetFileNameWithoutExtension(file))));
    });

    [McpServerResource(UriTemplate = "backendrules://schema/{name}", Name = "schema", Title = "A JSON Schema", MimeType = "application/schema+json")]
    [Description("run, finding, patch, rules, comparison, report, delivery, settings.")]
    public static string Schema(string name) => Found(() => SchemaVerb.Of(name).ToJsonString(Json.Indented));

    private Comparison Own(Comparison comparison) =>
        comparison.Root == served.Bench.Root.Root ? comparison : throw new Fault("not_found", "The comparison is of another root.");

    private static string Cut(string text)
    {
        if (text.Length <= MaxCharacters)
            return text;
        var end = text.LastIndexOf('\n', MaxCharacters);
        return string.Concat(text.AsSpan(0, end > 0 ? end : MaxCharacters), $"\n# cut: {text.Length} characters in all\n");
    }

    private static string Found(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (Fault fault)
        {
            throw new McpProtocolException(fault.Message, McpErrorCode.ResourceNotFound);
        }
    }
}

/// <summary>Ways to begin.</summary>
[McpServerPromptType]
internal sealed class Prompts
{
    [McpServerPrompt(Name = "review_changes", Title = "Review what changed")]
    [Description("Analyse the change and look at each new finding.")]
    public static string ReviewChanges([Description("Commit or branch.")] string? @base = null) =>
        $"Call analyze with scope=changed{(@base is null ? "" : $" and base={Shown.Short(@base)}")}. Call get_finding for each new finding, decide whether it is right, and report the ones that are with file and line.";

    [McpServerPrompt(Name = "fix_findings", Title = "Repair findings")]
    [Description("Preview, read, apply, analyse again.")]
    public static string FixFindings([Description("A family.")] string? category = null) =>
        $"Call analyze{(category is null ? "" : $" with categories=[{Shown.Short(category)}]")}. For findings marked fixable call preview_fix, read the diff, call apply_fix with confirm=true where it is right, and call analyze again. Repair the rest by hand with explain_rule.";

    [McpServerPrompt(Name = "prepare_report", Title = "Report to the supervisor")]
    [Description("Compare, make the report, send it once.")]
    public static string PrepareReport([Description("Commit or branch.")] string? @base = null) =>
        $"Call compare{(@base is null ? "" : $" with base={Shown.Short(@base)}")}. Read what it lists as breaking, opened or destructive, and repair what was not meant. Call build_report with what you know besides: the purpose, measured figures, tests. Call send_report once; in a blocking handoff use channel=return and put the text into your last message.";

    [McpServerPrompt(Name = "explain_finding", Title = "Explain a finding")]
    [Description("What is wrong at this place and why.")]
    public static string ExplainFinding([Description("The run.")] string runId, [Description("The finding.")] string fingerprint) =>
        $"Call get_finding with runId={Shown.Short(runId)} and fingerprint={Shown.Short(fingerprint)}, then explain_rule for its rule, and explain what happens at this place.";
}
