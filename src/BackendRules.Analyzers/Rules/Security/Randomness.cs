namespace BackendRules;

/// <summary>Whether a text looks as if a machine drew it.</summary>
internal static class Randomness
{
    public static bool IsRandom(string text)
    {
        if (text.Length is < 16 or > 200 || text.Any(char.IsWhiteSpace) || text.Length == 36 && Guid.TryParse(text, out _) || text.IndexOf("://", StringComparison.Ordinal) >= 0)
            return false;
        if (text.All(static c => c is >= '0' and <= '9' or >= 'a' and <= 'f' or >= 'A' and <= 'F'))
            return Entropy(text) >= 3.0 && text.Any(char.IsDigit) && text.Any(char.IsLetter);
        if (text.All(static c => char.IsLetter(c) || c is '.' or '_' or '-'))
            return false;
        var classes = (text.Any(char.IsLower) ? 1 : 0) + (text.Any(char.IsUpper) ? 1 : 0) + (text.Any(char.IsDigit) ? 1 : 0) + (text.Any(static c => !char.IsLetterOrDigit(c)) ? 1 : 0);
        return classes >= 3 && Entropy(text) >= 3.7 && !HasLongWord(text);
    }

    /// <summary>Shannon's measure, in bits a character.</summary>
    public static double Entropy(string text)
    {
        var counts = new Dictionary<char, int>();
        foreach (var letter in text)
            counts[letter] = counts.TryGetValue(letter, out var count) ? count + 1 : 1;
        var sum = 0.0;
        foreach (var count in counts.Values)
        {
            var share = (double)count / text.Length;
            sum -= share * Math.Log(share, 2);
        }

        return sum;
    }

    /// <summary>People write in words: lower-case runs of seven letters or more are rare in drawn text.</summary>
    private static bool HasLongWord(string text)
    {
        var run = 0;
        foreach (var letter in text)
        {
            run = letter is >= 'a' and <= 'z' ? run + 1 : 0;
            if (run >= 7)
                return true;
        }

        return false;
    }
}
