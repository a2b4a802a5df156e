using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Whether a value is the output of a keyed hash, as bytes or as text made of them.</summary>
internal static class KeyedHash
{
    private const int Deepest = 8;

    /// <summary>The algorithm's class, or null.</summary>
    public static string? Makes(IOperation value) => Makes(value, 0);

    private static string? Makes(IOperation value, int depth)
    {
        if (depth > Deepest)
            return null;
        value = LocalValues.Resolve(value);
        switch (value)
        {
            case IInvocationOperation call:
                if (call.TargetMethod.Name is "HashData" or "ComputeHash" or "GetHashAndReset" or "GetCurrentHash" or "ComputeHashAsync" or "HashDataAsync" && Keyed(call) is { } name)
                    return name;
                if (call.TargetMethod.Name is "FixedTimeEquals")
                    return null;
                if (IsText(call.TargetMethod))
                {
                    return (call.Instance is { } instance ? Makes(instance, depth + 1) : null)
                        ?? (call.Arguments.Length > 0 ? Makes(call.Arguments[0].Value, depth + 1) : null);
                }

                return null;
            case IAwaitOperation awaited:
                return Makes(awaited.Operation, depth + 1);
            case IPropertyReferenceOperation { Property.Name: "Hash", Instance: { Type: { } type } } when type.IsOrInherits("System.Security.Cryptography.KeyedHashAlgorithm"):
                return type.Name;
            case IInterpolatedStringOperation text:
                foreach (var part in text.Parts)
                {
                    if (part is IInterpolationOperation hole && Makes(hole.Expression, depth + 1) is { } found)
                        return found;
                }

                return null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                return Makes(sum.LeftOperand, depth + 1) ?? Makes(sum.RightOperand, depth + 1);
            default:
                return null;
        }
    }

    private static string? Keyed(IInvocationOperation call)
    {
        var type = call.Instance?.Type ?? call.TargetMethod.ContainingType;
        if (type.IsOrInherits("System.Security.Cryptography.KeyedHashAlgorithm"))
            return type.Name;
        return type.Is("System.Security.Cryptography.IncrementalHash") && LocalValues.Resolve(call.Instance!) is IInvocationOperation { TargetMethod.Name: "CreateHMAC" } ? "IncrementalHash" : null;
    }

    /// <summary>What turns bytes into text, or text into other text.</summary>
    private static bool IsText(IMethodSymbol method) => method.Name is "ToBase64String" or "ToHexString" or "ToHexStringLower" or "ToString" or "Replace" or "ToLower" or "ToUpper" or "ToLowerInvariant"
        or "ToUpperInvariant" or "Base64UrlEncode" or "Encode" or "EncodeToString" or "Concat" or "Join" or "TrimEnd" or "Trim" or "ToArray" or "AsSpan" or "GetString" or "Format";
}
