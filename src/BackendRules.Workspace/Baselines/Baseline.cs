using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BackendRules.Workspaces;

/// <summary>A finding that is accepted for now.</summary>
public sealed record BaselineEntry(Recorded Known, string Level, string Message, string? Symbol, string AddedAt, string? Reason);

/// <summary>
/// The accepted findings, kept in the repository: SARIF with one result a line, so that git merges it. It gets smaller by itself and larger only when a
/// person says why.
/// </summary>
public sealed class Baseline
{
    /// <summary>Where it lies below the root.</summary>
    public const string DefaultFile = ".backendrules/baseline.sarif";

    private static readonly string[] s_keys = ["backendrules/v1", "backendrules/text/v1", "backendrules/member/v1"];

    /// <param name="entries">The findings.</param>
    /// <param name="version">The rules' version that wrote it.</param>
    public Baseline(IEnumerable<BaselineEntry> entries, string version)
    {
        Entries = [.. entries.OrderBy(static e => e.Known.File, StringComparer.Ordinal).ThenBy(static e => e.Known.RuleId, StringComparer.Ordinal)
            .ThenBy(static e => e.Known.Fingerprints.Primary, StringComparer.Ordinal).DistinctBy(static e => e.Known.Fingerprints.Primary)];
        Version = version;
    }

    /// <summary>The findings, in the file's order.</summary>
    public IReadOnlyList<BaselineEntry> Entries { get; }

    /// <summary>The rules' version that wrote it.</summary>
    public string Version { get; }

    /// <summary>Reads a file; <see langword="null"/> when there is none.</summary>
    /// <exception cref="Fault">It isn't a baseline.</exception>
    public static Baseline? Read(string file)
    {
        if (!File.Exists(file))
            return null;
        try
        {
            var run = JsonNode.Parse(PlainFile.ReadText(file))!["runs"]![0]!;
            var version = (string?)run["tool"]!["driver"]!["semanticVersion"] ?? "0.0.0";
            return new Baseline(run["results"]!.AsArray().Select(static r => Entry(r!)), version);
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException or ArgumentOutOfRangeException or KeyNotFoundException)
        {
            throw new Fault("invalid_baseline", $"{Path.GetFileName(file)} is not a baseline that backend-rules wrote.", "Restore it from git, or create it anew.");
        }
    }

    /// <summary>The file's text.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        text.Append("{\"version\":\"2.1.0\",\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"BackendRules\",\"semanticVersion\":");
        text.Append(JsonSerializer.Serialize(Version, Json.Compact)).Append("}},\"columnKind\":\"utf16CodeUnits\",\"results\":[\n");
        text.AppendJoin(",\n", Entries.Select(static e => JsonSerializer.Serialize(Result(e), Json.Compact)));
        return text.Append("\n]}]}\n").ToString();
    }

    /// <summary>What git's merge driver needs: what both sides have and what one side added; what one side removed stays removed.</summary>
    public static Baseline Merge(Baseline origin, Baseline ours, Baseline theirs)
    {
        var (before, left, right) = (Prints(origin), Prints(ours), Prints(theirs));
        return new Baseline(
            ours.Entries.Concat(theirs.Entries).Where(e => e.Known.Fingerprints.Primary is var print && (left.Contains(print) && right.Contains(print) || !before.Contains(print))),
            Newer(ours.Version, theirs.Version));
    }

    private static HashSet<string> Prints(Baseline baseline) => [.. baseline.Entries.Select(static e => e.Known.Fingerprints.Primary)];

    private static string Newer(string a, string b) =>
        System.Version.TryParse(a, out var x) && System.Version.TryParse(b, out var y) && y > x ? b : a;

    private static BaselineEntry Entry(JsonNode result)
    {
        var place = result["locations"]![0]!;
        var prints = result["partialFingerprints"]!;
        return new BaselineEntry(
            new Recorded((string)result["ruleId"]!, Uri.UnescapeDataString((string)place["physicalLocation"]!["artifactLocation"]!["uri"]!),
                new Fingerprints((string)prints[s_keys[0]]!, (string)prints[s_keys[1]]!, (string)prints[s_keys[2]]!),
                (string?)place["logicalLocations"]?[0]?["fullyQualifiedName"]),
            (string?)result["level"] ?? "warning",
            (string?)result["message"]!["text"] ?? "",
            (string?)place["logicalLocations"]?[0]?["fullyQualifiedName"],
            (string?)result["properties"]?["addedAt"] ?? "",
            (string?)result["properties"]?["reason"]);
    }

    private static object Result(BaselineEntry entry) => new
    {
        entry.Known.RuleId,
        entry.Level,
        Message = new { Text = entry.Message },
        Locations = new[]
        {
            new
            {
                PhysicalLocation = new { ArtifactLocation = new { Uri = Sarif.Uri(entry.Known.File) } },
                LogicalLocations = entry.Symbol is null ? null : new[] { new { FullyQualifiedName = entry.Symbol } },
            },
        },
        PartialFingerprints = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [s_keys[0]] = entry.Known.Fingerprints.Primary,
            [s_keys[1]] = entry.Known.Fingerprints.Text,
            [s_keys[2]] = entry.Known.Fingerprints.Member,
        },
        BaselineState = "unchanged",
        Properties = new { entry.AddedAt, entry.Reason },
    };
}
