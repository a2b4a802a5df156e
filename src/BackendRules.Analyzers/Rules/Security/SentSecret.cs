using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Secrets in the query string of an address that is put together.</summary>
internal static class SentSecret
{
    private static readonly string[] s_secrets = ["password", "pwd", "secret", "client_secret", "clientsecret", "token", "access_token", "accesstoken", "refresh_token", "auth_token", "authtoken"];

    private static readonly string[] s_keys = ["api_key", "apikey", "api-key", "key", "subscription-key"];

    /// <summary>The name of the secret and whether it is a provider's key, or null.</summary>
    public static (string Name, bool IsKey)? In(IOperation address)
    {
        var value = LocalValues.Resolve(address);
        if (value is IObjectCreationOperation { Type.Name: "Uri", Arguments.Length: > 0 } uri)
            value = LocalValues.Resolve(uri.Arguments[0].Value);
        switch (value)
        {
            case IInterpolatedStringOperation text:
                for (var i = 0; i + 1 < text.Parts.Length; i++)
                {
                    if (text.Parts[i] is IInterpolatedStringTextOperation { Text.ConstantValue.Value: string before } && text.Parts[i + 1] is IInterpolationOperation && Last(before) is { } found)
                        return found;
                }

                return null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                return Joined(sum);
            default:
                return null;
        }
    }

    private static (string, bool)? Joined(IBinaryOperation sum)
    {
        for (var current = sum; ;)
        {
            if (!current.RightOperand.ConstantValue.HasValue && Text(current.LeftOperand) is { } before && Last(before) is { } found)
                return found;
            if (LocalValues.Bare(current.LeftOperand) is not IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } left)
                return null;
            current = left;
        }
    }

    /// <summary>What the left side ends with, when that is written.</summary>
    private static string? Text(IOperation left)
    {
        left = LocalValues.Bare(left);
        if (left.ConstantValue is { HasValue: true, Value: string text })
            return text;
        return left is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum && LocalValues.Bare(sum.RightOperand).ConstantValue is { HasValue: true, Value: string last } ? last : null;
    }

    private static (string, bool)? Last(string before)
    {
        if (!before.EndsWith("=", StringComparison.Ordinal))
            return null;
        var start = before.LastIndexOfAny(['?', '&']);
        if (start < 0)
            return null;
        var name = before.Substring(start + 1, before.Length - start - 2);
        var lower = name.ToLowerInvariant();
        return Array.IndexOf(s_secrets, lower) >= 0 ? (name, false) : Array.IndexOf(s_keys, lower) >= 0 ? (name, true) : null;
    }
}
