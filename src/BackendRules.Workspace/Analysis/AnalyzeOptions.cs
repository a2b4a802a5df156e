using System.Text.RegularExpressions;
using Microsoft.Extensions.FileSystemGlobbing;

namespace BackendRules.Workspaces;

/// <summary>What to analyse and what to tell.</summary>
public sealed record AnalyzeOptions
{
    /// <summary>A solution, a project or a folder; by default the root.</summary>
    public string? Path { get; init; }

    /// <summary>solution, changed or files.</summary>
    public string Scope { get; init; } = "solution";

    /// <summary>Patterns of files, for the scope <c>files</c>.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The commit to measure changes against.</summary>
    public string? Base { get; init; }

    /// <summary>Ids or patterns such as <c>BR1*</c>; all when empty.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Families; all when empty.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>The least level that is told.</summary>
    public string MinLevel { get; init; } = "note";

    /// <summary>The baseline's file, or <c>none</c>.</summary>
    public string? Baseline { get; init; }

    /// <summary>Whether suppressed findings are told, marked as such.</summary>
    public bool IncludeSuppressed { get; init; }

    /// <summary>Whether the analyzers that projects reference themselves run too.</summary>
    public bool ProjectAnalyzers { get; init; }

    /// <summary>Refuses words that mean nothing, before anything is loaded.</summary>
    /// <exception cref="Fault">An option can't be meant.</exception>
    public void Check()
    {
        if (Scope is not ("solution" or "changed" or "files"))
            throw Invalid("scope", Scope, "solution, changed, files");
        if (!Levels.All.Contains(MinLevel))
            throw Invalid("level", MinLevel, string.Join(", ", Levels.All));
        if (Scope == "files" && Files.Count == 0)
            throw new Fault("invalid_argument", "The scope 'files' needs at least one file or pattern.");
        var families = Enum.GetNames<Family>().Select(static f => f.ToLowerInvariant()).ToList();
        if (Categories.FirstOrDefault(c => !families.Contains(c, StringComparer.OrdinalIgnoreCase)) is { } category)
            throw Invalid("category", category, string.Join(", ", families));
        if (Rules.FirstOrDefault(r => !ProjectAnalyzers && !RuleSet.Rules.Keys.Any(id => Fits(r, id))) is { } rule)
            throw new Fault("invalid_argument", $"No rule is called '{Shown.Short(rule)}'.", "backend-rules rules lists them; BR1* means all of a family.");
    }

    /// <summary>Whether a finding is of the chosen rules, families and files.</summary>
    public bool Chooses(Finding finding) =>
        (Rules.Count == 0 || Rules.Any(r => Fits(r, finding.RuleId)))
        && (Categories.Count == 0 || Categories.Contains(finding.Category, StringComparer.OrdinalIgnoreCase))
        && (Files.Count == 0 || FileFilter()(finding.Location.File));

    internal bool Wants(Finding finding) =>
        finding.Rank >= Levels.Rank(MinLevel)
        && (IncludeSuppressed || finding.Suppressed is null)
        && (Rules.Count == 0 || Rules.Any(r => Fits(r, finding.RuleId)))
        && (Categories.Count == 0 || Categories.Contains(finding.Category, StringComparer.OrdinalIgnoreCase));

    internal Func<string, bool> FileFilter()
    {
        var matcher = new Matcher(StringComparison.Ordinal);
        matcher.AddIncludePatterns(Files.Select(static f => f.Replace('\\', '/') is var g && g.StartsWith("./", StringComparison.Ordinal) ? g[2..] : f.Replace('\\', '/')));
        return file => matcher.Match(file).HasMatches;
    }

    private static bool Fits(string pattern, string id) =>
        Regex.IsMatch(id, "^" + Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static Fault Invalid(string name, string value, string allowed) =>
        new("invalid_argument", $"'{Shown.Short(value)}' is no {name}; allowed: {allowed}.");
}
