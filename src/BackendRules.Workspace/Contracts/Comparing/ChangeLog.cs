using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace BackendRules.Workspaces;

/// <summary>Collects changes; what one shared type does to many endpoints is one change.</summary>
internal sealed class ChangeLog
{
    private readonly Dictionary<string, ContractChange> _all = new(StringComparer.Ordinal);

    private readonly HashSet<Reshaping> _reshaped = [];

    /// <summary>What bodies look different in, whether it breaks anybody or not.</summary>
    public ImmutableArray<Reshaping> Reshaped => [.. _reshaped.OrderBy(static r => r.Subject, StringComparer.Ordinal).ThenBy(static r => r.Direction).ThenBy(static r => r.Path, StringComparer.Ordinal)];

    public void Add(Reshaping reshaping) => _reshaped.Add(reshaping);

    public void Add(ContractChange change, string key)
    {
        var print = Print(change, key);
        if (_all.TryGetValue(print, out var known))
            _all[print] = known with { Level = known.Level > change.Level ? known.Level : change.Level, Endpoints = [.. known.Endpoints.Concat(change.Endpoints).Distinct(StringComparer.Ordinal)] };
        else
            _all.Add(print, change with { Fingerprint = print });
    }

    public ImmutableArray<ContractChange> Sorted() =>
    [
        .. _all.Values.OrderByDescending(static change => change.Level).ThenBy(static change => change.Id, StringComparer.Ordinal).ThenBy(static change => change.Service, StringComparer.Ordinal)
            .ThenBy(static change => change.Subject, StringComparer.Ordinal).ThenBy(static change => change.Path, StringComparer.Ordinal).ThenBy(static change => change.Fingerprint, StringComparer.Ordinal),
    ];

    private static string Print(ContractChange change, string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', change.Id, change.Service, change.Direction, key, change.Before, change.After))))[..16];
}
