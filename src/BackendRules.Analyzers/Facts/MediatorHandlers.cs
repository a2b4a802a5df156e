using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>By the type of a request, the method that answers it behind a mediator.</summary>
internal sealed class MediatorHandlers
{
    private static readonly Fact<MediatorHandlers> s_fact = new(static (compilation, cancellation) => new MediatorHandlers(compilation, cancellation));

    private readonly Dictionary<ISymbol, IMethodSymbol> _handlers = new(SymbolEqualityComparer.Default);

    private MediatorHandlers(Compilation compilation, CancellationToken cancellation)
    {
        if (!Known.Of(compilation).Has("MediatR.IRequestHandler`2") && !Known.Of(compilation).Has("Mediator.IRequestHandler`2"))
            return;
        foreach (var type in SourceTypes.Of(compilation, cancellation).All)
        {
            if (EntryPoints.Kind(type) != EntryKind.Mediator)
                continue;
            foreach (var contract in type.AllInterfaces)
            {
                if (contract is { Name: "IRequestHandler" or "ICommandHandler" or "IQueryHandler", TypeArguments: [INamedTypeSymbol request, _] } && contract.GetMembers("Handle") is [var handle, ..]
                    && type.FindImplementationForInterfaceMember(handle) is IMethodSymbol method)
                    _handlers[request.OriginalDefinition] = method;
            }
        }
    }

    public static MediatorHandlers Of(Compilation compilation, CancellationToken cancellation) => s_fact.Of(compilation, cancellation);

    public IMethodSymbol? Of(ITypeSymbol request) => _handlers.Count > 0 && _handlers.TryGetValue(request.OriginalDefinition, out var handler) ? handler : null;
}
