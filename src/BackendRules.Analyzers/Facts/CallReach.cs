using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>
/// Which functions of the compilation call which, and what each does to the world outside. A body fact: gathered from our own callbacks,
/// complete at the end of the compilation. Interfaces are followed to their implementations, requests of a mediator to their handlers.
/// </summary>
public sealed class CallReach
{
    private static readonly ConditionalWeakTable<Watch, CallReach> s_shared = new();

    private readonly ConcurrentDictionary<ISymbol, Body> _bodies = new(SymbolEqualityComparer.Default);
    private readonly Compilation _compilation;

    private CallReach(Watch watch)
    {
        _compilation = watch.Compilation;
        watch.Operation(OperationKind.Invocation, See);
    }

    /// <summary>The reach of a compilation; all rules of one analyzer share it.</summary>
    public static CallReach On(Watch watch) => s_shared.GetValue(watch, static w => new CallReach(w));

    /// <summary>What a function does itself, or null when it does nothing that counts.</summary>
    public Body? Of(ISymbol function) => _bodies.TryGetValue(function.OriginalDefinition, out var body) ? body : null;

    /// <summary>What is reached from a function, itself included, with the functions on the way; nearest first.</summary>
    public IEnumerable<(Outcome Outcome, IReadOnlyList<ISymbol> Path)> From(ISymbol function, int depth)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { function.OriginalDefinition };
        var queue = new Queue<IReadOnlyList<ISymbol>>();
        foreach (var first in Behind(function.OriginalDefinition, _compilation))
        {
            seen.Add(first);
            queue.Enqueue([first]);
        }

        while (queue.Count > 0)
        {
            var path = queue.Dequeue();
            if (Of(path[path.Count - 1]) is not { } body)
                continue;
            foreach (var outcome in body.Outcomes)
                yield return (outcome, path);
            if (path.Count > depth)
                continue;
            foreach (var callee in body.Calls.SelectMany(call => Behind(call, _compilation)))
            {
                if (seen.Add(callee))
                    queue.Enqueue([.. path, callee]);
            }
        }
    }

    /// <summary>The function that an operation belongs to: a mapped handler, a local function or the member. Other lambdas belong to what is around them.</summary>
    public static ISymbol Function(IOperation operation, ISymbol container)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is ILocalFunctionOperation local)
                return local.Symbol.OriginalDefinition;
            if (current is IAnonymousFunctionOperation lambda && EntryPoints.IsMapped(lambda))
                return lambda.Symbol;
        }

        return container.OriginalDefinition;
    }

    private void See(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        var method = call.TargetMethod;
        var isOurs = SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _compilation.Assembly);
        if (Outcome.Fills(call))
            Body(context, call).Add(new Outcome(OutcomeKind.Cache, method.Name, "", ""));
        if (isOurs && method.MethodKind != MethodKind.DelegateInvoke)
        {
            Body(context, call).Add((method.ReducedFrom ?? method).OriginalDefinition);
            return;
        }

        if (Outcome.Of(call) is { } outcome)
            Body(context, call).Add(outcome);
        else if (Mediated(call) is { } request)
            Body(context, call).Add(request);
    }

    private Body Body(OperationAnalysisContext context, IOperation operation) =>
        _bodies.GetOrAdd(Function(operation, context.ContainingSymbol), static _ => new Body());

    /// <summary>The method that handles what a call sends through a mediator, or null.</summary>
    public static IMethodSymbol? Handler(IInvocationOperation call, Compilation compilation)
    {
        if (Mediated(call) is not INamedTypeSymbol request)
            return null;
        foreach (var type in SourceTypes.Of(compilation, default).All)
        {
            if (HandlerOf(type, request) is IMethodSymbol handle)
                return handle;
        }

        return null;
    }

    private static ISymbol? Mediated(IInvocationOperation call)
    {
        if (call.TargetMethod.Name is not ("Send" or "Publish") || call.Arguments.Length == 0 || call.TargetMethod.ContainingNamespace?.Name is not ("MediatR" or "Mediator"))
            return null;
        return LocalValues.Bare(call.Arguments[0].Value).Type as INamedTypeSymbol;
    }

    /// <summary>The functions that run when one is called: itself, and what implements or overrides it; for a request type the methods that handle it.</summary>
    internal static IEnumerable<ISymbol> Behind(ISymbol callee, Compilation compilation)
    {
        var source = SourceTypes.Of(compilation, default);
        if (callee is INamedTypeSymbol request)
        {
            foreach (var handler in source.All)
            {
                if (HandlerOf(handler, request) is { } handle)
                    yield return handle;
            }

            yield break;
        }

        yield return callee;
        if (callee is not IMethodSymbol method || method.ContainingType is not { } type || !(method.IsAbstract || method.IsVirtual || method.IsOverride || type.TypeKind == TypeKind.Interface))
            yield break;
        foreach (var implementation in source.Implementing(type))
        {
            if (type.TypeKind == TypeKind.Interface)
            {
                var contract = implementation.AllInterfaces.FirstOrDefault(one => SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, type.OriginalDefinition));
                var member = contract?.GetMembers(method.Name).FirstOrDefault(one => SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, method));
                if (member is not null && implementation.FindImplementationForInterfaceMember(member) is { } found)
                    yield return found.OriginalDefinition;
            }
            else
            {
                foreach (var member in implementation.GetMembers(method.Name))
                {
                    if (member is IMethodSymbol { OverriddenMethod: { } overridden } && SymbolEqualityComparer.Default.Equals(overridden.OriginalDefinition, method))
                        yield return member.OriginalDefinition;
                }
            }
        }
    }

    private static ISymbol? HandlerOf(INamedTypeSymbol type, INamedTypeSymbol request)
    {
        if (EntryPoints.Kind(type) != EntryKind.Mediator)
            return null;
        foreach (var contract in type.AllInterfaces)
        {
            if (contract.TypeArguments.Length > 0 && SymbolEqualityComparer.Default.Equals(contract.TypeArguments[0], request) && contract.GetMembers("Handle").FirstOrDefault() is { } handle)
                return type.FindImplementationForInterfaceMember(handle)?.OriginalDefinition;
        }

        return null;
    }
}

/// <summary>What one function does itself.</summary>
public sealed class Body
{
    // Nearly every function of a compilation has one of these, and most hold two or three entries: a concurrent queue begins with room for 32.
    private readonly List<Outcome> _outcomes = [];
    private readonly List<ISymbol> _calls = [];

    /// <summary>What it does to the world outside.</summary>
    public IReadOnlyList<Outcome> Outcomes => _outcomes;

    /// <summary>The functions of the compilation that it calls, and the requests that it sends through a mediator.</summary>
    public IReadOnlyList<ISymbol> Calls => _calls;

    internal void Add(Outcome outcome)
    {
        lock (_outcomes)
            _outcomes.Add(outcome);
    }

    internal void Add(ISymbol callee)
    {
        lock (_outcomes)
            _calls.Add(callee);
    }
}
