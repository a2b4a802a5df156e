using System.Text;

namespace BackendRules.Workspaces;

/// <summary>A file's text with what its bytes need to be the same again: encoding, byte order mark, line endings.</summary>
internal sealed class TextFile
{
    private static readonly Encoding s_strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly Encoding _encoding;
    private readonly byte[] _mark;

    private TextFile(Encoding encoding, byte[] mark, string text)
    {
        _encoding = encoding;
        _mark = mark;
        Text = text;
    }

    public string Text { get; }

    /// <summary>The line ending that most lines have.</summary>
    public string LineEnding
    {
        get
        {
            var crlf = Lines(Text).Count(static l => l.EndsWith("\r\n", StringComparison.Ordinal));
            var lf = Lines(Text).Count(static l => l.EndsWith('\n')) - crlf;
            return crlf > lf ? "\r\n" : "\n";
        }
    }

    /// <summary>Reads bytes; <see langword="null"/> when they wouldn't be the same bytes when written again.</summary>
    public static TextFile? Read(byte[] bytes)
    {
        foreach (var (encoding, mark) in new (Encoding, byte[])[]
        {
            (s_strict, [0xEF, 0xBB, 0xBF]),
            (new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true), [0xFF, 0xFE]),
            (new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true), [0xFE, 0xFF]),
            (s_strict, []),
        })
        {
            if (bytes.AsSpan().StartsWith(mark))
                return Decode(bytes, encoding, mark);
        }

        return null;
    }

    /// <summary>The bytes of another text in the same form.</summary>
    public byte[] Encode(string text) => [.. _mark, .. _encoding.GetBytes(text)];

    /// <summary>The lines with their endings.</summary>
    public static List<string> Lines(string text)
    {
        var lines = new List<string>();
        var start = 0;
        while (start < text.Length)
        {
            var end = text.AsSpan(start).IndexOfAny('\r', '\n');
            var next = end < 0 ? text.Length : start + end + (text[start + end] == '\r' && start + end + 1 < text.Length && text[start + end + 1] == '\n' ? 2 : 1);
            lines.Add(text[start..next]);
            start = next;
        }

        return lines;
    }

    private static TextFile? Decode(byte[] bytes, Encoding encoding, byte[] mark)
    {
        try
        {
            return new TextFile(encoding, mark, encoding.GetString(bytes, mark.Length, bytes.Length - mark.Length));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
