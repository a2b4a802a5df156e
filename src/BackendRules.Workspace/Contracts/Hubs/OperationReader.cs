using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>Reads what isn't plain HTTP: methods and events of hubs, consumers of messages, methods of gRPC services.</summary>
internal sealed class OperationReader(IReadOnlyList<PartFacts> parts, WireTypes types, List<Unresolved> unresolved)
{
    private const string SignalR = "Microsoft.AspNetCore.SignalR.";

    private static readonly string[] s_consumers = ["MassTransit.IConsumer`1", "NServiceBus.IHandleMessages`1", "Rebus.Handlers.IHandleMessages`1"];

    public ImmutableArray<ApiOperation> Read(IEnumerable<EndpointSite> sites, ProtoModel? grpc, CancellationToken cancellation)
    {
        var all = new List<ApiOperation>();
        var hubs = sites.Where(static site => site.Endpoint.Style == EndpointStyle.Hub).Select(static site => site.Owner).OfType<INamedTypeSymbol>().Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default).ToList();
        foreach (var hub in hubs)
            all.AddRange(Hub(hub));
        all.AddRange(Events());
        all.AddRange(Messages());
        foreach (var part in parts)
        {
            foreach (var type in SourceTypes.Of(part.Part.Compilation, cancellation).All.Where(static type => type is { TypeKind: TypeKind.Class, IsAbstract: false } or { TypeKind: TypeKind.Class, IsStatic: true }))
            {
                all.AddRange(Consumers(type));
                all.AddRange(type.GetMembers().OfType<IMethodSymbol>().SelectMany(method => TriggerReader.Read(method, types)));
            }
        }

        foreach (var method in grpc?.Methods ?? [])
        {
            all.Add(new ApiOperation(OperationStyle.Grpc, method.Service, method.Name)
            {
                Parameters = [new ApiParameter(method.Request, ParameterPlace.Form, WireTypes.Opaque(method.Request)) { IsRequired = true }],
                Result = WireTypes.Opaque(method.Answer),
                Streaming = method.Streaming,
                IsDeprecated = method.IsDeprecated,
            });
        }

        return [.. all.DistinctBy(static operation => (operation.Id, operation.Parameters.Length)).OrderBy(static operation => operation.Id, StringComparer.Ordinal)];
    }

    private IEnumerable<ApiOperation> Hub(INamedTypeSymbol hub)
    {
        for (var current = hub; current is { SpecialType: SpecialType.None } && !current.Is(SignalR + "Hub") && !current.Is(SignalR + "Hub`1"); current = current.BaseType)
        {
            foreach (var method in current.GetMembers().OfType<IMethodSymbol>())
            {
                if (method is not { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsOverride: false } || method.IsImplicitlyDeclared)
                    continue;
                var name = method.Attribute(SignalR + "HubMethodNameAttribute") is { ConstructorArguments: [{ Value: string given }] } ? given : method.Name;
                yield return Made(OperationStyle.HubIn, hub.Name, name, method.Parameters.Where(IsGiven).Select(static p => (p.Name, p.Type)), method, Returned(method.ReturnType));
            }
        }

        for (var current = hub; current is not null; current = current.BaseType)
        {
            if (!current.Is(SignalR + "Hub`1") || current.TypeArguments[0] is not INamedTypeSymbol client)
                continue;
            foreach (var method in client.AllInterfaces.Prepend(client).SelectMany(static one => one.GetMembers().OfType<IMethodSymbol>()).Where(static m => m.MethodKind == MethodKind.Ordinary))
                yield return Made(OperationStyle.HubOut, hub.Name, method.Name, method.Parameters.Where(IsGiven).Select(static p => (p.Name, p.Type)), method, null);
        }
    }

    private IEnumerable<ApiOperation> Events()
    {
        foreach (var (hub, name, payload, location) in parts.SelectMany(static part => part.Hubs.Sent))
        {
            var place = Places.Of(location);
            if (name is null)
                unresolved.Add(new Unresolved($"an event of {hub?.Name ?? "a hub"}", "its name isn't constant", "make it a constant, or use Hub<TClient>", place));
            else
                yield return new ApiOperation(OperationStyle.HubOut, hub?.Name ?? "hub", name) { Parameters = [.. payload.Select((type, i) => new ApiParameter($"{i + 1}", ParameterPlace.Form, types.Of(type)) { IsRequired = true })], Place = place };
        }
    }

    private IEnumerable<ApiOperation> Messages()
    {
        foreach (var (owner, queue, location) in parts.SelectMany(static part => part.Brokers.Listened))
            yield return new ApiOperation(OperationStyle.Worker, owner, queue) { Place = Places.Of(location) };
        foreach (var (service, location) in parts.SelectMany(static part => part.Brokers.Started))
            yield return new ApiOperation(OperationStyle.Background, "background", service) { Place = Places.Of(location) };
        // Where it is sent from is nobody's business; the first place stands for all.
        foreach (var sent in parts.SelectMany(static part => part.Brokers.Sent).GroupBy(static one => Named(one.Message), StringComparer.Ordinal))
        {
            var (message, location) = sent.OrderBy(static one => one.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(static one => one.Location.SourceSpan.Start).First();
            yield return new ApiOperation(OperationStyle.Message, "message", sent.Key) { Parameters = [new ApiParameter("message", ParameterPlace.Form, types.Of(message) with { IsNullable = false }) { IsRequired = true }], Place = Places.Of(location) };
        }
    }

    private static string Named(ITypeSymbol message) => message.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);

    private IEnumerable<ApiOperation> Consumers(INamedTypeSymbol type)
    {
        foreach (var contract in type.AllInterfaces)
        {
            if (!Array.Exists(s_consumers, contract.Is) || contract.TypeArguments is not [INamedTypeSymbol message])
                continue;
            yield return new ApiOperation(OperationStyle.Worker, type.Name, Named(message)) { Parameters = [new ApiParameter("message", ParameterPlace.Form, types.Of(message)) { IsRequired = true }], Place = Places.Of(type) };
        }
    }

    private ApiOperation Made(OperationStyle style, string owner, string name, IEnumerable<(string Name, ITypeSymbol Type)> given, IMethodSymbol method, ITypeSymbol? returned) => new(style, owner, name)
    {
        Parameters = [.. given.Select(one => new ApiParameter(one.Name, ParameterPlace.Form, types.Of(one.Type)) { IsRequired = true })],
        Result = returned is null ? null : types.Of(returned),
        IsDeprecated = WireAttributes.Has(method, "ObsoleteAttribute"),
        Place = Places.Of(method),
    };

    private static bool IsGiven(IParameterSymbol parameter) =>
        !parameter.Type.Is("System.Threading.CancellationToken") && !parameter.GetAttributes().Any(static a => a.AttributeClass?.Name is "FromServicesAttribute" or "FromKeyedServicesAttribute")
        && (parameter.Type.TypeKind != TypeKind.Interface || WireTypes.Element(parameter.Type) is not null);

    private static ITypeSymbol? Returned(ITypeSymbol type)
    {
        var awaited = EndpointResponses.Awaited(type);
        return awaited.SpecialType == SpecialType.System_Void || awaited.Is("System.Threading.Tasks.Task") || awaited.Is("System.Threading.Tasks.ValueTask") ? null : awaited;
    }
}
