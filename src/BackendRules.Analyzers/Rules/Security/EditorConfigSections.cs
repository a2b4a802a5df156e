using System.Text;
using System.Text.RegularExpressions;

namespace BackendRules;

/// <summary>The sections of an <c>.editorconfig</c> file.</summary>
internal sealed class EditorConfigSections
{
    private readonly List<(string Glob, Dictionary<string, string> Values)> _sections = [];

    public bool IsRoot { get; private set; }

    public static EditorConfigSections Read(string text)
    {
        var result = new EditorConfigSections();
        Dictionary<string, string>? current = null;
        foreach (var (start, end) in LineEntries.Lines(text))
        {
            var line = text.Substring(start, end - start).Trim();
            if (line.Length == 0 || line[0] is '#' or ';')
                continue;
            if (line[0] == '[' && line[line.Length - 1] == ']')
            {
                current = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                result._sections.Add((line.Substring(1, line.Length - 2), current));
                continue;
            }

            var equals = line.IndexOf('=');
            if (equals <= 0)
                continue;
            var key = line.Substring(0, equals).Trim();
            var value = line.Substring(equals + 1).Trim().ToLowerInvariant();
            if (current is not null)
                current[key] = value;
            else if (key.Equals("root", StringComparison.OrdinalIgnoreCase))
                result.IsRoot = value == "true";
        }

        return result;
    }

    /// <summary>The last value of a key in the sections that a file belongs to.</summary>
    /// <param name="path">The file, relative to the folder of the settings.</param>
    /// <param name="key">The setting.</param>
    public string? Value(string path, string key)
    {
        string? value = null;
        foreach (var (glob, values) in _sections)
        {
            if (values.TryGetValue(key, out var own) && Covers(glob, path))
                value = own;
        }

        return value;
    }

    private static bool Covers(string glob, string path)
    {
        if (glob == "*")
            return true;
        var pattern = new StringBuilder("^");
        if (glob.IndexOf('/') < 0)
            pattern.Append("(?:.*/)?");
        else if (glob[0] == '/')
            glob = glob.Substring(1);
        var depth = 0;
        for (var i = 0; i < glob.Length; i++)
        {
            switch (glob[i])
            {
                case '*' when i + 1 < glob.Length && glob[i + 1] == '*':
                    pattern.Append(".*");
                    i++;
                    break;
                case '*':
                    pattern.Append("[^/]*");
                    break;
                case '?':
                    pattern.Append("[^/]");
                    break;
                case '{' when glob.IndexOf('}', i) > 0:
                    pattern.Append("(?:");
                    depth++;
                    break;
                case '}' when depth > 0:
                    pattern.Append(')');
                    depth--;
                    break;
                case ',' when depth > 0:
                    pattern.Append('|');
                    break;
                default:
                    pattern.Append(Regex.Escape(glob[i].ToString()));
                    break;
            }
        }

        return depth == 0 && Regex.IsMatch(path, pattern.Append('$').ToString(), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }
}
