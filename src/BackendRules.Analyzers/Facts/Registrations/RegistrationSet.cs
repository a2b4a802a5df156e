using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>All registrations of a compilation, by service.</summary>
public sealed class RegistrationSet
{
    private readonly Dictionary<INamedTypeSymbol, List<Registration>> _byService = new(AcrossProjects.Same);
    private readonly HashSet<INamedTypeSymbol> _implementations = new(AcrossProjects.Same);

    public RegistrationSet(IEnumerable<Registration> all)
    {
        // The order in which bodies are shown isn't fixed; the order of places is.
        All = all.OrderBy(static r => r.Location.SourceTree?.FilePath ?? "", StringComparer.Ordinal).ThenBy(static r => r.Location.SourceSpan.Start).ToImmutableArray();
        foreach (var registration in All)
        {
            if (!_byService.TryGetValue(registration.Service.OriginalDefinition, out var same))
                _byService.Add(registration.Service.OriginalDefinition, same = []);
            same.Add(registration);
            if (registration.Implementation is { } implementation)
                _implementations.Add(implementation.OriginalDefinition);
        }
    }

    public ImmutableArray<Registration> All { get; }

    public IReadOnlyList<Registration> Of(ITypeSymbol service) =>
        service is INamedTypeSymbol named && _byService.TryGetValue(named.OriginalDefinition, out var found) ? found : [];

    /// <summary>Whether the container knows the service.</summary>
    public bool Contains(ITypeSymbol service) => Of(service).Count > 0;

    /// <summary>Whether the container creates the class, under its own name or another.</summary>
    public bool Creates(INamedTypeSymbol type) => _implementations.Contains(type.OriginalDefinition) || Contains(type);

    /// <summary>The lifetime of a service, or null when it isn't registered or is registered with several.</summary>
    public Lifetime? LifetimeOf(ITypeSymbol service, string? key = null)
    {
        Lifetime? lifetime = null;
        foreach (var registration in Of(service))
        {
            if (!string.Equals(registration.Key, key, StringComparison.Ordinal))
                continue;
            if (lifetime is { } other && other != registration.Lifetime)
                return null;
            lifetime = registration.Lifetime;
        }

        return lifetime;
    }
}
