using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>The types that a compilation declares, and which of them implement which declared interface or abstract class.</summary>
public sealed class SourceTypes
{
    private static readonly Fact<SourceTypes> s_fact = new(static (compilation, cancellation) => new SourceTypes(compilation, cancellation));

    private readonly Dictionary<INamedTypeSymbol, List<INamedTypeSymbol>> _implementations = new(SymbolEqualityComparer.Default);

    private SourceTypes(Compilation compilation, CancellationToken cancellation)
    {
        var all = ImmutableArray.CreateBuilder<INamedTypeSymbol>();
        Collect(compilation.Assembly.GlobalNamespace, all, cancellation);
        All = all.ToImmutable();
        foreach (var type in All)
        {
            if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || type.IsAbstract)
                continue;
            foreach (var contract in type.AllInterfaces)
                Add(contract, type);
            for (var parent = type.BaseType; parent is { SpecialType: SpecialType.None }; parent = parent.BaseType)
                Add(parent, type);
        }
    }

    /// <summary>All declared types, nested ones included.</summary>
    public ImmutableArray<INamedTypeSymbol> All { get; }

    public static SourceTypes Of(Compilation compilation, CancellationToken cancellation) => s_fact.Of(compilation, cancellation);

    /// <summary>The concrete declared types behind an interface or a base class; generic arguments aside.</summary>
    public IReadOnlyList<INamedTypeSymbol> Implementing(INamedTypeSymbol contract) =>
        _implementations.TryGetValue(contract.OriginalDefinition, out var types) ? types : [];

    private void Add(INamedTypeSymbol contract, INamedTypeSymbol type)
    {
        if (!_implementations.TryGetValue(contract.OriginalDefinition, out var types))
            _implementations.Add(contract.OriginalDefinition, types = []);
        types.Add(type);
    }

    private static void Collect(INamespaceOrTypeSymbol container, ImmutableArray<INamedTypeSymbol>.Builder all, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var type in container.GetTypeMembers())
        {
            all.Add(type);
            Collect(type, all, cancellation);
        }

        if (container is not INamespaceSymbol space)
            return;
        foreach (var inner in space.GetNamespaceMembers())
            Collect(inner, all, cancellation);
    }
}
