using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>
/// What is handed to <c>MapGet</c> and its like: handler methods, and the types of the parameters of handlers. The one fact that reads bodies while
/// typing: only of files whose text contains <c>.Map</c>, only the calls of that name.
/// </summary>
public sealed class MappedHandlers
{
    private static readonly Fact<MappedHandlers> s_fact = new(static (compilation, cancellation) => new MappedHandlers(compilation, cancellation));

    private static readonly HashSet<string> s_names = new(EntryPoints.MapMethods.Names, StringComparer.Ordinal);

    private readonly Dictionary<IMethodSymbol, string?> _methods = new(SymbolEqualityComparer.Default);
    private readonly List<IMethodSymbol> _functions = [];
    private readonly HashSet<INamedTypeSymbol> _services = new(SymbolEqualityComparer.Default);

    private MappedHandlers(Compilation compilation, CancellationToken cancellation)
    {
        if (!Known.Of(compilation).Has("Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions"))
            return;
        foreach (var tree in compilation.SyntaxTrees)
        {
            cancellation.ThrowIfCancellationRequested();
            if (tree.GetText(cancellation).ToString().IndexOf(".Map", StringComparison.Ordinal) >= 0)
                Read(compilation, tree, cancellation);
        }
    }

    /// <summary>Named methods that are handlers.</summary>
    public IReadOnlyCollection<IMethodSymbol> Methods => _methods.Keys;

    /// <summary>The local functions of a member that are handlers.</summary>
    public IEnumerable<IMethodSymbol> Functions(ISymbol member) => _functions.Count == 0 ? [] : _functions.Where(function => SymbolEqualityComparer.Default.Equals(function.ContainingSymbol, member));

    /// <summary>Types that handlers ask for.</summary>
    public IReadOnlyCollection<INamedTypeSymbol> Services => _services;

    public static MappedHandlers Of(Compilation compilation, CancellationToken cancellation) => s_fact.Of(compilation, cancellation);

    public bool Contains(IMethodSymbol method) => _methods.ContainsKey(method.OriginalDefinition);

    /// <summary>The name of the call that maps a method, such as <c>MapGet</c>, or null when several of other names do.</summary>
    public string? MapOf(IMethodSymbol method) => _methods.TryGetValue(method.OriginalDefinition, out var map) ? map : null;

    private void Read(Compilation compilation, SyntaxTree tree, CancellationToken cancellation)
    {
        SemanticModel? model = null;
        foreach (var node in tree.GetRoot(cancellation).DescendantNodes())
        {
            if (node is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call
                || !s_names.Contains(access.Name.Identifier.ValueText) || call.ArgumentList.Arguments.Count == 0)
                continue;
            model ??= compilation.GetSemanticModel(tree);
            if (model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol method || !EntryPoints.MapMethods.Contain(method))
                continue;
            foreach (var argument in call.ArgumentList.Arguments)
                Read(model, argument.Expression, method.Name, cancellation);
        }
    }

    private void Read(SemanticModel model, ExpressionSyntax handler, string map, CancellationToken cancellation)
    {
        if (handler is LiteralExpressionSyntax or InterpolatedStringExpressionSyntax)
            return;
        var info = model.GetSymbolInfo(handler, cancellation);
        if ((info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) is not IMethodSymbol method)
            return;
        if (method.MethodKind == MethodKind.LocalFunction && !_methods.ContainsKey(method.OriginalDefinition))
            _functions.Add(method.OriginalDefinition);
        if (method.MethodKind is MethodKind.Ordinary or MethodKind.LocalFunction)
            _methods[method.OriginalDefinition] = _methods.TryGetValue(method.OriginalDefinition, out var other) && other != map ? null : map;
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Type is INamedTypeSymbol type)
                _services.Add(type.OriginalDefinition);
        }
    }
}
