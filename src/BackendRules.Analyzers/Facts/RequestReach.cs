using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>
/// Which code runs while a caller waits: entry points, their own types, and the types that are injected into those, interfaces followed to their
/// implementations in the compilation. Callers of a library live in another project: there the services that a container makes count, unless hosted
/// services of the same library are all that use them. From declarations, so that it holds while typing.
/// </summary>
public sealed class RequestReach
{
    private static readonly Fact<RequestReach> s_fact = new(static (compilation, cancellation) => new RequestReach(compilation, cancellation));

    private readonly HashSet<INamedTypeSymbol> _types = new(SymbolEqualityComparer.Default);
    private readonly HashSet<INamedTypeSymbol> _proven = new(SymbolEqualityComparer.Default);
    private readonly MappedHandlers _mapped;

    private RequestReach(Compilation compilation, CancellationToken cancellation)
    {
        var source = SourceTypes.Of(compilation, cancellation);
        _mapped = MappedHandlers.Of(compilation, cancellation);
        var queue = new Queue<INamedTypeSymbol>();
        var graph = GraphRoots.Of(compilation, cancellation);
        foreach (var type in source.All)
        {
            if (graph.Contains(type))
                Add(type);
            var kind = EntryPoints.Kind(type);
            if (kind is not (EntryKind.None or EntryKind.Hosted) || type.GetMembers().Any(m => m is IMethodSymbol method && EntryPoints.Kind(method, kind) is not (EntryKind.None or EntryKind.Hosted)))
                Add(type);
        }

        foreach (var method in _mapped.Methods)
        {
            foreach (var parameter in method.Parameters)
                Follow(parameter.Type);
        }

        foreach (var service in _mapped.Services)
            Follow(service);

        Drain();
        _proven.UnionWith(_types);
        if (compilation.Options.OutputKind == OutputKind.DynamicallyLinkedLibrary)
        {
            var hosted = BehindHosted(source);
            foreach (var type in source.All)
            {
                if (!hosted.Contains(type) && InjectedServices.Contain(type, compilation))
                    Add(type);
            }

            Drain();
        }

        void Drain()
        {
            while (queue.Count > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                var type = queue.Dequeue();
                foreach (var constructor in type.InstanceConstructors)
                {
                    foreach (var parameter in constructor.Parameters)
                        Follow(parameter.Type);
                }

                foreach (var member in type.GetMembers())
                {
                    if (member is not IMethodSymbol { MethodKind: MethodKind.Ordinary, Parameters.Length: > 0 } method)
                        continue;
                    foreach (var parameter in method.Parameters)
                    {
                        if (InjectedServices.IsAsked(parameter))
                            Follow(parameter.Type);
                    }
                }
            }
        }

        void Follow(ITypeSymbol type)
        {
            if (type is not INamedTypeSymbol named)
                return;
            if (named.TypeKind == TypeKind.Class)
                Add(named.OriginalDefinition);
            foreach (var implementation in source.Implementing(named))
                Add(implementation);
        }

        void Add(INamedTypeSymbol type)
        {
            if (SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly)
                && EntryPoints.Kind(type) != EntryKind.Hosted && _types.Add(type))
            {
                queue.Enqueue(type);
                if (type.BaseType is { SpecialType: SpecialType.None } parent)
                    Add(parent.OriginalDefinition);
            }
        }
    }

    private bool Proves(INamedTypeSymbol type) => _proven.Contains(type.OriginalDefinition) || type.ContainingType is { } outer && Proves(outer);

    /// <summary>Hosted services and what is injected into them.</summary>
    private static HashSet<INamedTypeSymbol> BehindHosted(SourceTypes source)
    {
        var seen = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        var queue = new Queue<INamedTypeSymbol>(source.All.Where(static type => EntryPoints.Kind(type) == EntryKind.Hosted));
        while (queue.Count > 0)
        {
            var type = queue.Dequeue();
            if (!seen.Add(type))
                continue;
            foreach (var parameter in type.InstanceConstructors.SelectMany(static constructor => constructor.Parameters))
            {
                if (parameter.Type is not INamedTypeSymbol named)
                    continue;
                queue.Enqueue(named.OriginalDefinition);
                foreach (var implementation in source.Implementing(named))
                    queue.Enqueue(implementation);
            }
        }

        return seen;
    }

    public static RequestReach Of(Compilation compilation, CancellationToken cancellation) => s_fact.Of(compilation, cancellation);

    /// <summary>Whether methods of this type run while a caller waits.</summary>
    public bool Contains(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.ContainingType)
        {
            if (_types.Contains(current.OriginalDefinition))
                return true;
        }

        return false;
    }

    /// <summary>Whether the type counts only because it is a service of a library: no entry point of the compilation leads to it.</summary>
    public bool Infers(INamedTypeSymbol type) => Contains(type) && !Proves(type);

    /// <summary>
    /// Whether an operation runs while a caller waits. Constructors, static constructors and <c>Dispose</c> don't count: they need an answer of their own.
    /// </summary>
    /// <param name="operation">Where.</param>
    /// <param name="container">The member that contains it, as the driver names it.</param>
    public bool Contains(IOperation operation, ISymbol container)
    {
        for (IOperation? current = operation; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation && EntryPoints.IsMapped(current))
                return true;
            if (current is ILocalFunctionOperation local && _mapped.Contains(local.Symbol))
                return true;
        }

        return container switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor or MethodKind.Destructor } => false,
            IMethodSymbol { Name: "Dispose" or "DisposeAsync" } => false,
            IMethodSymbol method when _mapped.Contains(method) => true,
            IMethodSymbol or IPropertySymbol => container.ContainingType is { } type && Contains(type),
            _ => false,
        };
    }
}
