using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>What a connection string says about the encryption of a database connection, and where it leads.</summary>
internal static class SqlTransport
{
    internal enum Host
    {
        Unknown,
        Local,
        Remote,
    }

    private static readonly string[] s_hosts = ["server", "datasource", "host", "addr", "address", "networkaddress"];

    /// <summary>The text of a value: a constant, or an interpolation with <c>{}</c> in the place of each hole; behind <c>??</c> its fallback.</summary>
    public static (IOperation Place, string Text)? Text(IOperation value)
    {
        var place = LocalValues.Bare(value);
        if (place.ConstantValue is { HasValue: true, Value: string constant })
            return (place, constant);
        switch (LocalValues.Resolve(value))
        {
            case ICoalesceOperation coalesce:
                return Text(coalesce.WhenNull);
            case IInterpolatedStringOperation interpolation:
                return (interpolation, string.Concat(interpolation.Parts.Select(static part =>
                    part is IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: string text } } ? text : "{}")));
            case { ConstantValue: { HasValue: true, Value: string text } } only:
                return (only, text);
            default:
                return null;
        }
    }

    /// <summary>The part that gives the check or the encryption up, and where the connection leads.</summary>
    public static (string Part, Host Host)? Flaw(string text)
    {
        if (text.IndexOf('=') < 0)
            return null;
        string? flaw = null;
        var host = Host.Unknown;
        foreach (var part in text.Split(';'))
        {
            var at = part.IndexOf('=');
            if (at <= 0)
                continue;
            var key = part.Substring(0, at).Replace(" ", "").ToLowerInvariant();
            var value = part.Substring(at + 1).Trim().ToLowerInvariant();
            if (key == "trustservercertificate" && (value is "true" or "yes") || key == "encrypt" && (value is "false" or "no"))
                flaw ??= part.Trim();
            else if (Array.IndexOf(s_hosts, key) >= 0)
                host = Place(value);
        }

        return flaw is null ? null : (flaw, host);
    }

    /// <summary>Names without a dot are machines of the same container network or of the developer.</summary>
    public static Host Place(string server)
    {
        var name = server.StartsWith("tcp:", StringComparison.Ordinal) ? server.Substring(4) : server;
        var end = name.IndexOfAny([',', '\\', ':']);
        if (end >= 0 && name != "::1")
            name = name.Substring(0, end);
        name = name.Trim();
        if (name.Contains("{}") || name.Contains("${") || name.Contains("#{"))
            return Host.Unknown;
        var isLocal = name.IndexOf('.') < 0 || name == "." || name.StartsWith("127.", StringComparison.Ordinal) || name == "0.0.0.0"
            || name.EndsWith(".localhost", StringComparison.Ordinal) || name == "host.docker.internal";
        return isLocal ? Host.Local : Host.Remote;
    }
}
