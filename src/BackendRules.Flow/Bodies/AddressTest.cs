using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

/// <summary>Tests of where an address leads: <c>uri.Host.EndsWith(".example.org")</c>, <c>url.StartsWith("https://example.org/")</c>.</summary>
internal static class AddressTest
{
    private const int Length = -1;
    private const int Whole = -2;

    /// <summary>The address, or the host of one, that a call proves to be a known one; null when the call proves nothing.</summary>
    public static IOperation? Tests(IInvocationOperation call)
    {
        if (call is not { TargetMethod: { ContainingType.SpecialType: SpecialType.System_String, Name: "EndsWith" or "StartsWith" }, Instance: { } text, Arguments: [{ Value.ConstantValue: { HasValue: true, Value: string known } }, ..] })
            return null;
        // Without the dot, a neighbour passes whose name only ends so.
        if (call.TargetMethod.Name == "EndsWith")
            return known.Length > 1 && known[0] == '.' && text is IPropertyReferenceOperation { Property: { Name: "Host" or "IdnHost" or "DnsSafeHost", ContainingType: { Name: "Uri", ContainingNamespace.Name: "System" } } } ? text : null;
        return (known.IndexOf("://", StringComparison.Ordinal) > 0 || known.Length > 1 && known[0] == '/' && known[1] is not ('/' or '\\')) && Prefix.Of(known) == Prefix.Settled ? text : null;
    }

    /// <summary>What a comparison of one character, or of a length, says of a local address: <c>url[0] == '/' &amp;&amp; url[1] != '/'</c>.</summary>
    public static (IOperation Text, ulong Kinds)? Compared(IOperation left, IOperation right, bool equal, Kinds sinks) =>
        // Characters are compared as numbers.
        Piece(left.Unconverted()) is var (text, at) ? (text, Character(at, right, equal, sinks)) : null;

    /// <summary>The same of a pattern: <c>url[1] is not ('/' or '\\')</c>, <c>url is ['/', not ('/' or '\\'), ..]</c>.</summary>
    public static (IOperation Text, ulong Kinds)? Matched(IIsPatternOperation match, bool outcome, Kinds sinks)
    {
        if (Piece(match.Value.Unconverted()) is var (text, at))
            return (text, Pattern(match.Pattern, at, outcome, sinks));
        return match.Value.Type?.SpecialType == SpecialType.System_String ? (match.Value, Pattern(match.Pattern, Whole, outcome, sinks)) : null;
    }

    /// <summary>A text's character at a known place, or its length.</summary>
    private static (IOperation Text, int At)? Piece(IOperation value) =>
        value is IPropertyReferenceOperation { Property: { ContainingType.SpecialType: SpecialType.System_String } property, Instance: { } text } part
            ? (text, part.Arguments is [{ Value.ConstantValue: { HasValue: true, Value: int index } }] ? index : property.Name == "Length" ? Length : Whole)
            : null;

    /// <summary>Whether a text has no slash at its start any longer, of either kind: <c>"/" + url.TrimStart('/', '\\')</c>.</summary>
    public static bool IsStripped(object text) =>
        text is IInvocationOperation { TargetMethod: { ContainingType.SpecialType: SpecialType.System_String, Name: "TrimStart" or "Trim" }, Arguments: [{ Value: IArrayCreationOperation { Initializer.ElementValues: var taken } }] }
        && taken.Any(static sign => sign.ConstantValue.Value is '/') && taken.Any(static sign => sign.ConstantValue.Value is '\\');

    private static ulong Pattern(IPatternOperation pattern, int at, bool outcome, Kinds sinks)
    {
        switch (pattern)
        {
            case IConstantPatternOperation constant:
                return Character(at, constant.Value, outcome, sinks);
            case INegatedPatternOperation negated:
                return Pattern(negated.Pattern, at, !outcome, sinks);
            case IBinaryPatternOperation both:
                var (left, right) = (Pattern(both.LeftPattern, at, outcome, sinks), Pattern(both.RightPattern, at, outcome, sinks));
                return outcome == (both.OperatorKind == BinaryOperatorKind.And) ? left | right : left & right;
            case IListPatternOperation list when outcome && at == Whole:
                var kinds = list.Patterns.Length < 2 && !list.Patterns.Any(static element => element is ISlicePatternOperation) ? sinks.Find("redirect-network", "redirect-backslash") : 0;
                for (var i = 0; i < list.Patterns.Length && list.Patterns[i] is not ISlicePatternOperation; i++)
                    kinds |= Pattern(list.Patterns[i], i, outcome, sinks);
                return kinds;
            // Who is not ['/', '/', ..] and begins with a slash goes on with something else; nothing at all leads nowhere.
            case IListPatternOperation { Patterns: [.. var before, var last, ISlicePatternOperation { Pattern: null }] } when at == Whole && before.All(static element => element is IConstantPatternOperation { Value.ConstantValue.Value: '/' }):
                return Pattern(last, before.Length, outcome, sinks);
            default:
                return 0;
        }
    }

    private static ulong Character(int at, IOperation known, bool equal, Kinds sinks) => (at, known.Unconverted().ConstantValue.Value, equal) switch
    {
        (0, '/', true) => sinks.Find("redirect-rooted"),
        (1, '/', false) => sinks.Find("redirect-network"),
        (1, '\\', false) => sinks.Find("redirect-backslash"),
        (Length, 1, true) => sinks.Find("redirect-network", "redirect-backslash"),
        _ => 0,
    };

    /// <summary>The address whose whole text, or all of it up to the host, an expression yields.</summary>
    public static IOperation? Address(IOperation text) => text switch
    {
        IPropertyReferenceOperation { Property: { Name: "AbsoluteUri" or "OriginalString", ContainingType: { Name: "Uri", ContainingNamespace.Name: "System" } }, Instance: { } address } => address,
        IInvocationOperation { TargetMethod: { Name: "ToString" or "GetLeftPart", ContainingType: { Name: "Uri", ContainingNamespace.Name: "System" } }, Instance: { } address } => address,
        _ => null,
    };
}
