namespace BackendRules;

/// <summary>Names of values that must not be guessed.</summary>
internal static class RandomSecretWords
{
    private static readonly HashSet<string> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        "password", "passwd", "pwd", "passphrase", "secret", "token", "otp", "totp", "pin", "salt", "nonce", "apikey", "passcode", "csrf", "resettoken", "sessionid", "challenge", "credential", "iv",
    };

    private static readonly HashSet<string> s_before = new(StringComparer.OrdinalIgnoreCase)
    {
        "verification", "reset", "confirmation", "confirm", "activation", "login", "otp", "security", "invite", "invitation", "factor", "mfa", "recovery", "auth", "authentication", "access", "unlock",
        "sms", "api", "secret", "session", "encryption", "signing", "private", "pairing", "backup", "2fa",
    };

    private static readonly HashSet<string> s_tails = new(StringComparer.OrdinalIgnoreCase) { "bytes", "string", "value", "text", "buffer", "chars", "hex", "base64", "async", "data", "builder" };

    private static readonly HashSet<string> s_makers = new(StringComparer.OrdinalIgnoreCase) { "generate", "create", "new", "make", "random", "get", "build", "issue", "next", "produce", "generated", "gen" };

    /// <summary>Whether a variable, a property or a parameter of this name holds one.</summary>
    public static bool Names(string name)
    {
        var words = SecretWords.Split(name);
        var last = words.Count - 1;
        while (last > 0 && s_tails.Contains(words[last]))
            last--;
        return last >= 0 && Is(words, last);
    }

    /// <summary>Whether a method of this name makes one: <c>GenerateOtp</c>, <c>CreateResetToken</c>, <c>NewPasswordAsync</c>.</summary>
    public static bool Makes(string name)
    {
        var words = SecretWords.Split(name);
        return words.Count > 1 && s_makers.Contains(words[0]) && Names(name);
    }

    private static bool Is(List<string> words, int last)
    {
        var word = words[last];
        if (s_words.Contains(word))
            return !(word.Equals("token", StringComparison.OrdinalIgnoreCase) && last > 0 && words[last - 1].ToLowerInvariant() is "cancellation" or "page" or "continuation" or "syntax" or "change")
                && !(word.Equals("pin", StringComparison.OrdinalIgnoreCase) && last > 0 && words[last - 1].Equals("map", StringComparison.OrdinalIgnoreCase));
        return last > 0 && word.ToLowerInvariant() is "code" or "key" or "id" && s_before.Contains(words[last - 1])
            && !(word.Equals("id", StringComparison.OrdinalIgnoreCase) && !words[last - 1].Equals("session", StringComparison.OrdinalIgnoreCase));
    }
}
