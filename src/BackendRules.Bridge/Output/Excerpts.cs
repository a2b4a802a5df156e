using System.Globalization;
using System.Text;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>Lines of source files around places, safe to print. A file is read once.</summary>
/// <param name="root">What may be read.</param>
/// <param name="secrets">Places that nobody prints.</param>
internal sealed class Excerpts(Confinement root, IEnumerable<Place> secrets)
{
    private const int TabWidth = 4;
    private const int MaxColumns = 160;
    private readonly ILookup<string, Place> _secrets = secrets.ToLookup(static place => place.File, StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _files = new(StringComparer.Ordinal);

    /// <summary>The lines of a finding; secrets are covered. One that is a secret itself stands alone: its neighbours often hold others.</summary>
    /// <param name="ruleId">The finding's rule.</param>
    /// <param name="place">The finding, or a step to it.</param>
    /// <param name="around">Lines before and after.</param>
    public IReadOnlyList<ExcerptLine> Read(string ruleId, Place place, int around)
    {
        var isSecret = Secrets.Mark(ruleId);
        return Read(place, isSecret ? 0 : around, isSecret ? _secrets[place.File].Append(place) : _secrets[place.File]);
    }

    /// <summary>What stands at a step of a value: the marked words of its first line, short.</summary>
    public string Words(string ruleId, Place place)
    {
        const int Most = 60;
        if (place.Line > Lines(place.File).Length)
            return "";
        var text = Covered(Lines(place.File)[place.Line - 1], place.Line, Secrets.Mark(ruleId) ? _secrets[place.File].Append(place) : _secrets[place.File]);
        var start = Math.Min(place.Column - 1, text.Length);
        var end = place.EndLine == place.Line ? Math.Clamp(place.EndColumn - 1, start, text.Length) : text.Length;
        return Shown.Short(Shown.Clean(text[start..end].Trim()), Most);
    }

    private string[] Lines(string file)
    {
        if (_files.TryGetValue(file, out var known))
            return known;
        try
        {
            var path = Path.GetFullPath(file, root.Root);
            return _files[file] = root.Contains(path) && !PlainFile.IsOther(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return _files[file] = [];
        }
    }

    /// <summary>The lines, with what precedes and covers the place on its first line measured in columns of a terminal.</summary>
    private List<ExcerptLine> Read(Place place, int around, IEnumerable<Place> secrets)
    {
        var lines = Lines(place.File);
        var excerpt = new List<ExcerptLine>();
        for (var number = Math.Max(1, place.Line - around); number <= Math.Min(lines.Length, place.Line + around); number++)
        {
            var line = Covered(lines[number - 1], number, secrets);
            if (number != place.Line)
            {
                excerpt.Add(new ExcerptLine(number, Expand(line), 0, 0));
                continue;
            }

            var start = Math.Min(place.Column - 1, line.Length);
            var end = place.EndLine == place.Line ? Math.Clamp(place.EndColumn - 1, start, line.Length) : line.Length;
            var before = Width(Expand(line[..start]));
            excerpt.Add(new ExcerptLine(number, Expand(line), before, Math.Max(1, Width(Expand(line[..end])) - before)));
        }

        return excerpt;
    }

    private static string Covered(string line, int number, IEnumerable<Place> secrets)
    {
        foreach (var secret in secrets)
        {
            if (number < secret.Line || number > secret.EndLine)
                continue;
            var start = number == secret.Line ? Math.Min(secret.Column - 1, line.Length) : 0;
            var end = number == secret.EndLine ? Math.Clamp(secret.EndColumn - 1, start, line.Length) : line.Length;
            line = line[..start] + new string('*', end - start) + line[end..];
        }

        return line;
    }

    private static string Expand(string line)
    {
        var text = new StringBuilder();
        foreach (var c in Shown.Clean(line.Length > 2000 ? line[..2000] : line))
        {
            if (c == '\t')
                text.Append(' ', TabWidth - (text.Length % TabWidth));
            else
                text.Append(c);
        }

        return text.Length > MaxColumns ? text.ToString(0, MaxColumns - 1) + "…" : text.ToString();
    }

    // A wide character, of East Asian scripts or a picture, takes two columns.
    private static int Width(string text)
    {
        var width = 0;
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            var rune = Rune.GetRuneAt(elements.GetTextElement(), 0).Value;
            width += rune is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
                or (>= 0xFF00 and <= 0xFF60) or (>= 0x1F300 and <= 0x1FAFF) ? 2 : 1;
        }

        return width;
    }
}

/// <summary>One line of an excerpt.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Text">Its text, tabs expanded.</param>
/// <param name="Before">Columns before the marked part.</param>
/// <param name="Marked">Columns of the marked part; 0 when nothing is marked.</param>
internal sealed record ExcerptLine(int Number, string Text, int Before, int Marked);
