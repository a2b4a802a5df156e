using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>
/// Plain classes that are given to a GraphQL server as its types (<c>AddQueryType&lt;Query&gt;()</c>): nothing in their declaration says so. Reads only files whose
/// text contains such a call.
/// </summary>
public sealed class GraphRoots
{
    private static readonly string[] s_calls = ["AddQueryType", "AddMutationType", "AddSubscriptionType", "AddTypeExtension", "AddType", "AddObjectType"];

    private static readonly Fact<GraphRoots> s_fact = new(static (compilation, cancellation) => new GraphRoots(compilation, cancellation));

    private readonly HashSet<INamedTypeSymbol> _types = new(SymbolEqualityComparer.Default);

    private GraphRoots(Compilation compilation, CancellationToken cancellation)
    {
        if (!Known.Of(compilation).Has("HotChocolate.Execution.Configuration.IRequestExecutorBuilder"))
            return;
        foreach (var tree in compilation.SyntaxTrees)
        {
            cancellation.ThrowIfCancellationRequested();
            if (tree.GetText(cancellation).ToString().IndexOf("Type<", StringComparison.Ordinal) < 0)
                continue;
            SemanticModel? model = null;
            foreach (var node in tree.GetRoot(cancellation).DescendantNodes())
            {
                if (node is GenericNameSyntax { Parent: MemberAccessExpressionSyntax, TypeArgumentList.Arguments: [var argument] } name && Array.IndexOf(s_calls, name.Identifier.ValueText) >= 0
                    && (model ??= compilation.GetSemanticModel(tree)).GetSymbolInfo(argument, cancellation).Symbol is INamedTypeSymbol { TypeKind: TypeKind.Class, BaseType.SpecialType: SpecialType.System_Object } type)
                    _types.Add(type.OriginalDefinition);
            }
        }
    }

    public static GraphRoots Of(Compilation compilation, CancellationToken cancellation) => s_fact.Of(compilation, cancellation);

    /// <summary>Whether fields of the server are resolved by this type.</summary>
    public bool Contains(INamedTypeSymbol? type) => type is not null && _types.Contains(type.OriginalDefinition);

    /// <summary>Whether a method resolves a field: of a root given by call, or of a type that says so itself.</summary>
    public bool Resolves(IMethodSymbol method) => EntryPoints.Kind(method) == EntryKind.Resolver || IsGiven(method);

    /// <summary>Whether a method resolves a field of a root that is given by call.</summary>
    public bool IsGiven(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public, IsOverride: false } && Contains(method.ContainingType);
}
