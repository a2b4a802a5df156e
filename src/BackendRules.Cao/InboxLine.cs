using System.Globalization;
using System.Text;

namespace BackendRules.Cao;

/// <summary>
/// The one line that a supervisor gets. It is typed into a terminal, where a newline submits, an escape sequence acts and, should the
/// program there have ended, a shell reads it: only letters, digits, spaces and <c>- _ . , : / + = %</c> are in it.
/// </summary>
public static class InboxLine
{
    /// <summary>The most bytes that the request target with the message may take, a margin below what servers take.</summary>
    public const int MaxTargetBytes = CaoClient.MaxTargetBytes - 200;

    private const string Marks = " -_.,:/+=%";
    private const int MaxRules = 12;

    /// <summary>Whether a text may be typed into a terminal as it is.</summary>
    public static bool IsSafe(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.EnumerateRunes().All(IsSafe) && !text.StartsWith(' ');
    }

    /// <summary>The first words of a message: the key comes early, so that it is found again even in what a server has cut.</summary>
    internal static string Head(string reportId, string mark, string? from, int attempt)
    {
        var sender = from is null ? "" : $" from terminal {from}";
        return string.Create(CultureInfo.InvariantCulture, $"BackendRules {mark} attempt={attempt} report {Word(reportId)}{sender} - ");
    }

    /// <summary>The text by which a message is found in an inbox.</summary>
    internal static string Mark(string deliveryId) => "key=" + deliveryId;

    /// <summary>The rest of the message, shortened until it fits: first the rules go, then the files but one, then the counts.</summary>
    internal static string Body(ReportSummary summary, string head, string sender)
    {
        for (var detail = 3; detail > 0; detail--)
        {
            var text = Body(summary, detail);
            if (TargetBytes(sender, head + text) < MaxTargetBytes)
            {
                return text;
            }
        }

        return Body(summary, 0);
    }

    /// <summary>How many bytes the request target of a message takes.</summary>
    internal static int TargetBytes(string sender, string message)
        => CaoClient.InboxTarget("00000000", sender, message).Length + 1;

    private static string Body(ReportSummary summary, int detail)
    {
        var text = new StringBuilder();
        text.Append("verdict ").Append(Word(summary.Verdict)).Append(" for ").Append(Shorten(Words(summary.Subject), 80));
        if (summary.Base is { Length: > 0 } from)
        {
            text.Append(" against ").Append(Word(from));
        }

        if (summary.IsIncomplete)
        {
            text.Append(" - analysis INCOMPLETE");
        }

        if (summary.IsStale)
        {
            text.Append(" - STALE, sources have changed since");
        }

        var number = 0;
        foreach (var part in summary.Parts)
        {
            number++;
            text.Append(CultureInfo.InvariantCulture, $" - {number} {Word(part.Name)}: {Word(part.Status)}");
            if (detail > 0)
            {
                foreach (var (name, count) in part.Counts.Where(c => c.Value != 0))
                {
                    text.Append(CultureInfo.InvariantCulture, $", {count} {Word(name)}");
                }
            }
        }

        if (summary.Unresolved > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" - not resolved: {summary.Unresolved}");
        }

        if (summary.TestsPassed is { } passed)
        {
            text.Append(CultureInfo.InvariantCulture, $" - tests reported by the agent: {passed} passed, {summary.TestsFailed ?? 0} failed");
        }

        if (detail > 2 && summary.Rules.Count > 0)
        {
            text.Append(" - new findings:");
            foreach (var (rule, count) in summary.Rules.Take(MaxRules))
            {
                text.Append(CultureInfo.InvariantCulture, $" {Word(rule)} x{count}");
            }

            if (summary.Rules.Count > MaxRules)
            {
                text.Append(CultureInfo.InvariantCulture, $" and {summary.Rules.Count - MaxRules} rules more");
            }
        }

        AppendFiles(text, summary, detail);
        return text.ToString();
    }

    private static void AppendFiles(StringBuilder text, ReportSummary summary, int detail)
    {
        // A path with a character left out names another file: such a one is not printed at all.
        var files = summary.Files.Select(f => f.Replace('\\', '/')).Where(IsSafe).Take(detail switch { 3 => 8, 0 => 0, _ => 1 }).ToList();
        text.Append(files.Count > 0 ? " - full report " + string.Join(" , ", files) : " - full report by its id with backend-rules");
    }

    private static bool IsSafe(Rune rune)
        => Rune.IsLetterOrDigit(rune) || (rune.IsAscii && Marks.Contains((char)rune.Value));

    private static string Words(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            safe.Append(IsSafe(rune) ? rune.ToString() : "_");
        }

        return safe.ToString().Trim();
    }

    private static string Word(string text) => Shorten(Words(text).Replace(' ', '-'), 64);

    private static string Shorten(string text, int length)
        => text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
