using System.Text.Json;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

// Inside, so that Option is the command line's and not a rule's.
using System.CommandLine;

/// <summary><c>backend-rules report</c>: a comparison with the notes of whoever made the change.</summary>
internal static class ReportVerb
{
    public static Command Make(Session session)
    {
        var comparison = new Option<string>("--comparison") { Description = "The comparison's id, or 'last'.", DefaultValueFactory = _ => "last" };
        var notes = new Option<string?>("--notes") { Description = "A JSON file with remarks: summary, endpoints, schema, security, breaking, performance, testsPassed, testsFailed." };
        var most = new Option<int>("--max-chars") { Description = "The most characters of text and Markdown.", DefaultValueFactory = _ => ReportFormats.DefaultCharacters };
        var stale = Stale();
        var output = AnalyzeVerb.Many("-o", "A format, or FORMAT=FILE: " + string.Join(", ", ReportFormats.Names) + ". Repeatable; markdown by default.", "--output");
        var command = new Command("report", """
            Make a report for the supervisor of a comparison, with its files: Markdown, JSON, HTML, SARIF.

            Examples:
              backend-rules report
              backend-rules report --comparison cmp_… --notes notes.json -o markdown=report.md
            """)
        {
            comparison, notes, stale, most, output,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var targets = ReportFormats.Parse(parsed.GetValue(output) is { Length: > 0 } named ? named : ["markdown"]);
            var characters = CompareVerb.Characters(parsed.GetValue(most));
            var reports = new Reports(session.Store);
            var said = parsed.GetValue(notes) is { } file ? await ReadAsync(session.Full(file), cancellation) : null;
            var compared = reports.Comparison(parsed.GetValue(comparison)!);
            var changed = await Staleness.FindAsync(compared, cancellation);
            if (changed is not null && !parsed.GetValue(stale))
                throw Staleness.Refusal(changed, WayOut);
            var (report, files) = reports.Build(compared, said, changed);
            await ReportFormats.WriteAsync(targets, report, characters, session);
            await session.Error.WriteLineAsync($"report {report.ReportId}; {files[0]}");
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>What a refusal adds for the command line.</summary>
    internal const string WayOut = " --allow-stale takes it as it is, and the report says so.";

    internal static Option<bool> Stale() => new("--allow-stale") { Description = "Take the comparison though sources have changed since; the report says so." };

    private static async Task<AgentNotes> ReadAsync(string file, CancellationToken cancellation)
    {
        if (!File.Exists(file))
            throw new Fault("invalid_argument", "There is no file with notes at that place.");
        try
        {
            await using var stream = File.OpenRead(file);
            return await JsonSerializer.DeserializeAsync<AgentNotes>(stream, new JsonSerializerOptions(Json.Compact) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow }, cancellation)
                ?? new AgentNotes();
        }
        catch (JsonException e)
        {
            throw new Fault("invalid_argument", $"The notes can't be read: {Shown.Short(e.Message, 200)}");
        }
    }
}
