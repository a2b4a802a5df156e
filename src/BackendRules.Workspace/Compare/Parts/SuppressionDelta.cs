using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules.Workspaces;

/// <summary>What silences rules now and didn't before: pragmas, attributes, severities, project settings, suppressions and baseline entries.</summary>
internal static partial class SuppressionDelta
{
    private static readonly Dictionary<string, int> s_severities = new(StringComparer.OrdinalIgnoreCase)
    {
        ["error"] = 4, ["warning"] = 3, ["suggestion"] = 2, ["silent"] = 1, ["none"] = 0,
    };

    public static bool Wants(string path) =>
        path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase) || BuildInputs.IsSetting(path) || IsProject(path) || path.EndsWith(".ruleset", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(SuppressionFile.DefaultFile, StringComparison.Ordinal) || path.EndsWith(Baseline.DefaultFile, StringComparison.Ordinal);

    public static IEnumerable<ReportItem> Of(IEnumerable<ChangedText> texts)
    {
        foreach (var text in texts.Where(static t => t.After is not null))
        {
            var items = text.File switch
            {
                var f when f.EndsWith(".cs", StringComparison.OrdinalIgnoreCase) => InSource(text),
                var f when BuildInputs.IsSetting(f) => Severities(text),
                var f when IsProject(f) => Project(text),
                var f when f.EndsWith(SuppressionFile.DefaultFile, StringComparison.Ordinal) => External(text),
                var f when f.EndsWith(Baseline.DefaultFile, StringComparison.Ordinal) => Accepted(text),
                _ => [],
            };
            foreach (var item in items)
                yield return item;
        }
    }

    private static bool IsProject(string path) => Path.GetExtension(path) is ".csproj" or ".props" or ".targets";

    private static IEnumerable<ReportItem> InSource(ChangedText text)
    {
        var before = text.Before is null ? [] : Silences(text.Before).GroupBy(static s => (s.Kind, s.Id)).ToDictionary(static g => g.Key, static g => g.Count());
        foreach (var silence in Silences(text.After!))
        {
            if (before.TryGetValue((silence.Kind, silence.Id), out var known) && known > 0)
            {
                before[(silence.Kind, silence.Id)] = known - 1;
                continue;
            }

            yield return Item(text, "suppression-added", silence.Id, $"{silence.Kind} silences {silence.Id}{(silence.HasReason ? "" : " without a reason")}", silence.Line);
        }
    }

    private static IEnumerable<(string Kind, string Id, int Line, bool HasReason)> Silences(string source)
    {
        // Most files hold neither word, and parsing costs.
        if (!source.Contains("#pragma", StringComparison.Ordinal) && !source.Contains("SuppressMessage", StringComparison.Ordinal))
            yield break;
        var root = CSharpSyntaxTree.ParseText(source).GetRoot();
        foreach (var pragma in root.DescendantTrivia(descendIntoTrivia: true).Select(static t => t.GetStructure()).OfType<PragmaWarningDirectiveTriviaSyntax>()
            .Where(static p => p.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword)))
        {
            var line = pragma.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
            var reason = pragma.EndOfDirectiveToken.LeadingTrivia.Concat(pragma.ErrorCodes.SelectMany(static c => c.GetTrailingTrivia())).Concat(pragma.DisableOrRestoreKeyword.TrailingTrivia)
                .Any(static t => t.IsKind(SyntaxKind.SingleLineCommentTrivia) && t.ToString().Trim('/', ' ').Length > 0);
            if (pragma.ErrorCodes.Count == 0)
                yield return ("#pragma", "every rule", line, reason);
            foreach (var code in pragma.ErrorCodes)
                yield return ("#pragma", Id(code.ToString()), line, reason);
        }

        foreach (var attribute in root.DescendantNodes().OfType<AttributeSyntax>())
        {
            var name = attribute.Name.ToString().Split('.', ':').Last();
            if (name is not ("SuppressMessage" or "SuppressMessageAttribute" or "UnconditionalSuppressMessage" or "UnconditionalSuppressMessageAttribute") || attribute.ArgumentList is not { Arguments.Count: >= 2 } arguments)
                continue;
            var reason = arguments.Arguments.Any(static a => a.NameEquals?.Name.Identifier.Text == "Justification" && a.Expression is LiteralExpressionSyntax { Token.ValueText: { } value } && value.Trim().Length > 0 && value != "<Pending>");
            var id = arguments.Arguments[1].Expression is LiteralExpressionSyntax literal ? literal.Token.ValueText : "a rule";
            yield return ("SuppressMessage", Id(id), attribute.GetLocation().GetLineSpan().StartLinePosition.Line + 1, reason);
        }
    }

    private static string Id(string written) => Shown.Short(written.Split(':')[0].Trim(), 20) is var id && int.TryParse(id, out _) ? "CS" + id.PadLeft(4, '0') : id;

    private static IEnumerable<ReportItem> Severities(ChangedText text)
    {
        var before = Levels(text.Before ?? "");
        foreach (var (key, (level, line)) in Levels(text.After!))
        {
            // A rule nobody had set stood at its own severity.
            var known = before.TryGetValue(key, out var earlier) ? earlier.Level : null;
            var least = known is null ? 3 : s_severities.GetValueOrDefault(known, 3);
            if (!s_severities.TryGetValue(level, out var now) || now >= least || (known is null && now >= s_severities["suggestion"]))
                continue;
            var rule = key.Split('.')[1] is var id && key.StartsWith("dotnet_diagnostic.", StringComparison.OrdinalIgnoreCase) ? id : key;
            yield return Item(text, "severity-lowered", rule, $"the severity of {rule} goes {(known is null ? "" : $"from {known} ")}to {level}", line) with { Before = known, After = level };
        }
    }

    private static Dictionary<string, (string Level, int Line)> Levels(string config)
    {
        var levels = new Dictionary<string, (string, int)>(StringComparer.OrdinalIgnoreCase);
        var lines = config.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (Severity().Match(lines[i]) is { Success: true } match)
                levels[match.Groups["key"].Value] = (match.Groups["level"].Value, i + 1);
        }

        return levels;
    }

    private static IEnumerable<ReportItem> Project(ChangedText text)
    {
        var before = ProjectText.Settings(text.Before).ToLookup(static s => s.Name, static s => s.Value);
        foreach (var (name, value, line) in ProjectText.Settings(text.After))
        {
            switch (name)
            {
                case "NoWarn" or "WarningsNotAsErrors":
                    var known = before[name].SelectMany(ProjectText.Ids).ToHashSet(StringComparer.OrdinalIgnoreCase);
                    foreach (var id in ProjectText.Ids(value).Where(id => !known.Contains(id)))
                        yield return Item(text, "suppression-added", Id(id), $"{name} {(name == "NoWarn" ? "silences" : "keeps from failing the build")} {Id(id)}", line);
                    break;
                case "RunAnalyzers" or "RunAnalyzersDuringBuild" or "EnableNETAnalyzers" or "TreatWarningsAsErrors" or "CodeAnalysisTreatWarningsAsErrors"
                    when value.Equals("false", StringComparison.OrdinalIgnoreCase) && !before[name].Contains(value, StringComparer.OrdinalIgnoreCase):
                    yield return Item(text, "severity-lowered", name, $"{name} is false now", line);
                    break;
                case "BackendRulesPreset" when !before[name].Contains(value, StringComparer.OrdinalIgnoreCase):
                    yield return Item(text, "severity-lowered", name, $"the preset of BackendRules is '{Shown.Short(value, 20)}' now{(before[name].FirstOrDefault() is { } was ? $", '{Shown.Short(was, 20)}' before" : "")}", line);
                    break;
            }
        }
    }

    private static IEnumerable<ReportItem> External(ChangedText text)
    {
        var known = Entries(text.Before).Select(static s => s.Fingerprint).ToHashSet(StringComparer.Ordinal);
        return Entries(text.After).Where(s => !known.Contains(s.Fingerprint))
            .Select(s => Item(text, "suppression-added", Shown.Short(s.RuleId, 20), $"a finding of {Shown.Short(s.RuleId, 20)} is accepted until {Shown.Short(s.Expires, 12)} by {Shown.Short(s.By, 40)}", null));
    }

    private static List<Suppression> Entries(string? json)
    {
        try
        {
            return json is null ? [] : JsonSerializer.Deserialize<List<Suppression>>(json, Json.Compact) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static IEnumerable<ReportItem> Accepted(ChangedText text)
    {
        var known = BaselineResult().Matches(text.Before ?? "").Select(static m => m.Groups["print"].Value).ToHashSet(StringComparer.Ordinal);
        return BaselineResult().Matches(text.After!).Where(m => !known.Contains(m.Groups["print"].Value)).GroupBy(static m => m.Groups["rule"].Value)
            .Select(g => Item(text, "suppression-added", g.Key, $"the baseline accepts {g.Count()} more of {g.Key}", null));
    }

    private static ReportItem Item(ChangedText text, string kind, string id, string what, int? line) => new()
    {
        Kind = kind,
        Level = id is "every rule" || Concern.Of(id) == PartNames.Security || kind == "severity-lowered" ? "warning" : "note",
        RuleId = RuleSet.Rules.ContainsKey(id) ? id : null,
        Subject = id,
        Text = what,
        File = text.File,
        Line = line,
    };

    [GeneratedRegex(@"^\s*(?<key>dotnet_(?:diagnostic|analyzer_diagnostic)\.[\w.-]*severity)\s*=\s*(?<level>\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex Severity();

    [GeneratedRegex("""^\{"ruleId":"(?<rule>\w+)".*?"backendrules/v1":"(?<print>[0-9a-f]+)""", RegexOptions.Multiline)]
    private static partial Regex BaselineResult();
}
