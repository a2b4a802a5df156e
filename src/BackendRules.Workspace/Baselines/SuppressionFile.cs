using System.Globalization;
using System.Text.Json;

namespace BackendRules.Workspaces;

/// <summary>A finding that somebody answers for, until a day.</summary>
/// <param name="Fingerprint">The finding.</param>
/// <param name="RuleId">Its rule.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who.</param>
/// <param name="Expires">Until when, yyyy-MM-dd.</param>
public sealed record Suppression(string Fingerprint, string RuleId, string Reason, string By, string Expires);

/// <summary>The suppressions that are kept beside the code and not in it.</summary>
public static class SuppressionFile
{
    /// <summary>Where they lie below the root.</summary>
    public const string DefaultFile = ".backendrules/suppressions.json";

    /// <summary>The longest that one may last, in days.</summary>
    public const int MaxDays = 180;

    /// <summary>The shortest reason.</summary>
    public const int MinReason = 10;

    /// <summary>Reads the file; nothing when there is none.</summary>
    /// <exception cref="Fault">It can't be read.</exception>
    public static IReadOnlyList<Suppression> Read(string file)
    {
        if (!File.Exists(file))
            return [];
        try
        {
            return JsonSerializer.Deserialize<List<Suppression>>(PlainFile.ReadText(file), Json.Compact) ?? [];
        }
        catch (JsonException e)
        {
            throw new Fault("invalid_suppressions", $"{DefaultFile} can't be read: {Shown.Short(e.Message, 200)}");
        }
    }

    /// <summary>Adds one to the file.</summary>
    public static void Add(string file, Suppression suppression)
    {
        var all = Read(file).Where(s => s.Fingerprint != suppression.Fingerprint).Append(suppression)
            .OrderBy(static s => s.RuleId, StringComparer.Ordinal).ThenBy(static s => s.Fingerprint, StringComparer.Ordinal).ToList();
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        PrivateFiles.Write(file, [.. JsonSerializer.SerializeToUtf8Bytes(all, Json.Indented), (byte)'\n'], shared: true);
    }

    /// <summary>Whether a suppression holds on a day. One without a reason, or for too long, doesn't.</summary>
    public static bool Holds(Suppression suppression, DateOnly today) =>
        suppression.Reason.Trim().Length >= MinReason
        && DateOnly.TryParseExact(suppression.Expires, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day >= today && day <= today.AddDays(MaxDays);
}
