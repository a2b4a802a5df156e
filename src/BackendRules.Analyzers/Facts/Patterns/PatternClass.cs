using System.Globalization;

namespace BackendRules;

/// <summary>Reads the sets of characters of a regular expression: <c>[a-z_]</c>, <c>\w</c>, <c>\u0020</c>.</summary>
internal static class PatternClass
{
    /// <summary>The set behind an opening bracket.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="at">Behind the bracket; in the end behind the closing one.</param>
    public static PatternSet? Read(string text, ref int at)
    {
        var isNegated = at < text.Length && text[at] == '^';
        if (isNegated)
            at++;
        var set = default(PatternSet);
        for (var isFirst = true; at < text.Length; isFirst = false)
        {
            if (text[at] == ']' && !isFirst)
            {
                at++;
                return isNegated ? ~set : set;
            }

            // One class less another.
            if (text[at] == '-' && at + 1 < text.Length && text[at + 1] == '[')
                return null;
            if (Item(text, ref at, out var first) is not { } one)
                return null;
            if (first is { } low && at + 1 < text.Length && text[at] == '-' && text[at + 1] is not (']' or '['))
            {
                at++;
                if (Item(text, ref at, out var last) is null || last is not { } high || high < low)
                    return null;
                one = PatternSet.Range(low, high);
            }

            set |= one;
        }

        return null;
    }

    /// <summary>What is escaped, outside of brackets or inside.</summary>
    public static PatternSet? Escaped(string text, ref int at) => Escaped(text, ref at, out _);

    private static PatternSet? Item(string text, ref int at, out char? single)
    {
        if (text[at] == '\\' && at + 1 < text.Length)
        {
            at++;
            return Escaped(text, ref at, out single);
        }

        single = text[at++];
        return PatternSet.Of(single.Value);
    }

    private static PatternSet? Escaped(string text, ref int at, out char? single)
    {
        single = null;
        var c = text[at++];
        switch (c)
        {
            case 'w':
                return PatternSet.Word;
            case 'W':
                return PatternSet.Word.Without();
            case 'd':
                return PatternSet.Digits;
            case 'D':
                return PatternSet.Digits.Without();
            case 's':
                return PatternSet.Spaces;
            case 'S':
                return PatternSet.Spaces.Without();
            case 'p' or 'P':
                var close = text.IndexOf('}', at);
                if (close < 0 || text[at] != '{')
                    return null;
                var category = text.Substring(at + 1, close - at - 1);
                at = close + 1;
                var named = (category.Length > 0 ? category.Substring(0, 1) : "") switch
                {
                    "L" => PatternSet.Word,
                    "N" => PatternSet.Digits,
                    "Z" => PatternSet.Spaces,
                    _ => (PatternSet?)null,
                };
                return c == 'P' ? named?.Without() : named;
            case 'x' or 'u':
                var digits = c == 'x' ? 2 : 4;
                if (at + digits > text.Length || !ushort.TryParse(text.Substring(at, digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code))
                    return null;
                at += digits;
                single = (char)code;
                break;
            default:
                single = c switch
                {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'f' => '\f',
                    'v' => '\v',
                    'e' => '\u001b',
                    'a' => '\a',
                    'b' => '\b',
                    '0' => '\0',
                    _ => c,
                };
                if (single == c && char.IsLetterOrDigit(c))
                    return null;
                break;
        }

        return PatternSet.Of(single.Value);
    }
}
