namespace BackendRules.Workspaces;

/// <summary>Hosts that only the settings name: an address that changes there changes whom the application talks to, and no code does.</summary>
internal static class ConfiguredHosts
{
    private static readonly string[] s_schemes = ["http", "https", "ws", "wss", "grpc", "amqp", "amqps", "sb", "ftp", "sftp", "smtp"];

    /// <param name="text">The settings.</param>
    /// <param name="before">Their values by key, as they were.</param>
    /// <param name="after">Their values by key, as they are.</param>
    public static IEnumerable<ReportItem> Of(ChangedText text, IReadOnlyDictionary<string, string?> before, IReadOnlyDictionary<string, string?> after)
    {
        var known = before.Values.Select(Host).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in after.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            if (IsOwn(key) || Host(value) is not { } host || !known.Add(host))
                continue;
            yield return new ReportItem
            {
                Kind = "boundary-host",
                Level = "warning",
                Subject = host,
                Text = $"'{Shown.Short(key)}' names the host {Shown.Short(host)}, which these settings didn't before",
                File = text.File,
                Line = ConfigurationDelta.Line(text.After, key),
            };
        }
    }

    // What the application listens to, who may call it, and schemas are no hosts that it calls; what may be a secret is told by its key alone.
    private static bool IsOwn(string key) => ConfigurationDelta.IsSecret(key) || key.StartsWith('$')
        || new[] { "Kestrel:", "urls", "AllowedHosts", "Origins", "Cors" }.Any(own => key.Contains(own, StringComparison.OrdinalIgnoreCase));

    private static string? Host(string? value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && s_schemes.Contains(address.Scheme) && address is { IsLoopback: false, Host.Length: > 0 } ? address.IdnHost : null;
}
