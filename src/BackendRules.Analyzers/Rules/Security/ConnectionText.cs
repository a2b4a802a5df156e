namespace BackendRules;

/// <summary>A secret inside a connection string or an address.</summary>
/// <param name="Kind">What it is, in words.</param>
/// <param name="Length">How long it is.</param>
/// <param name="IsLocal">Whether it opens something on the developer's own machine only.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="IsBeside">Whether it opens a container beside, which is another machine where files are deployed.</param>
internal readonly record struct ConnectionSecret(string Kind, int Length, bool IsLocal, int Start, bool IsBeside = false);

/// <summary>Reads connection strings key by key, and addresses with a user in them.</summary>
internal static class ConnectionText
{
    /// <summary>Stands for a value that isn't written: the hole of an interpolation.</summary>
    public const char Hole = '\uFFFC';

    private static readonly string[] s_hosts = ["server", "data source", "datasource", "host", "hostname", "addr", "address", "network address", "endpoint", "accountendpoint", "defaultendpointsprotocol", "accountname"];

    private static readonly string[] s_marks = ["database", "initial catalog", "user id", "userid", "uid", "username", "user name", "user", "port", "ssl", "abortconnect", "sharedaccesskeyname", "account"];

    private static readonly string[] s_local =
    [
        "localhost", "127.0.0.1", "::1", "(local)", ".", "host.docker.internal", "0.0.0.0",
    ];

    private static readonly string[] s_beside =
    [
        "db", "database", "postgres", "postgresql", "mysql", "mariadb", "sqlserver", "mssql", "sql",
        "sql-server", "sqldata", "sql.data", "redis", "mongo", "mongodb", "rabbitmq", "nosql.data", "basketdata",
    ];

    /// <summary>The first secret of a text, or null.</summary>
    public static ConnectionSecret? Secret(string text) =>
        text.Length < 8 ? null : text.IndexOf("://", StringComparison.Ordinal) >= 0 && Address(text) is { } address ? address : text.IndexOf('=') > 0 ? Pairs(text) : null;

    private static ConnectionSecret? Pairs(string text)
    {
        var separator = text.IndexOf(';') >= 0 ? ';' : ',';
        (string Kind, string Value, int Start)? secret = null;
        string? host = null;
        var isConnection = false;
        foreach (var (key, value, start) in Split(text, separator))
        {
            switch (key)
            {
                case "password" or "pwd" or "user password":
                    secret ??= ("password", value, start);
                    break;
                case "accountkey":
                    secret ??= ("account key", value, start);
                    break;
                case "sharedaccesskey" or "sharedsecret" or "sharedsecretvalue":
                    secret ??= ("shared access key", value, start);
                    break;
                case "authtoken":
                    secret ??= ("token", value, start);
                    break;
                case "integrated security" or "trusted_connection" when value.Trim().ToLowerInvariant() is "true" or "yes" or "sspi":
                case "authentication" when value.IndexOf("password", StringComparison.OrdinalIgnoreCase) < 0 && value.Trim().StartsWith("active directory", StringComparison.OrdinalIgnoreCase):
                case "usedevelopmentstorage":
                    return null;
                default:
                    if (Array.IndexOf(s_hosts, key) >= 0)
                    {
                        isConnection = true;
                        host ??= value;
                    }

                    isConnection |= Array.IndexOf(s_marks, key) >= 0;
                    break;
            }

            if (key.Length == 0 && separator == ',' && start == 0 && value.IndexOf(' ') < 0)
            {
                isConnection = true;
                host ??= value;
            }
        }

        if (secret is not var (kind, written, at) || !isConnection || IsPlaceholder(written))
            return null;
        return new ConnectionSecret(kind, written.Length, host is not null && IsLocal(host), at, host is not null && IsBeside(host));
    }

