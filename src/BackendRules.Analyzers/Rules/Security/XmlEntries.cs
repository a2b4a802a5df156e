using System.Xml;

namespace BackendRules;

/// <summary>Reads XML configuration with places: <c>add</c> elements by their key, other attributes and element texts by their names.</summary>
internal static class XmlEntries
{
    /// <summary>The values of a document, or null when it is broken.</summary>
    public static IEnumerable<ConfigurationEntry>? Read(string text)
    {
        var entries = new List<ConfigurationEntry>();
        var starts = LineStarts(text);
        try
        {
            using var source = new StringReader(text.Length > 0 && text[0] == '\uFEFF' ? text.Substring(1) : text);
            using var reader = XmlReader.Create(source, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var shift = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0;
            var path = new Stack<string>();
            while (reader.Read())
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element:
                        var isEmpty = reader.IsEmptyElement;
                        var name = Attributes(reader, text, starts, shift, path, entries);
                        if (!isEmpty)
                            path.Push(name);
                        break;
                    case XmlNodeType.EndElement:
                        path.Pop();
                        break;
                    case XmlNodeType.Text when path.Count > 0:
                        var at = Place(reader, starts) + shift;
                        var end = text.IndexOf('<', at);
                        if (end > at)
                            entries.Add(new ConfigurationEntry(Joined(path, null), reader.Value, at, end - at));
                        break;
                }
            }

            return entries;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>What the element is called in a path: the key that it carries, or its own name.</summary>
    private static string Attributes(XmlReader reader, string text, List<int> starts, int shift, Stack<string> path, List<ConfigurationEntry> entries)
    {
        var element = reader.LocalName;
        var key = reader.GetAttribute("key") ?? reader.GetAttribute("name");
        var own = element is "add" or "setting" or "environmentVariable" && key is { Length: > 0 } ? key : element;
        while (reader.MoveToNextAttribute())
        {
            if (reader.LocalName is "key" or "name" || Quoted(text, Place(reader, starts) + shift) is not var (at, length))
                continue;
            var isNamed = own != element && reader.LocalName is "value" or "connectionString";
            entries.Add(new ConfigurationEntry(Joined(path, isNamed ? own : own + ":" + reader.LocalName), reader.Value, at, length));
        }

        reader.MoveToElement();
        return element == "value" && path.Count > 0 ? path.Peek() : own;
    }

    private static (int Start, int Length)? Quoted(string text, int name)
    {
        var equals = text.IndexOf('=', Math.Min(name, text.Length));
        var start = equals < 0 ? -1 : text.IndexOfAny(['"', '\''], equals);
        var end = start < 0 ? -1 : text.IndexOf(text[start], start + 1);
        return end < 0 ? null : (start + 1, end - start - 1);
    }

    private static string Joined(Stack<string> path, string? last) => string.Join(":", path.Reverse().Concat(last is null ? [] : [last]));

    private static int Place(XmlReader reader, List<int> starts)
    {
        var info = (IXmlLineInfo)reader;
        return info.LineNumber >= 1 && info.LineNumber <= starts.Count ? starts[info.LineNumber - 1] + info.LinePosition - 1 : 0;
    }

    /// <summary>XML ends lines at CR, LF and CR LF.</summary>
    private static List<int> LineStarts(string text)
    {
        var shift = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0;
        var starts = new List<int> { 0 };
        for (var i = shift; i < text.Length; i++)
        {
            if (text[i] == '\n' || text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n'))
                starts.Add(i + 1 - shift);
        }

        return starts;
    }
}
