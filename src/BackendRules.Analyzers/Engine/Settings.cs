using System.Collections.Immutable;

namespace BackendRules;

/// <summary>All settings: those of the rules, and those that hold for several.</summary>
public static class Settings
{
    /// <summary>For teams whose gateway limits rates: rules that ask for a limiter in the application stay silent.</summary>
    public static readonly Option<bool> EdgeRateLimiting = Option.Flag("edge_rate_limiting", false, "Rates are limited in front of the application.");

    private static readonly ImmutableArray<Option> s_shared = ImmutableArray.Create<Option>(EdgeRateLimiting);

    private static readonly Lazy<ImmutableArray<Option>> s_all = new(static () =>
        s_shared.Concat(Catalog.All().SelectMany(static check => check.Options)).Distinct().ToImmutableArray());

    public static ImmutableArray<Option> All => s_all.Value;

    /// <summary>The setting with this key, or null.</summary>
    public static Option? Find(string key) => All.FirstOrDefault(option => option.Key == key);
}