    private static IEnumerable<(string Key, string Value, int Start)> Split(string text, char separator)
    {
        var at = 0;
        while (at < text.Length)
        {
            var end = at;
            var quote = '\0';
            for (; end < text.Length && (text[end] != separator || quote != '\0'); end++)
            {
                if (quote == '\0' && text[end] is '"' or '\'' && FollowsEquals(text, at, end))
                    quote = text[end];
                else if (text[end] == quote && (end + 1 == text.Length || text[end + 1] == separator || text[end + 1] == ' '))
                    quote = '\0';
            }

            var equals = text.IndexOf('=', at, end - at);
            if (equals > at)
            {
                var raw = text.Substring(equals + 1, end - equals - 1);
                var value = raw.Trim();
                yield return (text.Substring(at, equals - at).Trim().ToLowerInvariant(), value.Trim('"', '\''), equals + 1 + raw.Length - raw.TrimStart().Length);
            }
            else
            {
                yield return ("", text.Substring(at, end - at).Trim(), at);
            }

            at = end + 1;
        }
    }

    private static bool FollowsEquals(string text, int from, int at)
    {
        while (at > from && text[at - 1] == ' ')
            at--;
        return at > from && text[at - 1] == '=';
    }

    private static ConnectionSecret? Address(string text)
    {
        for (var scheme = text.IndexOf("://", StringComparison.Ordinal); scheme > 0; scheme = text.IndexOf("://", scheme + 3, StringComparison.Ordinal))
        {
            var from = scheme + 3;
            var end = from;
            while (end < text.Length && text[end] is not ('/' or '?' or '#' or ' ' or '"' or '\'' or '<' or '>' or '\n'))
                end++;
            var at = text.LastIndexOf('@', end - 1, end - from);
            if (at <= from)
                continue;
            var colon = text.IndexOf(':', from, at - from);
            if (colon < 0)
                continue;
            var user = text.Substring(from, colon - from);
            var secret = text.Substring(colon + 1, at - colon - 1);
            if (IsPlaceholder(secret) || IsPlaceholder(user) && user.Length >= 4 && user is not "root" || user.IndexOf(Hole) >= 0 && secret.Length < 4 || secret is "guest" || secret == user && secret == "user")
                continue;
            return new ConnectionSecret("password", secret.Length, IsLocal(text.Substring(at + 1, end - at - 1)), colon + 1, IsBeside(text.Substring(at + 1, end - at - 1)));
        }

        return null;
    }

    public static bool IsPlaceholder(string value) => value.IndexOf(Hole) >= 0 || IsFormat(value) || value is "guest" || Placeholder.Is(value) || CredentialFormats.IsPublished(value);

    /// <summary>What a formatting call will put in: <c>{0}</c>.</summary>
    private static bool IsFormat(string value) => value.IndexOf('{') >= 0 && value.IndexOf('}') > value.IndexOf('{');

    public static bool IsLocal(string host) => Name(host) is not { } name || Array.IndexOf(s_local, name) >= 0 || Array.IndexOf(s_beside, name) >= 0;

    /// <summary>A name that containers have for each other.</summary>
    private static bool IsBeside(string host) => Array.IndexOf(s_beside, Name(host)) >= 0;

    /// <summary>The host alone; null for what can only be this machine.</summary>
    private static string? Name(string host)
    {
        var name = host.Trim().Trim('"', '\'').ToLowerInvariant();
        var protocol = name.IndexOf("://", StringComparison.Ordinal);
        if (protocol >= 0)
            name = name.Substring(protocol + 3);
        if (name.StartsWith("tcp:", StringComparison.Ordinal))
            name = name.Substring(4);
        if (name.StartsWith("(localdb)", StringComparison.Ordinal) || name.StartsWith(".\\", StringComparison.Ordinal) || name.StartsWith("[::1]", StringComparison.Ordinal) || name == "::1")
            return null;
        var end = name.IndexOfAny([':', ',', '\\', '/']);
        return end > 0 ? name.Substring(0, end) : name;
    }
}
