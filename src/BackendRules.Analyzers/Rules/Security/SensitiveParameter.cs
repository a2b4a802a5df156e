using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>How sensitive what a parameter's name says is.</summary>
internal enum SensitiveKind
{
    None,
    Token,
    Secret,
}

/// <summary>Parameters of endpoints that hold what nobody else should read.</summary>
internal static class SensitiveParameter
{
    private static readonly HashSet<string> s_secrets = new(StringComparer.OrdinalIgnoreCase)
    {
        "password", "passwd", "pwd", "passphrase", "secret", "clientsecret", "apikey", "ssn", "pan", "cvv", "cvc", "cardnumber", "creditcard", "creditcardnumber", "socialsecuritynumber", "otp", "passcode",
    };

    private static readonly string[] s_tokens = ["access", "refresh", "id", "auth", "bearer", "session", "jwt", "api", "user", "login"];

    private static readonly string[] s_harmless = ["page", "next", "continuation", "cancellation", "sync", "skip", "delta", "resume", "paging", "previous", "prev", "change", "concurrency"];

    private static readonly string[] s_once = ["confirm", "confirmation", "verify", "verification", "reset", "unsubscribe", "invite", "invitation", "activate", "activation", "validate", "validation", "email", "join", "accept", "download", "share"];

    public static SensitiveKind Kind(IParameterSymbol parameter)
    {
        if (parameter.Type.SpecialType != SpecialType.System_String && !(parameter.Type is INamedTypeSymbol { Name: "StringValues" }))
            return SensitiveKind.None;
        return Kind(parameter.Name) is not SensitiveKind.None and var kind ? kind : Kind(Sent(parameter));
    }

    /// <summary>The name that callers use: <c>[FromQuery(Name = "api_key")]</c>.</summary>
    private static string Sent(IParameterSymbol parameter)
    {
        foreach (var attribute in parameter.GetAttributes())
        {
            foreach (var named in attribute.NamedArguments)
            {
                if (named.Key == "Name" && named.Value.Value is string name && attribute.AttributeClass?.Name is "FromQueryAttribute" or "FromRouteAttribute")
                    return name;
            }
        }

        return "";
    }

    private static SensitiveKind Kind(string name)
    {
        if (s_secrets.Contains(name))
            return SensitiveKind.Secret;
        var words = SecretWords.Split(name);
        if (words.Count == 0)
            return SensitiveKind.None;
        var last = words[words.Count - 1].ToLowerInvariant();
        var before = words.Count > 1 ? words[words.Count - 2].ToLowerInvariant() : "";
        if (last is "password" or "secret" or "passphrase" or "ssn" or "cvv" || last == "key" && before is "api" or "secret" or "private" || last == "number" && before is "card" or "security")
            return SensitiveKind.Secret;
        if (last is "jwt" or "bearer")
            return SensitiveKind.Token;
        return last == "token" && Array.IndexOf(s_harmless, before) < 0 && (before.Length == 0 || Array.IndexOf(s_tokens, before) >= 0 || Array.IndexOf(s_once, before) >= 0)
            ? SensitiveKind.Token
            : SensitiveKind.None;
    }

    /// <summary>Whether a token is of the kind that a mail carries: opened once, then worthless.</summary>
    public static bool IsOnce(string name, string action)
    {
        foreach (var word in SecretWords.Split(name).Concat(SecretWords.Split(action)))
        {
            if (Array.IndexOf(s_once, word.ToLowerInvariant()) >= 0)
                return true;
        }

        return false;
    }
}
