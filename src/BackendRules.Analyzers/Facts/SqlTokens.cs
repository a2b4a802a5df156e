namespace BackendRules;

/// <summary>Cuts SQL into words, quoted names, literals and signs; comments fall away. Knows the quotes of SQL Server, PostgreSQL, MySQL and Sqlite.</summary>
internal static class SqlTokens
{
    public static IReadOnlyList<string> Of(string text)
    {
        var tokens = new List<string>();
        Read(text, (token, _, _) => tokens.Add(token));
        return tokens;
    }

    /// <summary>The same with where each token starts and ends.</summary>
    public static void Read(string text, Action<string, int, int> token)
    {
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c))
            {
                i++;
                continue;
            }

            var end = End(text, i);
            if (!IsComment(text, i))
                token(c == '\'' || IsDollarQuote(text, i) ? "''" : text.Substring(i, end - i), i, end);
            i = end;
        }
    }

    private static int End(string text, int start)
    {
        var c = text[start];
        if (IsComment(text, start))
        {
            var close = c == '/' ? text.IndexOf("*/", start + 2, StringComparison.Ordinal) : text.IndexOf('\n', start);
            return close < 0 ? text.Length : c == '/' ? close + 2 : close + 1;
        }

        switch (c)
        {
            case '\'' or '"' or '`':
                return Quoted(text, start, c);
            case '[':
                return Quoted(text, start, ']');
            case '$' when IsDollarQuote(text, start):
                var tag = text.Substring(start, text.IndexOf('$', start + 1) - start + 1);
                var close = text.IndexOf(tag, start + tag.Length, StringComparison.Ordinal);
                return close < 0 ? text.Length : close + tag.Length;
        }

        if (!IsWord(c))
            return start + 1;
        var end = start;
        while (end < text.Length && IsWord(text[end]))
            end++;
        return end;
    }

    private static int Quoted(string text, int start, char quote)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] != quote)
                continue;
            if (i + 1 < text.Length && text[i + 1] == quote)
                i++;
            else
                return i + 1;
        }

        return text.Length;
    }

    private static bool IsComment(string text, int at) =>
        at + 1 < text.Length && (text[at] == '-' && text[at + 1] == '-' || text[at] == '/' && text[at + 1] == '*');

    private static bool IsDollarQuote(string text, int at)
    {
        if (text[at] != '$')
            return false;
        var i = at + 1;
        while (i < text.Length && (char.IsLetter(text[i]) || text[i] == '_'))
            i++;
        return i < text.Length && text[i] == '$';
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '@' or '$' or '#';
}
