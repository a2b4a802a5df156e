namespace BackendRules.Flow;

/// <summary>
/// What stands before a value inside the text that it became part of, as far as that decides who controls the host of an address: empty when
/// the value itself comes first, <see cref="Settled"/> when scheme and host are fixed before it, else the few characters that leave it open.
/// </summary>
public static class Prefix
{
    public const string None = "";

    /// <summary>Scheme and host, or a relative address, are fixed by what comes first.</summary>
    public const string Settled = "\u0001";

    /// <summary>Stands for a part of a text that isn't constant and isn't under a caller's control.</summary>
    public const char Trusted = '\u0002';

    private const string OpenScheme = "\u0002://";

    /// <summary>Classifies a text that precedes a value.</summary>
    public static string Of(string text)
    {
        if (text.Length == 0)
            return None;
        if (text[0] == Settled[0])
            return Settled;
        // A scheme that is trusted leaves the host open.
        var hostless = string.CompareOrdinal(text, 0, OpenScheme, 0, OpenScheme.Length) == 0;
        if (text.IndexOf(Trusted, hostless ? 1 : 0) >= 0)
            return Settled;
        if (text is "/" or "\\" or "//" || text.StartsWith("//", StringComparison.Ordinal) && !HasEnd(text, 2))
            return text;
        if (text[0] == '/')
            return Settled;
        var colon = text.IndexOf(':');
        if (colon < 0)
            return IsSchemeStart(text) ? text : Settled;
        var host = colon + 1;
        while (host < text.Length && text[host] is '/' or '\\' && host < colon + 3)
            host++;
        return host < colon + 3 || !HasEnd(text, host) ? Short(text) : Settled;
    }

    /// <summary>The prefix of a value inside a text, when the text itself became part of another one behind <paramref name="outer"/>.</summary>
    public static string Join(string outer, string inner)
    {
        if (outer.Length == 0)
            return inner;
        return outer[0] == Settled[0] || inner.Length == 0 ? outer : inner[0] == Settled[0] ? Settled : Of(outer + inner);
    }

    private static bool HasEnd(string text, int host) => text.IndexOfAny(['/', '?', '#', '\\'], host) > host;

    private static bool IsSchemeStart(string text) => text.Length < 6 && ("https".StartsWith(text, StringComparison.OrdinalIgnoreCase) || text is "ftp" or "file");

    private static string Short(string text) => text.Length <= 40 ? text : text.Substring(0, 40);
}
