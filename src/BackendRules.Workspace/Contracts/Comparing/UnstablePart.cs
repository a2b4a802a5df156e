using System.Text.RegularExpressions;

namespace BackendRules.Workspaces;

/// <summary>
/// A part of an API that a team doesn't promise yet: routes such as <c>/internal/**</c>, where <c>*</c> stands for what has no slash and <c>**</c> for anything, or versions such as <c>v*-beta</c>.
/// </summary>
public sealed class UnstablePart
{
    private readonly Regex _pattern;

    private UnstablePart(string text)
    {
        Text = text;
        var route = text.StartsWith('/');
        var pattern = Regex.Escape(text).Replace(@"/\*\*", "(/.*)?", StringComparison.Ordinal).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", route ? "[^/]*" : ".*", StringComparison.Ordinal);
        _pattern = new Regex($"^{pattern}/?$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    /// <summary>As it is written.</summary>
    public string Text { get; }

    /// <summary>A pattern, or <see langword="null"/> when the text is neither a route nor a version.</summary>
    public static UnstablePart? Of(string text) => text.Length is > 1 and <= 200 && text[0] is '/' or 'v' && !text.Any(char.IsWhiteSpace) ? new UnstablePart(text) : null;

    /// <summary>Whether an endpoint belongs to it.</summary>
    /// <param name="endpoint">As changes name it: verb, route, version.</param>
    public bool Has(string endpoint)
    {
        var words = endpoint.Split(' ');
        return Text[0] == '/' ? words.Any(word => word.StartsWith('/') && _pattern.IsMatch(word)) : words.Length > 2 && _pattern.IsMatch(words[^1]);
    }
}
