using Microsoft.CodeAnalysis;

namespace BackendRules.Flow;

/// <summary>
/// Queues between threads are there to be shared: who fills one and who empties it hold the same one, though each in an object of its own. So what is in it isn't told by the
/// object, but by the member that made it, and where a constructor or a handler is given it, as a container does, by the type of what it carries.
/// </summary>
internal static class SharedQueue
{
    /// <summary>What stands for the queue that a member or a parameter of a constructor or a lambda holds; null when it holds none, or when it can't be told from others.</summary>
    public static ISymbol? Of(FlowContext context, ISymbol holder)
    {
        var type = holder switch
        {
            IFieldSymbol field => field.Type,
            IPropertySymbol property => property.Type,
            IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.AnonymousFunction } } parameter => parameter.Type,
            _ => null,
        };
        if (type is not INamedTypeSymbol { TypeArguments: [var item] } || !IsQueue(type) || holder.ContainingType is not { } owner || !context.IsOurs(owner))
            return null;
        if (holder is IParameterSymbol || owner.InstanceConstructors.Any(constructor => constructor.Parameters.Any(parameter => IsQueue(parameter.Type) && parameter.Type is INamedTypeSymbol { TypeArguments: [var given] } && SymbolEqualityComparer.Default.Equals(given, item))))
            return item is INamedTypeSymbol { Arity: 0 } && context.IsProject(item.ContainingAssembly) ? item : null;
        // One class of queues for many things: what differs is the type argument, which the member doesn't say.
        return owner.Arity == 0 ? holder.OriginalDefinition : null;
    }

    private static bool IsQueue(ITypeSymbol type) => type.Name switch
    {
        "Channel" or "ChannelReader" or "ChannelWriter" => type.ContainingNamespace.Name == "Channels",
        "BlockingCollection" or "ConcurrentQueue" => type.ContainingNamespace.Name == "Concurrent",
        _ => false,
    };
}
