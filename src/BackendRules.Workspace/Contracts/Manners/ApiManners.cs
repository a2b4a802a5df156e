using System.Collections.Immutable;

namespace BackendRules.Workspaces;

/// <summary>What holds for a whole application: how versions are asked for, who may call from a browser, how often.</summary>
public sealed record ApiManners
{
    /// <summary>The version of requests that ask for none, or null.</summary>
    public string? DefaultVersion { get; init; }

    /// <summary>Whether requests that ask for no version get the default one.</summary>
    public bool AssumesDefault { get; init; }

    /// <summary>Where the version is read from; empty without versions.</summary>
    public ImmutableSortedSet<string> VersionReaders { get; init; } = [];

    /// <summary>Prefixes that are taken off paths.</summary>
    public ImmutableSortedSet<string> PathBases { get; init; } = [];

    /// <summary>By CORS policy, what it lets through: "any origin", "origin https://…", "method PUT" ...</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedSet<string>> Cors { get; init; } = ImmutableSortedDictionary<string, ImmutableSortedSet<string>>.Empty;

    /// <summary>By rate limit policy, what it permits.</summary>
    public ImmutableSortedDictionary<string, RateLimit> RateLimits { get; init; } = ImmutableSortedDictionary<string, RateLimit>.Empty;

    /// <summary>Authorization policies, by name.</summary>
    public ImmutableSortedDictionary<string, ApiPolicy> Policies { get; init; } = ImmutableSortedDictionary<string, ApiPolicy>.Empty;
}
