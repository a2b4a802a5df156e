using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>The shortest way to write a type at a place.</summary>
internal static class ShortName
{
    /// <remarks>A name that means nothing yet stays short: its import is added afterwards.</remarks>
    /// <param name="fullName">The namespace and the name, dotted.</param>
    /// <param name="model">The model of the document.</param>
    /// <param name="position">Where it will be written.</param>
    public static string Of(string fullName, SemanticModel model, int position)
    {
        var name = fullName.Substring(fullName.LastIndexOf('.') + 1);
        var found = model.LookupNamespacesAndTypes(position, name: name);
        return found.Length == 0 || found.Length == 1 && found[0] is INamedTypeSymbol type && type.Is(fullName) && model.LookupSymbols(position, name: name).Length == 1 ? name : "global::" + fullName;
    }
}
