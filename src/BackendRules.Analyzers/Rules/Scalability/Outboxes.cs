using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BackendRules;

/// <summary>
/// Whether a solution has an outbox: a package or a type that is named so, or a word of the code such as <c>AddEntityFrameworkOutbox</c>. Every library
/// calls it that; which project sets it up can't be seen from the others.
/// </summary>
internal static class Outboxes
{
    private const string Word = "outbox";

    private static readonly Fact<object> s_fact = new(static (compilation, cancellation) => Any(compilation, cancellation));

    public static bool Exist(Compilation compilation, CancellationToken cancellation) => (bool)s_fact.Of(compilation, cancellation);

    private static bool Any(Compilation compilation, CancellationToken cancellation)
    {
        foreach (var reference in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            if (Is(reference.Name) || IsOfTheSolution(reference, compilation) && reference.TypeNames.Any(Is))
                return true;
        }

        foreach (var tree in compilation.SyntaxTrees)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Is(tree.GetText(cancellation).ToString()) && tree.GetRoot(cancellation).DescendantTokens().Any(static token => token.IsKind(SyntaxKind.IdentifierToken) && Is(token.ValueText)))
                return true;
        }

        return false;
    }

    /// <summary>Bus libraries have types for an outbox whether it is used or not: only what shares the first word of the assembly's name counts.</summary>
    private static bool IsOfTheSolution(IAssemblySymbol reference, Compilation compilation) =>
        compilation.AssemblyName is { } name && string.Equals(reference.Name.Split('.')[0], name.Split('.')[0], StringComparison.Ordinal);

    private static bool Is(string text) => text.IndexOf(Word, StringComparison.OrdinalIgnoreCase) >= 0;
}
