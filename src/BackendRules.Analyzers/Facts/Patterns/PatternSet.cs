namespace BackendRules;

/// <summary>A set of characters: each of ASCII, and beyond it letters, digits, spaces and the rest as one character each.</summary>
internal readonly struct PatternSet(ulong low, ulong high, byte beyond)
{
    private const byte Letter = 1, Digit = 2, Space = 4, Rest = 8;

    private readonly ulong _low = low, _high = high;
    private readonly byte _beyond = beyond;

    public static PatternSet All { get; } = new(ulong.MaxValue, ulong.MaxValue, Letter | Digit | Space | Rest);

    public static PatternSet Word { get; } = Of(static c => char.IsLetterOrDigit(c) || c == '_', Letter | Digit);

    public static PatternSet Digits { get; } = Of(char.IsDigit, Digit);

    public static PatternSet Spaces { get; } = Of(char.IsWhiteSpace, Space);

    public static PatternSet Of(char one) => Range(one, one);

    public static PatternSet Range(char first, char last)
    {
        var beyond = last < 128 ? (byte)0 : first == last ? Beyond(first) : (byte)(Letter | Digit | Space | Rest);
        return Of(c => c >= first && c <= last, beyond);
    }

    public static PatternSet operator |(PatternSet left, PatternSet right) =>
        new(left._low | right._low, left._high | right._high, (byte)(left._beyond | right._beyond));

    /// <summary>Everything else. Beyond ASCII a set is seldom whole, so what it has there is kept in.</summary>
    public static PatternSet operator ~(PatternSet set) => new(~set._low, ~set._high, (byte)(Letter | Digit | Space | Rest));

    /// <summary>Everything that a class such as <c>\W</c> leaves out.</summary>
    public PatternSet Without() => new(~_low, ~_high, (byte)(~_beyond & (Letter | Digit | Space | Rest)));

    public bool Meets(PatternSet other) => (_low & other._low) != 0 || (_high & other._high) != 0 || (_beyond & other._beyond) != 0;

    /// <summary>With the letters of the other case.</summary>
    public PatternSet BothCases()
    {
        var set = this;
        return this | Of(c => char.IsLetter(c) && set.Has(char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)), 0);
    }

    private bool Has(char c) => ((c < 64 ? _low >> c : _high >> (c - 64)) & 1) != 0;

    private static byte Beyond(char c) => char.IsLetter(c) ? Letter : char.IsDigit(c) ? Digit : char.IsWhiteSpace(c) ? Space : Rest;

    private static PatternSet Of(Func<char, bool> holds, byte beyond)
    {
        ulong low = 0, high = 0;
        for (var c = '\0'; c < 128; c++)
        {
            if (holds(c))
            {
                if (c < 64)
                    low |= 1UL << c;
                else
                    high |= 1UL << (c - 64);
            }
        }

        return new PatternSet(low, high, beyond);
    }
}
