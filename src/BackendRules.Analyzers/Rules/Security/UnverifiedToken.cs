using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>What becomes of a token that was read without a check of its signature.</summary>
internal static class UnverifiedToken
{
    private static readonly string[] s_claims = ["Claims", "Subject", "Payload", "GetClaim", "GetPayloadValue", "TryGetClaim", "TryGetPayloadValue", "TryGetValue"];
    private static readonly string[] s_identities = ["ClaimsIdentity", "ClaimsPrincipal", "GenericIdentity", "GenericPrincipal", "AuthenticationTicket"];

    /// <summary>The use that trusts the token's claims, in words; null when none does, or when the same body verifies a token.</summary>
    public static string? Trusted(IOperation read)
    {
        var body = LocalValues.Root(read);
        var holders = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        string? use = null;
        foreach (var operation in body.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IInvocationOperation { TargetMethod.Name: "ValidateToken" or "ValidateTokenAsync" or "AuthenticateAsync" }:
                    return null;
                case IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer()?.Value is { } value && Comes(value, read, holders):
                    holders.Add(declarator.Symbol);
                    break;
                case ISimpleAssignmentOperation assignment when LocalValues.Named(assignment.Target) is ILocalSymbol target && Comes(assignment.Value, read, holders):
                    holders.Add(target);
                    break;
                case IObjectCreationOperation creation when Array.IndexOf(s_identities, creation.Type?.Name) >= 0:
                    foreach (var argument in creation.Arguments)
                    {
                        if (Comes(argument.Value, read, holders))
                            use ??= $"become a '{creation.Type!.Name}'";
                    }

                    break;
                case IConditionalOperation choice when Decides(choice.Condition, read, holders):
                case IReturnOperation { ReturnedValue: { Type.SpecialType: SpecialType.System_Boolean } answer } when Decides(answer, read, holders):
                    use ??= "decide what the caller may do";
                    break;
            }
        }

        return use;
    }

    /// <summary>The expression is made from the token or from something that was.</summary>
    private static bool Comes(IOperation value, IOperation read, HashSet<ISymbol> holders)
    {
        foreach (var operation in value.DescendantsAndSelf())
        {
            if (operation == read || LocalValues.Named(operation) is ILocalSymbol local && holders.Contains(local))
                return true;
        }

        return false;
    }

    /// <summary>A condition on a claim, other than on its being there or on the token's age.</summary>
    private static bool Decides(IOperation condition, IOperation read, HashSet<ISymbol> holders)
    {
        foreach (var operation in condition.DescendantsAndSelf())
        {
            var owner = operation switch
            {
                IPropertyReferenceOperation property when Array.IndexOf(s_claims, property.Property.Name) >= 0 => property.Instance,
                IInvocationOperation call when Array.IndexOf(s_claims, call.TargetMethod.Name) >= 0 => call.Instance,
                _ => null,
            };
            if (owner is not null && Comes(owner, read, holders) && !MentionsAge(condition))
                return true;
        }

        return false;
    }

    private static bool MentionsAge(IOperation condition)
    {
        foreach (var operation in condition.DescendantsAndSelf())
        {
            if (operation.ConstantValue is { HasValue: true, Value: "exp" or "nbf" or "iat" })
                return true;
        }

        return false;
    }
}
