namespace BackendRules;

/// <summary>Which configuration files are read, how, and for which environment they are.</summary>
internal sealed class ConfigurationFile
{
    /// <summary>Nobody writes so much configuration by hand: beyond lies data.</summary>
    public const int Most = 2_000_000;

    private static readonly string[] s_development = ["development", "dev", "local", "localhost", "test", "tests", "testing", "integrationtests", "e2e", "override", "ci", "debug", "docker"];

    private readonly Func<string, IEnumerable<ConfigurationEntry>?> _read;

    private ConfigurationFile(string name, bool isApplicationSettings, Func<string, IEnumerable<ConfigurationEntry>?> read)
    {
        Name = name;
        IsApplicationSettings = isApplicationSettings;
        _read = read;
        var parts = (name.StartsWith("docker-", StringComparison.Ordinal) ? name.Substring("docker-".Length) : name).Split('.', '-', '_');
        IsDevelopment = name == "launchsettings.json" || parts.Any(static part => Array.IndexOf(s_development, part) >= 0);
        IsDeployed = !IsDevelopment && parts.Any(static part => part is "production" or "prod" or "staging" or "live");
        IsSample = parts.Any(static part => part is "example" or "sample" or "template" or "dist" or "tmpl");
    }

    public string Name { get; }

    /// <summary>Whether <c>dotnet user-secrets</c> can hold its values instead.</summary>
    public bool IsApplicationSettings { get; }

    /// <summary>Whether it is for a developer's machine or a test run.</summary>
    public bool IsDevelopment { get; }

    /// <summary>Whether it is for other machines than a developer's: by its name, or because a cluster takes it.</summary>
    public bool IsDeployed { get; private set; }

    /// <summary>Whether it shows what to write, and isn't read.</summary>
    public bool IsSample { get; }

    public static ConfigurationFile? Of(string path)
    {
        var name = path.Substring(path.LastIndexOfAny(['/', '\\']) + 1).ToLowerInvariant();
        if (name.EndsWith(".json", StringComparison.Ordinal))
        {
            var isSettings = name.StartsWith("appsettings", StringComparison.Ordinal);
            return isSettings || name is "launchsettings.json" or "secrets.json" or "local.settings.json" or "hostsettings.json" or "connectionstrings.json"
                ? new(name, isSettings || name == "secrets.json", JsonEntries.Read)
                : null;
        }

        if (name.EndsWith(".config", StringComparison.Ordinal) || name.EndsWith(".pubxml", StringComparison.Ordinal) || name.EndsWith(".publishsettings", StringComparison.Ordinal))
            return new(name, false, XmlEntries.Read);
        if (name == ".env" || name.StartsWith(".env.", StringComparison.Ordinal) || name.EndsWith(".env", StringComparison.Ordinal))
            return new(name, false, LineEntries.Environment);
        if (name is "dockerfile" or "containerfile" || name.StartsWith("dockerfile.", StringComparison.Ordinal) || name.EndsWith(".dockerfile", StringComparison.Ordinal))
            return new(name, false, LineEntries.Dockerfile);
        if (name.EndsWith(".yml", StringComparison.Ordinal) || name.EndsWith(".yaml", StringComparison.Ordinal))
            return new(name, false, YamlEntries.Read);
        if (name.EndsWith(".tf", StringComparison.Ordinal) || name.EndsWith(".tfvars", StringComparison.Ordinal))
            return new(name, false, LineEntries.Terraform);
        return null;
    }

    /// <summary>The values of the file; none when it is too long, isn't text or is broken.</summary>
    public IEnumerable<ConfigurationEntry> Read(string text)
    {
        if (text.Length > Most || text.IndexOf('\0') >= 0)
            return [];
        IsDeployed |= !IsDevelopment && text.IndexOf("apiVersion:", StringComparison.Ordinal) >= 0 && text.IndexOf("kind:", StringComparison.Ordinal) >= 0;
        return _read(text) ?? [];
    }
}
