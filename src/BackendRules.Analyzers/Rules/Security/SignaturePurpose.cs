using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Whether names say that a hash serves as a signature or a token.</summary>
internal static class SignaturePurpose
{
    /// <summary>The name that says so, or null.</summary>
    public static string? Of(IOperation value, ISymbol container)
    {
        for (var current = value; current.Parent is { } parent; current = parent)
        {
            switch (parent)
            {
                case IVariableDeclaratorOperation { Symbol.Name: { } name } when Says(name):
                    return name;
                case ISimpleAssignmentOperation assignment when assignment.Value == current && LocalValues.Named(assignment.Target) is { } target && Says(target.Name):
                    return target.Name;
                case ILocalFunctionOperation local:
                    return Says(local.Symbol.Name) ? local.Symbol.Name : null;
                case IAnonymousFunctionOperation:
                    return null;
            }
        }

        return container is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && Says(method.Name) ? method.Name : null;
    }

    private static bool Says(string name)
    {
        var words = SecretWords.Split(name);
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i].ToLowerInvariant();
            if (word is "signature" or "hmac" or "mac" || word == "sign" && i == 0 || word == "token" && i == words.Count - 1 && !(i > 0 && words[i - 1].ToLowerInvariant() is "cache" or "change" or "concurrency" or "page"))
                return true;
        }

        return false;
    }
}
