using System.Globalization;
using System.Text;

namespace BackendRules;

/// <summary>Reads JSON with places: comments and trailing commas are allowed, as the configuration system allows them.</summary>
internal sealed class JsonEntries
{
    private const int Deepest = 64;

    private readonly string _text;
    private readonly List<ConfigurationEntry> _entries = [];
    private int _at;

    private JsonEntries(string text) => _text = text;

    /// <summary>The strings of a document, or null when it is broken.</summary>
    public static IEnumerable<ConfigurationEntry>? Read(string text)
    {
        var reader = new JsonEntries(text);
        if (text.Length > 0 && text[0] == '\uFEFF')
            reader._at = 1;
        return reader.Value("", 0) && reader.Ends() ? reader._entries : null;
    }

    /// <summary>The strings of a document that begins inside a text, or null when it is broken there.</summary>
    public static IReadOnlyList<ConfigurationEntry>? Inside(string text, int at, out int end)
    {
        var reader = new JsonEntries(text) { _at = at };
        var isWhole = reader.Value("", 0);
        end = reader._at;
        return isWhole ? reader._entries : null;
    }

    private bool Value(string path, int depth)
    {
        if (depth > Deepest || !Skip())
            return false;
        switch (_text[_at])
        {
            case '{':
                return Members(path, depth);
            case '[':
                return Elements(path, depth);
            case '"':
                if (Text() is not var (value, start, length))
                    return false;
                _entries.Add(new ConfigurationEntry(path, value, start, length));
                return true;
            default:
                var from = _at;
                while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '-' or '+' or '.'))
                    _at++;
                return _at > from;
        }
    }

    private bool Members(string path, int depth)
    {
        _at++;
        while (Skip())
        {
            if (_text[_at] == '}')
            {
                _at++;
                return true;
            }

            if (_text[_at] != '"' || Text() is not var (name, _, _) || !Skip() || _text[_at] != ':')
                return false;
            _at++;
            if (!Value(path.Length == 0 ? name : path + ":" + name, depth + 1) || !Next('}'))
                return false;
        }

        return false;
    }

    private bool Elements(string path, int depth)
    {
        _at++;
        for (var index = 0; Skip(); index++)
        {
            if (_text[_at] == ']')
            {
                _at++;
                return true;
            }

            if (!Value(path + ":" + index.ToString(CultureInfo.InvariantCulture), depth + 1) || !Next(']'))
                return false;
        }

        return false;
    }

    /// <summary>A comma is taken; the closing sign stays.</summary>
    private bool Next(char close)
    {
        if (!Skip())
            return false;
        if (_text[_at] == ',')
        {
            _at++;
            return true;
        }

        return _text[_at] == close;
    }

    private (string Value, int Start, int Length)? Text()
    {
        var start = ++_at;
        var value = new StringBuilder();
        for (; _at < _text.Length; _at++)
        {
            var letter = _text[_at];
            if (letter == '"')
                return (value.ToString(), start, _at++ - start);
            if (letter == '\n')
                return null;
            if (letter != '\\')
            {
                value.Append(letter);
                continue;
            }

            if (++_at >= _text.Length)
                return null;
            if (_text[_at] == 'u')
            {
                if (_at + 4 >= _text.Length || !ushort.TryParse(_text.Substring(_at + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code))
                    return null;
                value.Append((char)code);
                _at += 4;
                continue;
            }

            value.Append(_text[_at] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', var other => other });
        }

        return null;
    }

    /// <summary>Goes to the next sign; false at the end.</summary>
    private bool Skip()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_at]))
            {
                _at++;
            }
            else if (string.CompareOrdinal(_text, _at, "//", 0, 2) == 0)
            {
                var end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
            }
            else if (string.CompareOrdinal(_text, _at, "/*", 0, 2) == 0)
            {
                var end = _text.IndexOf("*/", _at, StringComparison.Ordinal);
                _at = end < 0 ? _text.Length : end + 2;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private bool Ends() => !Skip();
}
