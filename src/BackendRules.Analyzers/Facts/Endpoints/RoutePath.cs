using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>One way from a mapped handler up to the application: the prefixes, what was said on the way, and the helper calls it runs through.</summary>
internal sealed record RoutePath
{
    public RoutePath(MapCall map)
    {
        Patterns = [map.Pattern];
        HandlerParameter = map.HandlerParameter;
        Handler = map.Handler;
        Place = map.Syntax;
    }

    /// <summary>The templates, outermost first.</summary>
    public IReadOnlyList<IReadOnlyList<RoutePart>> Patterns { get; init; }

    /// <summary>What was said, innermost first, and whether it was said of the endpoint itself rather than of a group.</summary>
    public IReadOnlyList<(Convention Said, bool IsOwn)> Said { get; init; } = [];

    public IReadOnlyList<SyntaxNode> Nodes { get; init; } = [];

    public IReadOnlyList<SyntaxNode> Calls { get; init; } = [];

    public IMethodSymbol? Handler { get; init; }

    public IParameterSymbol? HandlerParameter { get; init; }

    /// <summary>The call that readers take for the declaration: of the helper, when the handler or the template is handed to one.</summary>
    public SyntaxNode Place { get; init; }

    /// <summary>A type parameter that only one type may stand for on this path.</summary>
    public (ITypeParameterSymbol Parameter, INamedTypeSymbol Type)? Bound { get; init; }

    /// <summary>The class whose method a base class or an interface called on this path: what a group that is made for it may be named after.</summary>
    public INamedTypeSymbol? Class { get; init; }

    /// <summary>Whether it ends at a group that code out of sight made, with reflection or in another project.</summary>
    public bool HasUnknownGroup { get; init; }

    public string Route
    {
        get
        {
            var route = "/";
            foreach (var pattern in Patterns)
                route = RouteText.Join(route, string.Concat(pattern.Select(static part => part.Text ?? RouteText.Unknown)));
            return route;
        }
    }

    public RoutePath Under(IReadOnlyList<RoutePart> prefix, SyntaxNode group) => this with { Patterns = [prefix, .. Patterns], Nodes = [.. Nodes, group] };

    public RoutePath Under(IReadOnlyList<RoutePart> prefix) => this with { Patterns = [prefix, .. Patterns] };

    public RoutePath Saying(IEnumerable<Convention> said, bool isOwn) => this with { Said = [.. Said, .. said.Select(one => (one, isOwn))] };

    public RoutePath Through(HelperCall call) => this with { Calls = [.. Calls, call.Syntax] };

    /// <summary>Whether a call of a generic helper is for the type that this path started in.</summary>
    public bool Allows(HelperCall call) =>
        Bound is not { } bound || !AcrossProjects.Same.Equals(bound.Parameter.DeclaringMethod?.OriginalDefinition, call.Method)
        || bound.Parameter.Ordinal >= call.Called.TypeArguments.Length
        || call.Called.TypeArguments[bound.Parameter.Ordinal] is ITypeParameterSymbol
        || AcrossProjects.Same.Equals(call.Called.TypeArguments[bound.Parameter.Ordinal].OriginalDefinition, bound.Type.OriginalDefinition);

    /// <summary>The path with the arguments of a call in place of the parameters of the method that it left.</summary>
    public RoutePath Filled(IMethodSymbol left, HelperCall call)
    {
        var place = Place;
        var patterns = Patterns.Select(pattern => (IReadOnlyList<RoutePart>)pattern.SelectMany(part =>
        {
            if (part.Parameter is not { } parameter || !Same(parameter.ContainingSymbol, left) || !call.Texts.TryGetValue(parameter.Ordinal, out var text))
                return [part];
            place = call.Syntax;
            return text;
        }).ToArray()).ToArray();
        var handler = Handler;
        if (HandlerParameter is { } given && Same(given.ContainingSymbol, left) && call.Handlers.TryGetValue(given.Ordinal, out var method))
        {
            handler = method;
            place = call.Syntax;
        }

        return this with
        {
            Patterns = patterns,
            Handler = handler,
            Place = place,
            Calls = [.. Calls, call.Syntax],
            Class = left.ContainingType is { IsAbstract: false } own && IsOver(left, call) ? own : Class,
            Bound = call.Through is { } through && left.ContainingType is { } type ? (through, type) : Bound,
        };
    }

    /// <summary>Whether a call names what a method overrides or implements, and not the method itself.</summary>
    public static bool IsOver(IMethodSymbol method, HelperCall call) => !Same(method, call.Method);

    /// <summary>The path with what its class says in place of what the class decides.</summary>
    public RoutePath Named(ClassTexts texts) =>
        Patterns.Any(static pattern => pattern.Any(static part => part.Class is not null))
            ? this with { Patterns = Patterns.Select(pattern => (IReadOnlyList<RoutePart>)pattern.SelectMany(part => part.Class is { } text ? Spelled(text, texts, 0) : [part]).ToArray()).ToArray() } : this;

    private IEnumerable<RoutePart> Spelled(ClassText text, ClassTexts texts, int depth) =>
        text.For(Class, texts).SelectMany(part => part.Class is { } inner && depth < 4 ? Spelled(inner, texts, depth + 1) : [part]);

    private static bool Same(ISymbol? one, ISymbol? other) => AcrossProjects.Same.Equals(one?.OriginalDefinition, other?.OriginalDefinition);
}
