using System.Text.RegularExpressions;

namespace BackendRules.Tests;

/// <summary>A finding that a specification wants.</summary>
/// <param name="Line">The 0-based line in the stripped text.</param>
/// <param name="PageLine">The 1-based line of the page.</param>
/// <param name="Id">The rule, or null for the rule of the page.</param>
/// <param name="Text">A part of the message, or null.</param>
/// <param name="Columns">The 0-based columns that the finding must cover, or null.</param>
internal sealed record Want(int Line, int PageLine, string? Id, string? Text, (int Start, int End)? Columns)
{
    private static readonly Regex s_comment = new(@"\s*(//|#|<!--|--|;)\s*want\b(?<wants>.*?)(-->)?\s*$", RegexOptions.CultureInvariant);
    private static readonly Regex s_one = new(@"\G[\s,]*(?<id>BR\d{4})?\s*(?:""(?<text>(?:[^""\\]|\\.)*)"")?", RegexOptions.CultureInvariant);
    private static readonly Regex s_carets = new(@"^\s*(//|#)\s*(?<carets>\^+)\s*$", RegexOptions.CultureInvariant);

    /// <summary>Takes the wants out of a block; what is left is compiled.</summary>
    public static (string Text, List<Want> Wants) Strip(string block, int pageLine)
    {
        var kept = new List<string>();
        var wants = new List<Want>();
        var lines = block.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (s_carets.Match(lines[i]) is { Success: true } carets && wants.Count > 0 && wants[^1].Line == kept.Count - 1)
            {
                var group = carets.Groups["carets"];
                wants[^1] = wants[^1] with { Columns = (group.Index, group.Index + group.Length) };
                continue;
            }

            if (s_comment.Match(lines[i]) is { Success: true } comment)
            {
                wants.AddRange(Each(comment.Groups["wants"].Value, kept.Count, pageLine + i));
                kept.Add(lines[i][..comment.Index]);
                continue;
            }

            kept.Add(lines[i]);
        }

        return (string.Join('\n', kept), wants);
    }

    public override string ToString() => $"{Id} {(Text is null ? "" : $"\"{Text}\"")}".Trim();

    private static IEnumerable<Want> Each(string text, int line, int pageLine)
    {
        var at = 0;
        do
        {
            var match = s_one.Match(text, at);
            yield return new Want(line, pageLine, match.Groups["id"] is { Success: true } id ? id.Value : null,
                match.Groups["text"] is { Success: true } part ? Regex.Unescape(part.Value) : null, null);
            if (match.Length == 0)
                yield break;
            at = match.Index + match.Length;
        }
        while (at < text.Length && text[at..].Trim().Length > 0);
    }
}
