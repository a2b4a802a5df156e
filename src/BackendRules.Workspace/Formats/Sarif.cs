using System.Text.Json.Nodes;

namespace BackendRules.Workspaces;

/// <summary>A run as SARIF 2.1.0, as GitHub's code scanning takes it.</summary>
public static class Sarif
{
    private const int MaxSteps = 50;

    /// <summary>The log.</summary>
    public static JsonObject Write(Run run)
    {
        var ids = run.Findings.Select(static f => f.RuleId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return new JsonObject
        {
            ["version"] = "2.1.0",
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject { ["driver"] = Driver(run, ids) },
                ["automationDetails"] = new JsonObject { ["id"] = $"backendrules/{Path.GetFileName(run.Target)}/" },
                ["invocations"] = new JsonArray(Invocation(run)),
                ["originalUriBaseIds"] = new JsonObject { ["SRCROOT"] = new JsonObject { ["description"] = new JsonObject { ["text"] = "The root of the repository." } } },
                ["columnKind"] = "utf16CodeUnits",
                ["results"] = new JsonArray([.. run.Findings.Select(f => Result(f, ids))]),
            }),
        };
    }

    /// <summary>A relative path as a URI.</summary>
    internal static string Uri(string file) => string.Join('/', file.Split('/').Select(System.Uri.EscapeDataString));

    private static JsonObject Driver(Run run, List<string> ids) => new()
    {
        ["name"] = "BackendRules",
        ["semanticVersion"] = run.Version,
        ["informationUri"] = "https://github.com/backend-rules/backend-rules",
        ["rules"] = new JsonArray([.. ids.Select(static id => Descriptor(id))]),
    };

    private static JsonObject Descriptor(string id)
    {
        if (!RuleSet.Rules.TryGetValue(id, out var rule))
            return new JsonObject { ["id"] = id, ["shortDescription"] = Text(id), ["fullDescription"] = Text(id), ["help"] = Text(id) };
        var category = rule.Family.ToString().ToLowerInvariant();
        var tags = new List<string> { category };
        tags.AddRange(rule.Cwe.Select(static n => $"external/cwe/cwe-{n:000}"));
        tags.AddRange(rule.Owasp.Select(static o => "external/owasp/" + o.ToLowerInvariant()));
        var secure = rule.Family is Family.Injection or Family.Security;
        var properties = new JsonObject
        {
            ["category"] = category,
            ["precision"] = "high",
            ["problem.severity"] = rule.Level == Level.Error ? "error" : rule.Level == Level.Warning ? "warning" : "recommendation",
            ["tags"] = new JsonArray([.. (secure ? tags.Prepend("security") : tags).Distinct(StringComparer.Ordinal).Take(10).Select(static t => (JsonNode)t)]),
        };
        if (secure)
            properties["security-severity"] = rule.Level == Level.Error ? "8.0" : rule.Level == Level.Warning ? "6.0" : "3.0";
        return new JsonObject
        {
            ["id"] = id,
            ["name"] = rule.Name,
            ["shortDescription"] = Text(Sentence(rule.Title)),
            ["fullDescription"] = Text(Sentence(rule.Title)),
            ["helpUri"] = rule.Page,
            ["help"] = new JsonObject { ["text"] = $"{Sentence(rule.Title)} See {rule.Page}", ["markdown"] = $"{Sentence(rule.Title)} See [the rule's page]({rule.Page})." },
            ["defaultConfiguration"] = new JsonObject { ["level"] = LevelOf(rule.Level) },
            ["properties"] = properties,
        };
    }

    private static JsonObject Result(Finding finding, List<string> ids)
    {
        var result = new JsonObject
        {
            ["ruleId"] = finding.RuleId,
            ["ruleIndex"] = ids.IndexOf(finding.RuleId),
            ["level"] = finding.Level,
            ["message"] = Text(Sentence(finding.Message)),
            ["locations"] = new JsonArray(Location(finding.Location)),
            ["partialFingerprints"] = Prints(finding.Fingerprints),
            ["baselineState"] = finding.Status == "unchanged" ? "unchanged" : "new",
            ["properties"] = new JsonObject { ["category"] = finding.Category, ["project"] = finding.Project, ["fixable"] = finding.Fixable },
        };
        if (finding.Suppressed is { } silence)
        {
            var suppression = new JsonObject { ["kind"] = silence.Kind, ["status"] = "accepted" };
            if (silence.Justification is { } reason)
                suppression["justification"] = reason;
            result["suppressions"] = new JsonArray(suppression);
        }

        if (finding.Related is { Count: > 0 } steps)
        {
            if (finding.Category == "injection")
                result["codeFlows"] = Flow(steps, finding);
            else
                result["relatedLocations"] = new JsonArray([.. steps.Take(MaxSteps).Select(static s => Located(s))]);
        }

        return result;
    }

    private static JsonArray Flow(IReadOnlyList<Step> steps, Finding finding)
    {
        var all = steps.Take(MaxSteps - 1).Append(new Step(finding.Location, finding.Message));
        return new JsonArray(new JsonObject
        {
            ["threadFlows"] = new JsonArray(new JsonObject
            {
                ["locations"] = new JsonArray([.. all.Select(static s => new JsonObject { ["location"] = Located(s) })]),
            }),
        });
    }

    private static JsonObject Located(Step step)
    {
        var location = Location(step.Location);
        if (step.Message.Length > 0)
            location["message"] = Text(step.Message);
        return location;
    }

    private static JsonObject Location(Place place)
    {
        var location = new JsonObject
        {
            ["physicalLocation"] = new JsonObject
            {
                ["artifactLocation"] = new JsonObject { ["uri"] = Uri(place.File), ["uriBaseId"] = "SRCROOT" },
                ["region"] = new JsonObject
                {
                    ["startLine"] = place.Line,
                    ["startColumn"] = place.Column,
                    ["endLine"] = place.EndLine,
                    ["endColumn"] = place.EndColumn,
                },
            },
        };
        if (place.Symbol is { } symbol)
            location["logicalLocations"] = new JsonArray(new JsonObject { ["fullyQualifiedName"] = symbol });
        return location;
    }

    private static JsonObject Prints(Fingerprints prints)
    {
        var all = new JsonObject
        {
            ["backendrules/v1"] = prints.Primary,
            ["backendrules/text/v1"] = prints.Text,
            ["backendrules/member/v1"] = prints.Member,
        };
        if (prints.LineHash is { } hash)
            all["primaryLocationLineHash"] = hash;
        return all;
    }

    private static JsonObject Invocation(Run run)
    {
        var invocation = new JsonObject { ["executionSuccessful"] = run.Coverage.Complete };
        if (run.Coverage.Problems.Count > 0)
        {
            invocation["toolExecutionNotifications"] = new JsonArray([.. run.Coverage.Problems.Select(static p => new JsonObject
            {
                ["level"] = p.Code.StartsWith(Coverage.Reserve, StringComparison.Ordinal) ? "warning" : "error",
                ["message"] = Text(Sentence(p.Project is null ? $"{p.Code}: {p.Message}" : $"{p.Project}: {p.Code}: {p.Message}")),
            })]);
        }

        return invocation;
    }

    private static JsonObject Text(string text) => new() { ["text"] = text };

    private static string Sentence(string text) => text.EndsWith('.') || text.Length == 0 ? text : text + ".";

    private static string LevelOf(Level level) => level switch { Level.Error => "error", Level.Warning => "warning", Level.Off => "none", _ => "note" };
}
