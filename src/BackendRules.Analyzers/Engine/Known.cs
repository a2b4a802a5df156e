using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>The types of a compilation by metadata name, looked up once and shared by all rules. A type that is missing is null.</summary>
public sealed class Known
{
    private static readonly ConditionalWeakTable<Compilation, Known> s_known = new();

    private readonly ConcurrentDictionary<string, INamedTypeSymbol?> _types = new(StringComparer.Ordinal);
    private readonly Compilation _compilation;

    private Known(Compilation compilation) => _compilation = compilation;

    public static Known Of(Compilation compilation) => s_known.GetValue(compilation, static c => new Known(c));

    /// <param name="metadataName">For instance <c>System.Collections.Generic.List`1</c>; nested types with <c>+</c>.</param>
    public INamedTypeSymbol? this[string metadataName] => _types.GetOrAdd(metadataName, Find);

    public bool Has(string metadataName) => this[metadataName] is not null;

    private INamedTypeSymbol? Find(string metadataName)
    {
        if (_compilation.GetTypeByMetadataName(metadataName) is { } only)
            return only;
        // Null also when several references declare it, as facades and shared-source packages do: the first one that is visible counts.
        foreach (var type in _compilation.GetTypesByMetadataName(metadataName))
        {
            if (type.DeclaredAccessibility == Accessibility.Public)
                return type;
        }

        return null;
    }
}
