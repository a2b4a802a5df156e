using System.Text;

namespace BackendRules;

/// <summary>
/// Reads the YAML that composes containers and describes Kubernetes objects: keys by indentation, <c>- KEY=value</c> lists, pairs of <c>name</c> and <c>value</c>.
/// Texts within the text are read as JSON or as lines of <c>key = value</c>; anchors and flow collections give no entries.
/// </summary>
internal static class YamlEntries
{
    public static IEnumerable<ConfigurationEntry> Read(string text)
    {
        var open = new List<(int Indent, string Key)>();
        var isSecret = false;
        var pendingName = "";
        var block = -1;
        var inside = 0;
        foreach (var (start, end) in LineEntries.Lines(text))
        {
            var at = LineEntries.SkipBlanks(text, start, end);
            if (at >= end || text[at] == '#')
                continue;
            var indent = at - start;
            if (block >= 0 && indent > block)
            {
                // A file in a config map.
                if (at >= inside)
                {
                    var held = Held(text, at, end);
                    inside = held.End;
                    foreach (var entry in held.Entries)
                        yield return entry with { Path = Joined(open, entry.Path) };
                }

                continue;
            }

            block = -1;
            inside = 0;
            if (string.CompareOrdinal(text, start, "---", 0, 3) == 0)
            {
                open.Clear();
                isSecret = false;
                continue;
            }

            var isItem = text[at] == '-' && at + 1 < end && text[at + 1] == ' ';
            while (at + 1 < end && text[at] == '-' && text[at + 1] == ' ')
                at = LineEntries.SkipBlanks(text, at + 1, end);
            var column = at - start;
            while (open.Count > 0 && open[open.Count - 1].Indent >= (isItem ? indent + 1 : column))
                open.RemoveAt(open.Count - 1);
            var colon = Colon(text, at, end);
            if (colon < 0)
            {
                if (isItem && LineEntries.Pair(text, Opened(text, at), Closed(text, at, end)) is { } pair)
                    yield return pair with { Path = Joined(open, pair.Path) };
                continue;
            }

            var key = text.Substring(at, colon - at).Trim().Trim('"', '\'');
            var (from, to) = LineEntries.Unquoted(text, LineEntries.SkipBlanks(text, colon + 1, end), end);
            if (from >= to)
            {
                open.Add((column, key));
                continue;
            }

            var value = text.Substring(from, to - from);
            if (value[0] is '|' or '>' or '&' or '{' or '[')
            {
                block = column;
                continue;
            }

            if (key == "kind" && column == 0)
                isSecret = value == "Secret";
            if (key == "name")
                pendingName = value;
            if (key == "value" && pendingName.Length > 0)
            {
                yield return new ConfigurationEntry(Joined(open, pendingName), value, from, to - from);
                pendingName = "";
                continue;
            }

            var isEncoded = isSecret && open.Count == 1 && open[0].Key == "data";
            yield return new ConfigurationEntry(Joined(open, key), isEncoded ? Decoded(value) : value, from, to - from);
        }
    }

    /// <summary>What a text within the text says: JSON as a whole, anything else line by line.</summary>
    private static (IEnumerable<ConfigurationEntry> Entries, int End) Held(string text, int at, int end)
    {
        if (text[at] == '{' && JsonEntries.Inside(text, at, out var close) is { } entries)
            return (entries, close);

        return LineEntries.Pair(text, at, end) is { } pair && pair.Path.Length > 0 && pair.Path.All(static c => char.IsLetterOrDigit(c) || c is '_' or '.' or '-' or ':') ? ([pair], end) : ([], end);
    }

    /// <summary>The colon that ends a key: followed by a blank or the end of the line, and not inside quotes.</summary>
    private static int Colon(string text, int at, int end)
    {
        var quote = '\0';
        for (var i = at; i < end; i++)
        {
            if (quote != '\0')
                quote = text[i] == quote ? '\0' : quote;
            else if (text[i] is '"' or '\'' && i == at)
                quote = text[i];
            else if (text[i] == ':' && (i + 1 == end || text[i + 1] is ' ' or '\t'))
                return i;
        }

        return -1;
    }

    private static int Opened(string text, int at) => text[at] is '"' or '\'' ? at + 1 : at;

    private static int Closed(string text, int at, int end) => text[at] is '"' or '\'' && text[end - 1] == text[at] && end - 1 > at ? end - 1 : end;

    private static string Joined(List<(int Indent, string Key)> open, string last)
    {
        var path = new StringBuilder();
        foreach (var (_, key) in open)
            path.Append(key).Append(':');
        return path.Append(last).ToString();
    }

    private static string Decoded(string value)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(value)).TrimEnd('\n');
        }
        catch (FormatException)
        {
            return value;
        }
    }
}
