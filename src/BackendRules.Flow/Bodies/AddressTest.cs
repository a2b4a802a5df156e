using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

/// <summary>Tests of where an address leads: <c>uri.Host.EndsWith(".example.org")</c>, <c>url.StartsWith("https://example.org/")</c>.</summary>
internal static class AddressTest
{
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
    public static (IOperation Item, string[] Kinds)? Character(IOperation left, IOperation right, bool equal)
    {
        // Characters are compared as numbers.
        if (left.Unconverted() is not IPropertyReferenceOperation { Property: { ContainingType.SpecialType: SpecialType.System_String } property, Instance: { } text } part)
            return null;
        var at = part.Arguments is [{ Value.ConstantValue: { HasValue: true, Value: int index } }] ? index : -1;
        string[] kinds = (at, right.Unconverted().ConstantValue.Value, equal) switch
        {
            (0, '/', true) => ["redirect-rooted"],
            (1, '/', false) => ["redirect-network"],
            (1, '\\', false) => ["redirect-backslash"],
            (-1, 1, true) when property.Name == "Length" => ["redirect-network", "redirect-backslash"],
            _ => [],
        };
        return kinds.Length == 0 ? null : (text, kinds);
    }

    /// <summary>The address whose whole text, or all of it up to the host, an expression yields.</summary>
    public static IOperation? Address(IOperation text) => text switch
    {
        IPropertyReferenceOperation { Property: { Name: "AbsoluteUri" or "OriginalString", ContainingType: { Name: "Uri", ContainingNamespace.Name: "System" } }, Instance: { } address } => address,
        IInvocationOperation { TargetMethod: { Name: "ToString" or "GetLeftPart", ContainingType: { Name: "Uri", ContainingNamespace.Name: "System" } }, Instance: { } address } => address,
        _ => null,
    };
}
