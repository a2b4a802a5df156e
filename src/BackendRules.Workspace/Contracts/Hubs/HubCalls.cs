using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>Collects the events that are sent by name.</summary>
internal sealed class HubCalls
{
    private const string SignalR = "Microsoft.AspNetCore.SignalR.";

    private static readonly Members s_sends = new(SignalR + "ClientProxyExtensions.SendAsync", SignalR + "IClientProxy.SendCoreAsync");

    public ConcurrentBag<(INamedTypeSymbol? Hub, string? Event, IReadOnlyList<ITypeSymbol> Payload, Location Location)> Sent { get; } = [];

    public static HubCalls Of(Watch watch)
    {
        var calls = new HubCalls();
        watch.Call(s_sends, (context, call) => calls.See(call, context.ContainingSymbol));
        return calls;
    }

    private void See(IInvocationOperation call, ISymbol container)
    {
        string? name = null;
        var payload = new List<ITypeSymbol>();
        foreach (var argument in call.Arguments)
        {
            var value = LocalValues.Bare(argument.Value);
            if (argument.Parameter?.Name == "method")
                name = new ConstantText().Of(argument.Value);
            else if (argument.Parameter?.Name is { } parameter && parameter.StartsWith("arg", StringComparison.Ordinal) && !argument.IsImplicit)
                payload.AddRange(value is IArrayCreationOperation { Initializer: { } list } ? list.ElementValues.Select(static v => LocalValues.Bare(v).Type).OfType<ITypeSymbol>() : value.Type is { } type ? [type] : []);
        }

        Sent.Add((Hub(call) ?? (container.ContainingType is { } own && own.IsOrInherits(SignalR + "Hub") ? own : null), name, payload, call.Syntax.GetLocation()));
    }

    /// <summary>The hub behind <c>IHubContext&lt;THub&gt;</c> in the chain that the call is made on.</summary>
    private static INamedTypeSymbol? Hub(IInvocationOperation call) =>
        call.DescendantsAndSelf().Select(static inner => inner.Type as INamedTypeSymbol)
            .FirstOrDefault(static type => type is { TypeArguments.Length: > 0 } && (type.Is(SignalR + "IHubContext`1") || type.Is(SignalR + "IHubContext`2")))?.TypeArguments[0] as INamedTypeSymbol;
}
