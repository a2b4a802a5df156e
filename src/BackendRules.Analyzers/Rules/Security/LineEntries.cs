namespace BackendRules;

/// <summary>Reads files of lines: <c>.env</c>, <c>Dockerfile</c> and Terraform.</summary>
internal static class LineEntries
{
    public static IEnumerable<ConfigurationEntry> Environment(string text)
    {
        foreach (var (start, end) in Lines(text))
        {
            var at = SkipBlanks(text, start, end);
            if (at < end && text[at] == '#')
                continue;
            if (string.CompareOrdinal(text, at, "export ", 0, 7) == 0)
                at = SkipBlanks(text, at + 7, end);
            if (Pair(text, at, end) is { } entry)
                yield return entry;
        }
    }

    public static IEnumerable<ConfigurationEntry> Dockerfile(string text)
    {
        var goesOn = false;
        foreach (var (start, end) in Lines(text))
        {
            var at = SkipBlanks(text, start, end);
            var isContinued = end > at && text[end - 1] == '\\';
            var isDeclaration = goesOn;
            if (!goesOn && (Begins(text, at, end, "ENV ") || Begins(text, at, end, "ARG ")))
            {
                isDeclaration = true;
                at = SkipBlanks(text, at + 4, end);
            }

            goesOn = isDeclaration && isContinued;
            if (!isDeclaration)
                continue;
            var stop = isContinued ? end - 1 : end;
            foreach (var entry in Pairs(text, at, stop))
                yield return entry;
        }
    }

    public static IEnumerable<ConfigurationEntry> Terraform(string text)
    {
        string? variable = null;
        foreach (var (start, end) in Lines(text))
        {
            var at = SkipBlanks(text, start, end);
            if (at >= end || text[at] is '#' or '/')
                continue;
            if (Begins(text, at, end, "variable "))
            {
                variable = text.Substring(at + 9, end - at - 9).Trim(' ', '{', '"');
                continue;
            }

            if (text[start] == '}')
                variable = null;
            var equals = text.IndexOf('=', at, end - at);
            if (equals < 0)
                continue;
            var name = text.Substring(at, equals - at).Trim().Trim('"');
            var value = SkipBlanks(text, equals + 1, end);
            if (value < end && text[value] == '"' && text.IndexOf('"', value + 1, end - value - 1) is var close and > 0)
                yield return new ConfigurationEntry(name == "default" && variable is not null ? variable : name, text.Substring(value + 1, close - value - 1), value + 1, close - value - 1);
        }
    }

    /// <summary>The lines of a text, without their ends.</summary>
    public static IEnumerable<(int Start, int End)> Lines(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0)
                end = text.Length;
            var stop = end;
            while (stop > start && char.IsWhiteSpace(text[stop - 1]))
                stop--;
            yield return (start, stop);
            start = end + 1;
        }
    }

    /// <summary>One <c>KEY=value</c> up to the end of the line.</summary>
    public static ConfigurationEntry? Pair(string text, int at, int end)
    {
        var equals = end > at ? text.IndexOf('=', at, end - at) : -1;
        if (equals <= at)
            return null;
        var (start, stop) = Unquoted(text, SkipBlanks(text, equals + 1, end), end);
        return new ConfigurationEntry(text.Substring(at, equals - at).Trim().Replace("__", ":"), text.Substring(start, stop - start), start, stop - start);
    }

    /// <summary>The value without its quotes, or without the comment behind it.</summary>
    public static (int Start, int End) Unquoted(string text, int at, int end)
    {
        if (at < end && text[at] is '"' or '\'')
        {
            var close = text.IndexOf(text[at], at + 1, end - at - 1);
            return close > at ? (at + 1, close) : (at + 1, end);
        }

        var comment = text.IndexOf(" #", at, end - at, StringComparison.Ordinal);
        var stop = comment >= 0 ? comment : end;
        while (stop > at && text[stop - 1] == ' ')
            stop--;
        return (at, stop);
    }

    public static int SkipBlanks(string text, int at, int end)
    {
        while (at < end && text[at] is ' ' or '\t')
            at++;
        return at;
    }

    private static IEnumerable<ConfigurationEntry> Pairs(string text, int at, int end)
    {
        var equals = text.IndexOf('=', at, end - at);
        var blank = text.IndexOf(' ', at, end - at);
        if (blank > at && (equals < 0 || blank < equals))
        {
            // The old form: ENV KEY value
            var (start, stop) = Unquoted(text, SkipBlanks(text, blank, end), end);
            yield return new ConfigurationEntry(text.Substring(at, blank - at), text.Substring(start, stop - start), start, stop - start);
            yield break;
        }

        while (at < end)
        {
            equals = text.IndexOf('=', at, end - at);
            if (equals < 0)
                yield break;
            var value = equals + 1;
            int stop;
            if (value < end && text[value] is '"' or '\'')
            {
                stop = text.IndexOf(text[value], value + 1, end - value - 1);
                if (stop < 0)
                    yield break;
                value++;
            }
            else
            {
                stop = text.IndexOf(' ', value, end - value);
                if (stop < 0)
                    stop = end;
            }

            yield return new ConfigurationEntry(text.Substring(at, equals - at).Trim().Replace("__", ":"), text.Substring(value, stop - value), value, stop - value);
            at = SkipBlanks(text, Math.Min(stop + 1, end), end);
        }
    }

    private static bool Begins(string text, int at, int end, string word) => end - at > word.Length && string.Compare(text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0;
}
