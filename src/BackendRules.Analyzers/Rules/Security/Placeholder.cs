namespace BackendRules;

/// <summary>Texts that stand where a secret will be: nobody has to rotate them.</summary>
internal static class Placeholder
{
    private static readonly string[] s_words =
    [
        "changeme", "change-me", "change_me", "change this", "changethis", "change-this", "change_this", "replaceme", "replace-me", "replace_me", "replace-with", "replace_with",
        "replacewith", "placeholder", "redacted", "your-", "your_", "your ", "yourpassword", "yoursecret", "yourkey", "yourtoken", "yourstrong", "<your", "todo", "example", "dummy",
        "insert-", "insert_", "enter-", "enter_", "set-in-", "set_in_", "put-your", "to-be-replaced", "tobereplaced", "not-a-real", "notareal", "user-secrets", "usersecrets",
        "secret-here", "key-here", "password-here", "goes-here", "goeshere", "goes_here", "_here", "keyvault", "key-vault", "see-vault", "from-env", "overridden", "override-", "not-needed", "notneeded", "no-key", "nokey", "ollama", "lm-studio",
        "override_", "not-set", "notset", "not_set", "undefined", "mock-", "fill-in", "fill_in", "ignored", "irrelevant",
    ];

    private static readonly string[] s_whole =
    [
        "password", "passwd", "pass", "pwd", "secret", "token", "key", "apikey", "api-key", "api_key", "none", "null", "nil", "empty", "default", "value", "string", "true", "false",
        "user", "username", "test", "unused", "required", "optional", "invalid", "incorrect", "missing", "expired", "wrong", "n/a", "tbd", "xxx", "hidden", "masked", "clientsecret", "client-secret", "client_secret", "connectionstring",
    ];

    /// <summary>Whether a value is empty, a reference to another place, or words that say "put it here".</summary>
    public static bool Is(string value)
    {
        var text = value.Trim().Trim('"', '\'');
        if (text.Length < 4 || HasReference(text) || IsOneCharacter(text))
            return true;
        var lower = text.ToLowerInvariant();
        return Array.IndexOf(s_whole, lower.TrimStart('_')) >= 0 || HasWord(lower) || IsVariable(text);
    }

    /// <summary>Whether something with the shape of a credential was plainly written by hand for a manual.</summary>
    public static bool IsMadeUp(string credential)
    {
        var lower = credential.ToLowerInvariant();
        foreach (var word in new[] { "example", "redacted", "xxxx", "your", "placeholder", "changeme", "dummy", "....", "****", "____" })
        {
            if (lower.IndexOf(word, StringComparison.Ordinal) >= 0)
                return true;
        }

        var distinct = new HashSet<char>();
        for (var i = credential.Length / 4; i < credential.Length; i++)
            distinct.Add(credential[i]);
        return distinct.Count < 5;
    }

    /// <summary><c>${X}</c>, <c>{{x}}</c>, <c>&lt;x&gt;</c>, <c>%X%</c>, <c>#{x}#</c>, <c>__X__</c>, <c>$(x)</c>, <c>$X</c>, <c>@Microsoft.KeyVault(...)</c>, <c>env:X</c> ...</summary>
    private static bool HasReference(string text)
    {
        var first = text[0];
        var last = text[text.Length - 1];
        return text.IndexOf("${", StringComparison.Ordinal) >= 0 || text.IndexOf("{{", StringComparison.Ordinal) >= 0 || text.IndexOf("$(", StringComparison.Ordinal) >= 0
            || text.IndexOf("#{", StringComparison.Ordinal) >= 0 || text.IndexOf("<%", StringComparison.Ordinal) >= 0
            || first is '<' or '[' or '{' or '(' && last is '>' or ']' or '}' or ')' && first is '<' or '[' or '{' or '('
            || first == '%' && last == '%' || first == '#' && last == '#' || first == '@' && last == '@' || first == '*' && last == '*'
            || first == '$' && IsName(text, 1) && IsUpper(text)
            || text.StartsWith("__", StringComparison.Ordinal) && text.EndsWith("__", StringComparison.Ordinal)
            || text.StartsWith("@Microsoft.", StringComparison.OrdinalIgnoreCase) || text.StartsWith("secretref:", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("keyvault:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("env:", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("vault:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("arn:aws:", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("ENC[", StringComparison.Ordinal) || text.StartsWith("op://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("!", StringComparison.Ordinal) && IsName(text, 1);
    }

    /// <summary>The name of a variable that somebody will put here: <c>PAYPAL_SECRET</c>.</summary>
    private static bool IsVariable(string text) => text.IndexOf('_') > 0 && IsUpper(text) && text.All(static c => char.IsLetter(c) || c == '_') && SecretWords.Ends(text);

    private static bool IsOneCharacter(string text)
    {
        foreach (var letter in text)
        {
            if (letter != text[0] && letter is not ('-' or ' '))
                return false;
        }

        return true;
    }

    private static bool HasWord(string lower)
    {
        foreach (var word in s_words)
        {
            if (lower.IndexOf(word, StringComparison.Ordinal) >= 0)
                return true;
        }

        return lower.IndexOf("xxxx", StringComparison.Ordinal) >= 0 || lower.IndexOf("****", StringComparison.Ordinal) >= 0 || lower.IndexOf("...", StringComparison.Ordinal) >= 0;
    }

    private static bool IsName(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (!char.IsLetterOrDigit(text[i]) && text[i] != '_')
                return false;
        }

        return text.Length > from && (char.IsLetter(text[from]) || text[from] == '_');
    }

    private static bool IsUpper(string text)
    {
        foreach (var letter in text)
        {
            if (char.IsLower(letter))
                return false;
        }

        return true;
    }
}
