using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>Where a local that is named gets its first value.</summary>
internal static class DeclaredLocal
{
    /// <summary>The declarator, or null for what is no local, or one of a pattern, a loop or an <c>out</c> argument.</summary>
    public static VariableDeclaratorSyntax? Of(IdentifierNameSyntax name, SemanticModel model, CancellationToken cancellation) =>
        model.GetSymbolInfo(name, cancellation).Symbol is ILocalSymbol { DeclaringSyntaxReferences: { Length: 1 } references } ? references[0].GetSyntax(cancellation) as VariableDeclaratorSyntax : null;
}
