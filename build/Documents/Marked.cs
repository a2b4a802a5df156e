namespace BackendRules.Build;

/// <summary>The generated part of a page that people write: between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c>.</summary>
internal static class Marked
{
    public static string Replace(string page, string name, string text)
    {
        var open = $"<!-- {name} -->\n";
        var close = $"<!-- /{name} -->";
        var start = page.IndexOf(open, StringComparison.Ordinal);
        var end = page.IndexOf(close, StringComparison.Ordinal);
        return start < 0 || end < start
            ? throw new InvalidDataException($"The page lacks the marks '{open.Trim()}' and '{close}'.")
            : page[..(start + open.Length)] + text + page[end..];
    }
}
