namespace BackendRules;

/// <summary>A regular expression, taken apart as far as the number of its ways to match is concerned.</summary>
internal abstract record PatternNode
{
    /// <summary>One character out of a set.</summary>
    public sealed record One(PatternSet Set) : PatternNode;

    /// <summary>One after the other; empty for what takes no character.</summary>
    public sealed record Row(IReadOnlyList<PatternNode> Items) : PatternNode;

    /// <summary>One or the other.</summary>
    public sealed record Choice(IReadOnlyList<PatternNode> Items) : PatternNode;

    /// <summary>Again and again.</summary>
    /// <param name="Item">What is repeated.</param>
    /// <param name="Min">How often at least.</param>
    /// <param name="Max">How often at most; null without a bound.</param>
    public sealed record Repeat(PatternNode Item, int Min, int? Max) : PatternNode;

    /// <summary>The end of the text, or something ahead: here a match can still fail without a character.</summary>
    public sealed record End : PatternNode;

    public static PatternNode Nothing { get; } = new Row([]);
}
