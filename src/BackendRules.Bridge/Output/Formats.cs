using System.Text;
using System.Text.Json;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>What a format prints, and how.</summary>
/// <param name="Run">The run.</param>
/// <param name="Root">Where the sources are.</param>
/// <param name="Colours">Whether text may be coloured.</param>
/// <param name="MaxFindings">How many findings text shows.</param>
/// <param name="FailLevel">The level of the gate.</param>
internal sealed record FormatContext(Run Run, Confinement Root, bool Colours, int MaxFindings, string FailLevel)
{
    /// <summary>The source lines.</summary>
    public Excerpts Excerpts { get; } = new(Root, Run.Secrets);
}

/// <summary>The formats by name.</summary>
internal static class Formats
{
    private static readonly Dictionary<string, Func<FormatContext, string>> s_all = new(StringComparer.Ordinal)
    {
        ["text"] = TextFormat.Write,
        ["short"] = TextFormat.WriteShort,
        ["json"] = static c => JsonSerializer.Serialize(RunView.Of(c.Run), Json.Indented) + "\n",
        ["sarif"] = static c => Sarif.Write(c.Run).ToJsonString(Json.Indented) + "\n",
        ["github"] = GithubFormat.Write,
        ["junit"] = JunitFormat.Write,
        ["markdown"] = MarkdownFormat.Write,
        ["gitlab"] = GitlabFormat.Write,
        ["html"] = HtmlFormat.Write,
    };

    public static IReadOnlyCollection<string> Names => s_all.Keys;

    /// <summary>Reads <c>FORMAT</c> and <c>FORMAT=FILE</c>.</summary>
    public static IReadOnlyList<(string Format, string? File)> Parse(IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
            return [("text", null)];
        var parsed = texts.Select(static text => text.Split('=', 2) is [var format, var file] ? (format, (string?)file) : (text, null)).ToList();
        if (parsed.Find(static p => !s_all.ContainsKey(p.Item1)) is { Item1: { } unknown })
            throw new Fault("invalid_argument", $"'{Shown.Short(unknown)}' is no format; allowed: {string.Join(", ", Names)}.");
        return parsed;
    }

    public static async Task WriteAsync(string format, string? file, FormatContext context, Session session)
    {
        var text = s_all[format](file is null ? context : context with { Colours = false });
        if (file is null)
        {
            await session.Output.WriteAsync(text);
            return;
        }

        var full = session.Full(file);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        PrivateFiles.Write(full, Encoding.UTF8.GetBytes(text), shared: true);
    }
}

/// <summary>A run as JSON shows it: without the absolute root, and without what only matching needs.</summary>
internal sealed record RunView
{
    public int SchemaVersion { get; init; } = 1;

    public string? RunId { get; init; }

    public required string State { get; init; }

    public required string Target { get; init; }

    public required string Scope { get; init; }

    public BaseChoice? Base { get; init; }

    public required Counts Counts { get; init; }

    public required Coverage Coverage { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    public required string Version { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public long? ElapsedMs { get; init; }

    public static RunView Of(Run run) => new()
    {
        RunId = run.RunId.Length == 0 ? null : run.RunId,
        State = run.State,
        Target = run.Target,
        Scope = run.Scope,
        Base = run.Base,
        Counts = run.Counts,
        Coverage = run.Coverage,
        Findings = run.Findings,
        Version = run.Version,
        StartedAt = run.StartedAt == default ? null : run.StartedAt,
        ElapsedMs = run.RunId.Length == 0 ? null : run.ElapsedMs,
    };
}
