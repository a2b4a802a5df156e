using Microsoft.CodeAnalysis;

namespace BackendRules.Flow;

/// <summary>Whether a line of a model speaks of something that a compilation has.</summary>
public static class ModelCheck
{
    /// <summary>Why a line says nothing in this compilation, or null when it names something.</summary>
    public static string? Unresolved(ModelLine line, Compilation compilation) => SymbolModels.Unresolved(line, compilation);
}
