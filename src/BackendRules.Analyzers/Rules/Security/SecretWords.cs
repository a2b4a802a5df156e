namespace BackendRules;

/// <summary>Names that say what they hold: split at capitals, underscores, dashes and colons, the last word decides.</summary>
internal static class SecretWords
{
    private static readonly HashSet<string> s_one = new(StringComparer.OrdinalIgnoreCase)
    {
        "password", "passwd", "pwd", "passphrase", "secret", "apikey", "token", "credential", "credentials", "clientsecret", "secretkey", "accesskey", "signingkey", "privatekey",
        "encryptionkey", "accountkey", "masterkey", "appsecret",
    };

    private static readonly string[] s_keys = ["api", "access", "secret", "private", "signing", "encryption", "account", "shared", "master", "jwt", "hmac", "security", "token", "aes", "subscription", "storage", "auth"];

    /// <summary>Whether a name ends with a word for a secret: <c>SmtpPassword</c>, <c>JWT_SIGNING_KEY</c>, <c>clientSecret</c>.</summary>
    public static bool Ends(string name)
    {
        var words = Split(name);
        if (words.Count == 0)
            return false;
        var last = words[words.Count - 1];
        if (s_one.Contains(last))
            return !(last.Equals("token", StringComparison.OrdinalIgnoreCase) && (IsOpen(words) || IsAssembly(words)));
        return last.Equals("key", StringComparison.OrdinalIgnoreCase) && words.Count > 1 && Array.IndexOf(s_keys, words[words.Count - 2].ToLowerInvariant()) >= 0;
    }

    private static bool IsOpen(List<string> words) =>
        words.Count > 1 && words[words.Count - 2].ToLowerInvariant() is "cancellation" or "page" or "continuation" or "next" or "csrf" or "antiforgery" or "public" or "syntax";

    /// <summary><c>publicKeyToken</c> is part of an assembly's name.</summary>
    private static bool IsAssembly(List<string> words) =>
        words.Count > 2 && words[words.Count - 2].Equals("key", StringComparison.OrdinalIgnoreCase) && words[words.Count - 3].Equals("public", StringComparison.OrdinalIgnoreCase);

    public static List<string> Split(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            var isEnd = i == name.Length || !char.IsLetterOrDigit(name[i]);
            var isHump = !isEnd && i > start && char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || i + 1 < name.Length && char.IsLower(name[i + 1]));
            if (!isEnd && !isHump)
                continue;
            if (i > start)
                words.Add(name.Substring(start, i - start));
            start = isEnd ? i + 1 : i;
        }

        return words;
    }
}
