using System.Globalization;
using System.Text;

namespace BackendRules.Workspaces;

/// <summary>Text of a repository as results show it: it can't steer a terminal, hide itself or change the direction of reading.</summary>
public static class Shown
{
    /// <summary>A text without control, bidirectional, zero-width and tag characters; each is written as its number.</summary>
    public static string Clean(string text)
    {
        if (!text.EnumerateRunes().Any(Acts))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(Acts(rune) ? string.Create(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X4}}}") : rune.ToString());
        return clean.ToString();
    }

    /// <summary>At most <paramref name="length"/> characters of a cleaned text.</summary>
    public static string Short(string text, int length = 80)
    {
        var clean = Clean(text);
        return clean.Length <= length ? clean : string.Concat(clean.AsSpan(0, char.IsHighSurrogate(clean[length - 2]) ? length - 2 : length - 1), "…");
    }

    private static bool Acts(Rune rune) => rune.Value switch
    {
        '\n' or '\t' => false,
        < 0x20 or (>= 0x7F and < 0xA0) => true,
        (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x2069) or 0xFEFF => true,
        >= 0xE0000 and <= 0xE007F => true,
        _ => false,
    };
}
