using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>Something that holds of a type wherever it is mentioned: rules that look at every mention ask once a type.</summary>
/// <param name="read">Tells it from the type's declaration.</param>
internal sealed class TypeTrait(Func<ITypeSymbol, bool> read)
{
    private readonly ConditionalWeakTable<ITypeSymbol, StrongBox<bool>> _known = new();

    public bool Holds(ITypeSymbol type) => _known.TryGetValue(type, out var known) ? known.Value : _known.GetValue(type, asked => new StrongBox<bool>(read(asked))).Value;
}
