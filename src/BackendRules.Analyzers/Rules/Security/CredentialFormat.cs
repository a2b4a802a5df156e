using System.Text.RegularExpressions;

namespace BackendRules;

/// <summary>How sure it is that a text is a provider's credential.</summary>
internal enum Certainty
{
    /// <summary>It is a token whose time is over, by its own words.</summary>
    Expired,

    /// <summary>Prefix, alphabet and length are the provider's.</summary>
    Structure,

    /// <summary>Its checksum is right: the provider issued it, or somebody worked to make it look so.</summary>
    Verified,
}

/// <summary>A credential in a text.</summary>
/// <param name="Format">What it is.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Certainty">How sure that is.</param>
internal readonly record struct Credential(CredentialFormat Format, int Start, int Length, Certainty Certainty);

/// <summary>What one provider's credential looks like.</summary>
/// <param name="name">What a reader calls it.</param>
/// <param name="key">The configuration key under which it belongs.</param>
/// <param name="anchor">Letters that are in every credential of this kind; they are looked for first.</param>
/// <param name="pattern">The whole credential.</param>
internal sealed class CredentialFormat(string name, string key, string anchor, string pattern)
{
    private readonly Lazy<Regex> _pattern = new(() => new Regex(@"\G" + pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));

    public string Name { get; } = name;

    public string Key { get; } = key;

    public string Anchor { get; } = anchor;

    /// <summary>How many characters stand before the anchor; below zero: all that can belong to the credential.</summary>
    public int Lead { get; init; }

    /// <summary>Judges what has the pattern; null is "not one".</summary>
    public Func<string, Certainty?> Check { get; init; } = static _ => BackendRules.Certainty.Structure;

    /// <summary>A word that must be somewhere in the same text.</summary>
    public string? Beside { get; init; }

    /// <summary>The credential whose anchor is at a place of a text.</summary>
    public Credential? At(string text, int anchor)
    {
        var start = Lead >= 0 ? anchor - Lead : Leftmost(text, anchor);
        if (start < 0 || start > 0 && IsWord(text[start - 1]) && !IsEscape(text, start) || Beside is not null && text.IndexOf(Beside, StringComparison.OrdinalIgnoreCase) < 0)
            return null;
        Match match;
        try
        {
            match = _pattern.Value.Match(text, start);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }

        var end = start + match.Length;
        if (!match.Success || end <= anchor || end < text.Length && IsWord(text[end]))
            return null;
        return Check(match.Value) is { } certainty && (certainty == Certainty.Verified || !Placeholder.IsMadeUp(match.Value))
            ? new Credential(this, start, match.Length, certainty)
            : null;
    }

    private static int Leftmost(string text, int anchor)
    {
        while (anchor > 0 && (IsWord(text[anchor - 1]) || text[anchor - 1] is '-'))
            anchor--;
        return anchor;
    }

    /// <summary><c>\n</c>, <c>\t</c> and their like before a credential are not part of a word.</summary>
    private static bool IsEscape(string text, int start) => start > 1 && text[start - 2] == '\\' && text[start - 1] is 'n' or 'r' or 't';

    private static bool IsWord(char letter) => letter is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_';
}
