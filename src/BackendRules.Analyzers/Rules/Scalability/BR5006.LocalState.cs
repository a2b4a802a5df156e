using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR5006: what all instances of the service must agree on is kept in the memory of one.</summary>
public sealed class LocalState : Check
{
    internal static readonly Rule Declared = new(
        "BR5006",
        nameof(LocalState),
        "Shared truth lives outside the process",
        "'{0}' is changed by requests and lives in this process alone: a second instance doesn't see it and a restart loses it; keep it in the database or in a distributed cache",
        Level.Info)
    {
        Profile = ["CR4"],
        Cwe = [1108],
        AtEnd = true,
    };

    private static readonly DiagnosticDescriptor s_lock = Declared.Saying("'{0}' keeps other requests of this process out, but not those of a second instance, while '{1}' writes; let the database decide, with a unique index, a concurrency token or a transaction");
    private static readonly DiagnosticDescriptor s_cache = Declared.Saying("'{0}' keeps a cache of its own in each instance, under the interface of a shared one; register a shared cache outside development");
    private static readonly DiagnosticDescriptor s_keys = Declared.Saying("'{0}' keeps the keys of cookies and tokens with this instance: another one can't read them, and a new container loses them; call 'PersistKeysTo...'");

    private static readonly Members s_memoryCache = new("Microsoft.Extensions.DependencyInjection.MemoryCacheServiceCollectionExtensions.AddDistributedMemoryCache");
    private static readonly Members s_protection = new("Microsoft.Extensions.DependencyInjection.DataProtectionServiceCollectionExtensions.AddDataProtection");

    public LocalState()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.Extensions.DependencyInjection.IServiceCollection");

    public override void Start(Watch watch)
    {
        watch.Operation(OperationKind.Invocation, Called);
        watch.Operation(OperationKind.SimpleAssignment, static context => Written(context, ((ISimpleAssignmentOperation)context.Operation).Target));
        watch.Operation(OperationKind.CompoundAssignment, static context => Written(context, ((ICompoundAssignmentOperation)context.Operation).Target));
        watch.Operation(OperationKind.Increment, static context => Written(context, ((IIncrementOrDecrementOperation)context.Operation).Target));
        watch.Operation(OperationKind.Decrement, static context => Written(context, ((IIncrementOrDecrementOperation)context.Operation).Target));
        watch.Operation(OperationKind.Lock, Locked);
        Registered(watch);
        SingletonState.Watch(watch);
        StaticState.Watch(watch);
    }

    private static void Called(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.Instance is not null && SharedField.Changes(call.TargetMethod) && (SharedField.Of(call.Instance) ?? SharedField.Captured(call.Instance)) is { } field)
            Report(context, field, call.Syntax);
        else if (call.TargetMethod is { Name: "Increment" or "Decrement" or "Add" or "Exchange", ContainingType: { Name: "Interlocked", ContainingNamespace.Name: "Threading" } } && call.Arguments.Length > 0)
            Written(context, call.Arguments[0].Value);
        else if (call.TargetMethod is { Name: "WaitAsync" or "Wait", ContainingType: { Name: "SemaphoreSlim", ContainingNamespace.Name: "Threading" } } && call.Instance is IFieldReferenceOperation { Field: { IsStatic: true } gate })
            Guarded(context, call, gate, LocalValues.Root(call));
    }

    private static void Written(OperationAnalysisContext context, IOperation target)
    {
        // An element of a shared dictionary, or a shared value itself.
        if (target is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance })
        {
            if ((SharedField.Of(instance) ?? SharedField.Captured(instance)) is { } collection)
                Report(context, collection, target.Syntax);
        }
        else if ((SharedField.Counter(target) ?? (SharedField.BecomesData(context.Operation) ? SharedField.Counter(target, isData: true) : null)) is { } counter
            && !SharedField.IsTimed(context.Operation) && !SharedField.IsOnlyMeasured(counter, context.CancellationToken))
        {
            Report(context, counter, target.Syntax);
        }
    }

    private static void Report(OperationAnalysisContext context, ISymbol field, SyntaxNode place)
    {
        if (RequestReach.Of(context.Compilation, context.CancellationToken).Contains(context.Operation, context.ContainingSymbol) && !EnvironmentGate.Covers(context.Operation))
            context.ReportDiagnostic(Declared.At(place.GetLocation(), field.Name));
    }

    private static void Locked(OperationAnalysisContext context)
    {
        var locked = (ILockOperation)context.Operation;
        if (LocalValues.Named(locked.LockedValue) is { } gate)
            Guarded(context, locked, gate, locked.Body);
    }

    private static void Guarded(OperationAnalysisContext context, IOperation at, ISymbol gate, IOperation body)
    {
        foreach (var inner in body.Descendants())
        {
            if (inner is not IInvocationOperation call || call.Syntax.SpanStart < at.Syntax.SpanStart || DataCall.Of(call) is not { Effect: not DataEffect.Query, Store: not DataStore.Redis } write)
                continue;
            if (RequestReach.Of(context.Compilation, context.CancellationToken).Contains(at, context.ContainingSymbol))
                context.ReportDiagnostic(Diagnostic.Create(s_lock, at is ILockOperation locked ? locked.LockedValue.Syntax.GetLocation() : at.Syntax.GetLocation(), gate.Name, write.Call.TargetMethod.Name));
            return;
        }
    }

    /// <summary>In-memory caches and key rings that nothing else replaces.</summary>
    private static void Registered(Watch watch)
    {
        var found = new ConcurrentBag<(DiagnosticDescriptor Rule, IInvocationOperation Call)>();
        var hasCache = 0;
        var hasKeys = 0;
        watch.Operation(OperationKind.Invocation, context =>
        {
            var call = (IInvocationOperation)context.Operation;
            var name = call.TargetMethod.Name;
            if (name.StartsWith("PersistKeysTo", StringComparison.Ordinal))
                Interlocked.Exchange(ref hasKeys, 1);
            else if (name is "AddStackExchangeRedisCache" or "AddDistributedSqlServerCache" or "AddDistributedPostgresCache" or "AddRedisDistributedCache" or "AddCosmosCache" or "AddDistributedRedisCache")
                Interlocked.Exchange(ref hasCache, 1);
            else if (s_memoryCache.Contain(call.TargetMethod) && !EnvironmentGate.Covers(call))
                found.Add((s_cache, call));
            else if (s_protection.Contain(call.TargetMethod) && !EnvironmentGate.Covers(call))
                found.Add((s_keys, call));
        });
        watch.End(context =>
        {
            foreach (var (rule, call) in found)
            {
                if (Volatile.Read(ref rule == s_cache ? ref hasCache : ref hasKeys) == 0)
                    context.ReportDiagnostic(Diagnostic.Create(rule, CallPlace.Of(call), call.TargetMethod.Name));
            }
        });
    }
}
