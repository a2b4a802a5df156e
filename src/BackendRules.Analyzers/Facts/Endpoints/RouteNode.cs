using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>
/// What an expression of type <c>IEndpointRouteBuilder</c> or <c>IEndpointConventionBuilder</c> stands for, as far as one body tells. The bodies are
/// joined when all have been seen.
/// </summary>
internal abstract record RouteNode
{
    /// <summary>The application itself, or something whose prefix is unknown.</summary>
    public sealed record Root : RouteNode;

    /// <summary>The result of <c>MapGroup</c>, <c>MapGet</c> and their like, by the place of the call.</summary>
    public sealed record Mapped(SyntaxNode Call) : RouteNode;

    /// <summary>A parameter: callers decide.</summary>
    public sealed record Given(IParameterSymbol Parameter) : RouteNode
    {
        public bool Equals(Given? other) => other is not null && SymbolEqualityComparer.Default.Equals(Parameter, other.Parameter);

        public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Parameter);
    }

    /// <summary>A field or property.</summary>
    public sealed record Stored(ISymbol Member) : RouteNode
    {
        public bool Equals(Stored? other) => other is not null && SymbolEqualityComparer.Default.Equals(Member, other.Member);

        public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Member);
    }

    /// <summary>All that a module of Carter maps.</summary>
    public sealed record Module(INamedTypeSymbol Type) : RouteNode
    {
        public bool Equals(Module? other) => other is not null && SymbolEqualityComparer.Default.Equals(Type, other.Type);

        public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Type);
    }

    /// <summary>What a method of this compilation returns, called here.</summary>
    public sealed record Returned(SyntaxNode Call) : RouteNode;
}

/// <summary>A piece of a route template: text, or the parameter that carries it. Neither: not written in the code.</summary>
internal readonly record struct RoutePart(string? Text, IParameterSymbol? Parameter)
{
    /// <summary>What the class decides that a group is made for.</summary>
    public ClassText? Class { get; init; }
}

/// <summary><c>MapGroup</c>, <c>MapGet</c>, <c>MapControllers</c> ...: a node of the route tree.</summary>
internal sealed record MapCall(
    SyntaxNode Syntax,
    RouteNode Receiver,
    string Method,
    IReadOnlyList<string> Verbs,
    IReadOnlyList<RoutePart> Pattern,
    IMethodSymbol? Handler,
    IParameterSymbol? HandlerParameter,
    INamedTypeSymbol? Service,
    ISymbol Container)
{
    /// <summary>Whether a library maps it, and answers itself.</summary>
    public bool IsForeign { get; init; }
}

/// <summary>A call on an endpoint or a group that says something about it.</summary>
internal sealed record Convention(RouteNode Target, string Name, IReadOnlyList<string> Texts, ITypeSymbol? Type, int? Status);

/// <summary>A call of a method of this compilation that is given builders, route texts or handlers.</summary>
internal sealed record HelperCall(
    SyntaxNode Syntax,
    IMethodSymbol Method,
    IMethodSymbol Called,
    ITypeParameterSymbol? Through,
    IReadOnlyDictionary<int, RouteNode> Builders,
    IReadOnlyDictionary<int, IReadOnlyList<RoutePart>> Texts,
    IReadOnlyDictionary<int, IMethodSymbol> Handlers);
