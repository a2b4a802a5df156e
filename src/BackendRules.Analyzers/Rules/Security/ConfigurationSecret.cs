namespace BackendRules;

/// <summary>Whether a value of a configuration file is a secret.</summary>
/// <param name="Kind">What it is, in words.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Certainty">How sure that is.</param>
/// <param name="IsForDevelopment">Whether it opens something on a developer's machine only.</param>
internal readonly record struct ConfigurationSecret(string Kind, int Length, Certainty Certainty, bool IsForDevelopment)
{
    private static readonly string[] s_signing = ["jwt", "jwtsettings", "jwtoptions", "jwtconfig", "jwtbearer", "tokensettings", "tokenoptions", "token", "signing", "encryption", "hmac", "tokenmanagement", "jwttoken"];

    /// <summary>What people write for a database that only their own containers reach.</summary>
    private static readonly string[] s_images = ["postgres", "mysql", "mariadb", "mongo", "mongodb", "rabbitmq", "redis", "admin", "root", "minio", "minioadmin", "sqlserver"];

    public static ConfigurationSecret? Judge(ConfigurationEntry entry, ConfigurationFile file)
    {
        var written = entry.Value.Trim();
        if (written.Length < 4)
            return null;
        // What holds when the variable isn't set, mostly on a developer's machine.
        var value = WithDefaults(written);
        var isDefault = value.Length != written.Length;
        if (CredentialScan.In(value) is { } found)
        {
            var credential = found[0];
            return new ConfigurationSecret(credential.Format.Name, credential.Length, credential.Certainty, credential.Certainty == Certainty.Expired);
        }

        if (ConnectionText.Secret(value) is { } connection)
        {
            // A database that only this machine can reach, in a file that only this machine reads.
            if (connection.IsLocal && file.IsDevelopment)
                return null;
            return new ConfigurationSecret(connection.Kind, connection.Length, Certainty.Structure, connection.IsLocal && !(connection.IsBeside && file.IsDeployed) || file.IsDevelopment || isDefault);
        }

        return (KindOf(entry) is { } kind && IsSecret(value, kind) || (kind = KindOfGroup(entry)!) is not null && IsRandom(value) && IsSecret(value, kind))
            ? new ConfigurationSecret(kind, value.Length, Certainty.Structure, file.IsDevelopment || isDefault || Array.IndexOf(s_images, value.ToLowerInvariant()) >= 0)
            : null;
    }

    /// <summary><c>${DB_PASSWORD:-secret}</c> as it is without the variable.</summary>
    private static string WithDefaults(string value)
    {
        for (var from = value.IndexOf("${", StringComparison.Ordinal); from >= 0; from = value.IndexOf("${", from, StringComparison.Ordinal))
        {
            var at = from + 2;
            while (at < value.Length && (char.IsLetterOrDigit(value[at]) || value[at] == '_'))
                at++;
            if (at < value.Length && value[at] == ':')
                at++;
            var close = at < value.Length && value[at] == '-' ? value.IndexOf('}', at) : -1;
            if (close <= at + 1)
                return value;
            value = value.Substring(0, from) + value.Substring(at + 1, close - at - 1) + value.Substring(close + 1);
        }

        return value;
    }

    private static string? KindOf(ConfigurationEntry entry)
    {
        var key = entry.Key;
        var words = SecretWords.Split(key);
        if (words.Count == 0)
            return null;
        var last = words[words.Count - 1].ToLowerInvariant();
        if (last is "key" or "secret" && Array.IndexOf(s_signing, Parent(entry.Path).ToLowerInvariant()) >= 0)
            return "signing key";
        if (key is "validationKey" or "decryptionKey")
            return "machine key";
        if (key.Equals("userPWD", StringComparison.OrdinalIgnoreCase))
            return "password";
        // DB_PASS, but not what a proxy passes on.
        if (last == "pass" && words.Count > 1 && words[words.Count - 2].ToLowerInvariant() is not ("proxy" or "by" or "fastcgi" or "uwsgi" or "grpc"))
            return "password";
        if (!SecretWords.Ends(key) || last is "credential" or "credentials")
            return null;
        return last switch
        {
            "password" or "passwd" or "pwd" or "pass" => "password",
            "passphrase" => "passphrase",
            "secret" or "clientsecret" or "appsecret" => "secret",
            "token" => "token",
            _ => "key",
        };
    }

    private static string Parent(string path)
    {
        var end = path.LastIndexOf(':');
        if (end <= 0)
            return "";
        var start = path.LastIndexOf(':', end - 1);
        return path.Substring(start + 1, end - start - 1);
    }

    /// <summary><c>ApiKeys: { Maps: … }</c>: the group says what its values are, whatever they are called.</summary>
    private static string? KindOfGroup(ConfigurationEntry entry)
    {
        var parent = Parent(entry.Path);
        var one = Singular(parent);
        return one.Length < parent.Length ? KindOf(new ConfigurationEntry(one, entry.Value, entry.Start, entry.Length)) : null;
    }

    private static string Singular(string name) => name.EndsWith("s", StringComparison.OrdinalIgnoreCase) ? name.Substring(0, name.Length - 1) : name;

    /// <summary>Letters and digits that take turns: not a name with a year or a number at its end, nor an identifier of something else.</summary>
    private static bool IsRandom(string value)
    {
        if (value.Length < 16 || Guid.TryParseExact(value, "D", out _) || !value.All(static c => char.IsLetterOrDigit(c) || c is '+' or '/' or '=' or '_' or '-'))
            return false;
        var turns = 0;
        for (var i = 1; i < value.Length; i++)
        {
            if (char.IsDigit(value[i]) ? char.IsLetter(value[i - 1]) : char.IsLetter(value[i]) && char.IsDigit(value[i - 1]))
                turns++;
        }

        return turns >= 4;
    }

    private static bool IsSecret(string value, string kind)
    {
        if (ConnectionText.IsPlaceholder(value) || IsPlace(value) || value.IndexOf(' ') >= 0 || value.ToLowerInvariant() is "true" or "false" or "disabled" or "enabled" or "required" or "autogenerate" or "disable" or "enable")
            return false;
        if (value.StartsWith("AutoGenerate", StringComparison.OrdinalIgnoreCase) || CredentialFormats.IsPublished(value))
            return false;
        // A password may be anything; a key or a token is long, and isn't a name with dots.
        return kind == "password" || value.Length >= 8 && !(kind is "token" or "key" && value.All(static c => char.IsLetter(c) || c is '.' or '-' or ':' or '_') && value.Length < 24);
    }

    /// <summary>A file, an address or a resource: where the secret is.</summary>
    private static bool IsPlace(string value) =>
        value[0] is '/' or '~' or '.' || value.IndexOf("://", StringComparison.Ordinal) > 0 || value.IndexOf("/secrets/", StringComparison.Ordinal) > 0 || value.Length > 2 && value[1] == ':' && value[2] is '\\' or '/'
        || value.EndsWith(".pfx", StringComparison.OrdinalIgnoreCase) || value.EndsWith(".pem", StringComparison.OrdinalIgnoreCase) || value.EndsWith(".key", StringComparison.OrdinalIgnoreCase)
        || value.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || value.EndsWith(".txt", StringComparison.OrdinalIgnoreCase);
}
