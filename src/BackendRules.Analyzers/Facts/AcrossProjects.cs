using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>
/// Takes a symbol for the same in two projects: a project that refers to another with other versions of libraries sees its symbols anew, and those of a library
/// are others in every compilation.
/// </summary>
internal sealed class AcrossProjects : IEqualityComparer<ISymbol?>
{
    public static readonly AcrossProjects Same = new();

    private AcrossProjects()
    {
    }

    public bool Equals(ISymbol? one, ISymbol? other)
    {
        if (SymbolEqualityComparer.Default.Equals(one, other))
            return true;
        if (one is null || other is null || one.Kind != other.Kind || one.Name != other.Name)
            return false;
        var (mine, theirs) = (one.DeclaringSyntaxReferences, other.DeclaringSyntaxReferences);
        if (mine.Length > 0 && theirs.Length > 0)
            return mine[0].SyntaxTree == theirs[0].SyntaxTree && mine[0].Span == theirs[0].Span && IsPlain(one) && IsPlain(other);
        return mine.Length == theirs.Length && one is INamedTypeSymbol { IsGenericType: false } type && other is INamedTypeSymbol { IsGenericType: false } same
            && type.ContainingAssembly?.Name == same.ContainingAssembly?.Name && type.ToDisplayString() == same.ToDisplayString();
    }

    // Within one compilation equal symbols have equal names, and so have they across.
    public int GetHashCode(ISymbol? symbol) => symbol is null ? 0 : StringComparer.Ordinal.GetHashCode(symbol.Name);

    /// <summary>Constructed symbols share the text of what they are made from, and aren't the same.</summary>
    private static bool IsPlain(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol, symbol.OriginalDefinition);
}
