using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Members that an index of the compilation declares unique: the database refuses the second one.</summary>
internal static class UniqueMembers
{
    private static readonly Fact<HashSet<string>> s_names = new(static (compilation, cancellation) =>
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (tree.GetText(cancellation).ToString() is var text && !text.Contains("IsUnique") && !text.Contains("Unique = true"))
                continue;
            foreach (var word in tree.GetRoot(cancellation).DescendantNodes().OfType<IdentifierNameSyntax>())
            {
                if (word.Identifier.ValueText is not ("IsUnique" or "Unique"))
                    continue;
                // An attribute, or the statement or expression body that configures the index.
                SyntaxNode? whole = word.FirstAncestorOrSelf<AttributeSyntax>() ?? word.FirstAncestorOrSelf<StatementSyntax>() ?? (SyntaxNode?)word.FirstAncestorOrSelf<ArrowExpressionClauseSyntax>();
                foreach (var name in whole?.DescendantTokens() ?? [])
                    names.Add(name.ValueText);
            }
        }

        return names;
    });

    /// <summary>Whether what a look asks for is unique.</summary>
    public static bool Decide(IInvocationOperation look, Compilation compilation, CancellationToken cancellation)
    {
        var names = s_names.Of(compilation, cancellation);
        return Asked(look).Any(asked => names.Contains(asked.Property.Name) || IsKey(asked));
    }

    private static IEnumerable<IPropertyReferenceOperation> Asked(IInvocationOperation look) =>
        look.DescendantsAndSelf().OfType<IAnonymousFunctionOperation>().SelectMany(static lambda => lambda.Descendants().OfType<IPropertyReferenceOperation>());

    /// <summary>The key of the rows that are looked at, not that of something else which the look compares with.</summary>
    private static bool IsKey(IPropertyReferenceOperation asked) =>
        asked.Instance is { } row && LocalValues.Bare(row) is IParameterReferenceOperation && SymbolEqualityComparer.Default.Equals(EntityKey.Of(asked.Property.ContainingType), asked.Property);
}
