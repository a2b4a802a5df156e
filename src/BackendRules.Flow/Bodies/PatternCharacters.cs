namespace BackendRules.Flow;

/// <summary>Which characters the texts of a regular expression may hold, where in doubt all.</summary>
internal static class PatternCharacters
{
    /// <summary>Whether a choice stands open, so that an anchor belongs to one side of it.</summary>
    public static bool HasOpenChoice(string pattern)
    {
        var depth = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i++;
                    break;
                case '[':
                    i = Close(pattern, i);
                    break;
                case '(':
                    depth++;
                    break;
                case ')':
                    depth--;
                    break;
                case '|' when depth == 0:
                    return true;
            }
        }

        return false;
    }

    /// <summary>The class or the escape that a pattern consists of, however often it repeats: <c>[^a-z]+</c>.</summary>
    public static string? OneOf(string pattern)
    {
        var one = pattern.EndsWith("+", StringComparison.Ordinal) || pattern.EndsWith("*", StringComparison.Ordinal) ? pattern.Substring(0, pattern.Length - 1) : pattern;
        return one.Length > 2 && one[0] == '[' && Close(one, 0) == one.Length - 1 || one.Length == 2 && one[0] == '\\' && "wWdDsS".IndexOf(one[1]) >= 0 ? one : null;
    }

    /// <summary>Whether a class or an escape stands for a character without doubt: its opposite doesn't.</summary>
    public static bool MustHold(string one, char c) => !MayHold(one.StartsWith("[^", StringComparison.Ordinal) ? "[" + one.Substring(2)
        : one[0] == '[' ? "[^" + one.Substring(1)
        : "\\" + (char.IsLower(one[1]) ? char.ToUpperInvariant(one[1]) : char.ToLowerInvariant(one[1])), c);

    public static bool MayHold(string pattern, char c)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    if (MayEscape(pattern, ref i, c))
                        return true;
                    break;
                case '[':
                    var close = Close(pattern, i);
                    if (MayClass(pattern.Substring(i + 1, Math.Max(0, close - i - 1)), c))
                        return true;
                    i = close;
                    break;
                case '.':
                    return true;
                case '(' when i + 1 < pattern.Length && pattern[i + 1] == '?':
                    // The signs of a group, and its name.
                    var named = i + 2 < pattern.Length && pattern[i + 2] is '<' or '\'' && i + 3 < pattern.Length && pattern[i + 3] is not ('=' or '!');
                    i = named ? Math.Max(i + 2, pattern.IndexOfAny(['>', '\''], i + 3)) : i + 2;
                    break;
                case '{' when i + 1 < pattern.Length && char.IsDigit(pattern[i + 1]):
                    i = Math.Max(i, pattern.IndexOf('}', i));
                    break;
                case '^' or '$' or '*' or '+' or '?' or '(' or ')' or '|':
                    break;
                case var literal when literal == c:
                    return true;
            }
        }

        return false;
    }

    private static bool MayClass(string content, char c)
    {
        var isNegated = content.StartsWith("^", StringComparison.Ordinal);
        // What is taken out of a class again isn't read.
        if (content.IndexOf("-[", StringComparison.Ordinal) >= 0)
            return true;
        for (var i = isNegated ? 1 : 0; i < content.Length; i++)
        {
            var from = content[i];
            if (from == '\\')
            {
                if (IsLiteral(content, i + 1) is { } escaped)
                {
                    from = escaped;
                    i++;
                }
                else
                {
                    var held = isNegated ? Certain(content, ref i, c) : MayEscape(content, ref i, c);
                    if (held)
                        return !isNegated;
                    continue;
                }
            }

            var to = from;
            if (i + 2 < content.Length && content[i + 1] == '-')
            {
                i += 2;
                to = content[i];
                if (to == '\\' && IsLiteral(content, i + 1) is { } end)
                {
                    to = end;
                    i++;
                }
            }

            if (from <= c && c <= to)
                return !isNegated;
        }

        return isNegated;
    }

    /// <summary>The character that an escape stands for; null for a class.</summary>
    private static char? IsLiteral(string text, int at) => at >= text.Length ? null : text[at] switch
    {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '0' => '\0',
        var sign when !char.IsLetterOrDigit(sign) => sign,
        _ => null,
    };

    /// <summary>Whether an escape may stand for a character; moves to its end.</summary>
    private static bool MayEscape(string pattern, ref int at, char c)
    {
        if (IsLiteral(pattern, ++at) is { } literal)
            return literal == c;
        switch (at < pattern.Length ? pattern[at] : '\\')
        {
            case 'w':
                return char.IsLetterOrDigit(c) || c == '_';
            case 'd':
                return char.IsDigit(c);
            case 's':
                return char.IsWhiteSpace(c);
            case 'W':
                return !(char.IsLetterOrDigit(c) || c == '_');
            case 'S':
                return !char.IsWhiteSpace(c);
            case 'D':
                return !char.IsDigit(c);
            case 'b' or 'B' or 'A' or 'z' or 'Z' or 'G' or (>= '1' and <= '9'):
                return false;
            case 'p' when at + 2 < pattern.Length && pattern[at + 1] == '{' && pattern[at + 2] is 'L' or 'N':
                var isLetter = pattern[at + 2] == 'L';
                at = Math.Max(at, pattern.IndexOf('}', at));
                return isLetter ? char.IsLetter(c) : char.IsDigit(c);
            default:
                return true;
        }
    }

    /// <summary>The same, where only what is certain counts.</summary>
    private static bool Certain(string pattern, ref int at, char c)
    {
        var isKnown = at + 1 < pattern.Length && (pattern[at + 1] is 'w' or 'd' or 's' or 'W' or 'S' or 'D' || pattern[at + 1] == 'p' && at + 3 < pattern.Length && pattern[at + 3] is 'L' or 'N');
        return MayEscape(pattern, ref at, c) && isKnown;
    }

    /// <summary>Where a class ends; the end of the pattern where it doesn't.</summary>
    private static int Close(string pattern, int open)
    {
        var at = open + 1;
        if (at < pattern.Length && pattern[at] == '^')
            at++;
        if (at < pattern.Length && pattern[at] == ']')
            at++;
        for (; at < pattern.Length && pattern[at] != ']'; at++)
        {
            if (pattern[at] == '\\')
                at++;
        }

        return Math.Min(at, pattern.Length);
    }
}
