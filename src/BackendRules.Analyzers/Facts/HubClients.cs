using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>Interfaces whose methods SignalR implements: the clients of <c>Hub&lt;IClient&gt;</c>.</summary>
internal sealed class HubClients
{
    private static readonly Fact<HubClients> s_fact = new(static (compilation, cancellation) => new HubClients(compilation, cancellation));

    private readonly HashSet<ISymbol> _clients = new(SymbolEqualityComparer.Default);

    private HubClients(Compilation compilation, CancellationToken cancellation)
    {
        if (!Known.Of(compilation).Has("Microsoft.AspNetCore.SignalR.Hub`1"))
            return;
        foreach (var type in SourceTypes.Of(compilation, cancellation).All)
        {
            if (type.BaseType is { TypeArguments: [INamedTypeSymbol client] } hub && hub.Is("Microsoft.AspNetCore.SignalR.Hub`1"))
                _clients.Add(client.OriginalDefinition);
        }
    }

    public static HubClients Of(Compilation compilation, CancellationToken cancellation) => s_fact.Of(compilation, cancellation);

    public bool Contains(INamedTypeSymbol? type) => type is not null && _clients.Count > 0 && _clients.Contains(type.OriginalDefinition);
}
