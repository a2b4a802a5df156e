using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Collections that a singleton keeps in its own fields and that requests change (BR5006).</summary>
internal static class SingletonState
{
    public static void Watch(Watch watch)
    {
        var registrations = Registrations.Of(watch);
        var found = new ConcurrentBag<(INamedTypeSymbol Owner, ISymbol Field, Location Place)>();
        watch.Operation(OperationKind.Invocation, context =>
        {
            var call = (IInvocationOperation)context.Operation;
            if (call.Instance is not null && SharedField.Changes(call.TargetMethod))
                See(call, call.Instance, context.Compilation, context.ContainingSymbol, context.CancellationToken);
        });
        watch.Operation(OperationKind.SimpleAssignment, context =>
        {
            if (((ISimpleAssignmentOperation)context.Operation).Target is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance } target)
                See(target, instance, context.Compilation, context.ContainingSymbol, context.CancellationToken);
        });
        watch.End(context =>
        {
            if (found.IsEmpty)
                return;
            var set = registrations.Read();
            foreach (var (owner, field, place) in found)
            {
                if (IsAlwaysSingleton(set, owner))
                    context.ReportDiagnostic(LocalState.Declared.At(place, field.Name));
            }
        });

        void See(IOperation change, IOperation instance, Compilation compilation, ISymbol container, CancellationToken cancellation)
        {
            if (SharedField.OfSingleton(instance) is { ContainingType: { } owner } field && IsSource(owner) && !IsKept(container, field)
                && RequestReach.Of(compilation, cancellation).Contains(change, container) && !EnvironmentGate.Covers(change))
                found.Add((owner, field, change.Syntax.GetLocation()));
        }
    }

    /// <summary>What is given nothing to read from holds the only copy; others may keep a copy of what is stored elsewhere.</summary>
    private static bool IsSource(INamedTypeSymbol owner) => owner.InstanceConstructors.All(static constructor => constructor.Parameters.All(static parameter =>
        parameter.Type.Name is "ILogger" or "ILoggerFactory" or "TimeProvider" or "ISystemClock" or "IOptions" or "IOptionsMonitor"));

    /// <summary>What answers with the value that it stores keeps what it made, and can make it again.</summary>
    private static bool IsKept(ISymbol container, ISymbol field) =>
        container is IMethodSymbol method && field is IFieldSymbol { Type: INamedTypeSymbol { TypeArguments: [.., var value] } }
        && SymbolEqualityComparer.Default.Equals(EndpointResponses.Awaited(method.ReturnType), value);

    private static bool IsAlwaysSingleton(RegistrationSet set, INamedTypeSymbol owner)
    {
        var own = set.All.Where(registration => SymbolEqualityComparer.Default.Equals(registration.Implementation ?? registration.Service, owner)).ToList();
        return own.Count > 0 && own.TrueForAll(static registration => registration is { Lifetime: Lifetime.Singleton, IsHosted: false, IsTry: false, IsConditional: false });
    }
}
