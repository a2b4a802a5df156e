using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Collections of a static class that requests change through its methods (BR5006): such a class is nobody's service, so that only calls lead to it.</summary>
internal static class StaticState
{
    public static void Watch(Watch watch)
    {
        var found = new ConcurrentBag<(IMethodSymbol Method, ISymbol Field, Location Place)>();
        var called = new ConcurrentDictionary<ISymbol, byte>(SymbolEqualityComparer.Default);
        watch.Operation(OperationKind.Invocation, context =>
        {
            var call = (IInvocationOperation)context.Operation;
            if (call.Instance is not null && SharedField.Changes(call.TargetMethod))
                See(call, call.Instance, context.Compilation, context.ContainingSymbol, context.CancellationToken);
            else if (call.TargetMethod is { IsStatic: true, ContainingType: { IsStatic: true, DeclaringSyntaxReferences.Length: > 0 } }
                && RequestReach.Of(context.Compilation, context.CancellationToken).Contains(call, context.ContainingSymbol) && !EnvironmentGate.Covers(call))
                called.TryAdd(call.TargetMethod.OriginalDefinition, 0);
        });
        watch.Operation(OperationKind.SimpleAssignment, context =>
        {
            if (((ISimpleAssignmentOperation)context.Operation).Target is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance } target)
                See(target, instance, context.Compilation, context.ContainingSymbol, context.CancellationToken);
        });
        watch.End(context =>
        {
            foreach (var (method, field, place) in found)
            {
                if (called.ContainsKey(method.OriginalDefinition))
                    context.ReportDiagnostic(LocalState.Declared.At(place, field.Name));
            }
        });

        void See(IOperation change, IOperation instance, Compilation compilation, ISymbol container, CancellationToken cancellation)
        {
            if (container is IMethodSymbol { MethodKind: MethodKind.Ordinary, ContainingType.IsStatic: true } method && SharedField.Of(instance) is { } field
                && !RequestReach.Of(compilation, cancellation).Contains(change, container) && !EnvironmentGate.Covers(change))
                found.Add((method, field, change.Syntax.GetLocation()));
        }
    }
}
