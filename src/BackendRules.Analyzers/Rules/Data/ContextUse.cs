using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A context that a task works on.</summary>
/// <param name="Context">The local or parameter that holds it; its type where the container hands it to a class, because all classes of a scope get the same one.</param>
/// <param name="Repeats">Whether the task stands for many, which share it.</param>
internal readonly record struct ContextUse(ISymbol Context, bool Repeats)
{
    private const int Deepest = 3;

    /// <summary>The contexts behind the tasks that an expression makes.</summary>
    public static IEnumerable<ContextUse> Of(IOperation value)
    {
        value = LocalValues.Bare(value);
        switch (value)
        {
            case IArrayCreationOperation { Initializer: { } initializer }:
                return initializer.ElementValues.SelectMany(Of);
            case ILocalReferenceOperation local when LocalValues.Only(local) is { } only:
                return Of(only).Concat(Added(local));
            case IAnonymousFunctionOperation lambda:
                return Shared(lambda);
            case IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda }:
                return Shared(lambda);
            case IDelegateCreationOperation { Target: IMethodReferenceOperation { Method: var method } }:
                return value.SemanticModel is { } model && CalledBody.Of(method, model) is var (_, body) ? Shared(body) : [];
            case IInvocationOperation { TargetMethod.Name: "Select", Arguments: [_, { Value: var selector }] }:
                return Of(selector);
            case IInvocationOperation { TargetMethod.Name: "ToList" or "ToArray", Arguments: [{ Value: var source }, ..] }:
                return Of(source);
            case IInvocationOperation call:
                return Call(call, 0).Distinct<ISymbol>(SymbolEqualityComparer.Default).Select(static context => new ContextUse(context, false));
            default:
                return value.ChildOperations.Any() && value.Kind == OperationKind.None || value.Kind.ToString() == "CollectionExpression" ? value.ChildOperations.SelectMany(Of) : [];
        }
    }

    /// <summary>Who holds the context of a call, or null when it isn't one of EF Core's or the context isn't held by anything.</summary>
    public static ISymbol? Holder(IInvocationOperation call) =>
        DataCall.Of(call) is { Store: DataStore.EntityFramework, On: { } on } ? LocalValues.Named(on) is { } named ? Key(named) : on is IInstanceReferenceOperation { Type: { } own } ? own : null : null;

    /// <summary>Tasks that are put into a list one by one.</summary>
    private static IEnumerable<ContextUse> Added(ILocalReferenceOperation list)
    {
        foreach (var call in MemberBody.Of(list).Calls)
        {
            if (call is not { TargetMethod.Name: "Add", Instance: { } into, Arguments: [{ Value: var task }] } || !SymbolEqualityComparer.Default.Equals(LocalValues.Named(into), list.Local))
                continue;
            var loop = Loop(call);
            foreach (var use in Of(task))
                yield return use with { Repeats = use.Repeats || loop is not null && !use.Context.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == loop.Syntax.SyntaxTree && loop.Syntax.Span.Contains(reference.Span)) };
        }
    }

    private static IOperation? Loop(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is ILoopOperation)
                return current;
        }

        return null;
    }

    /// <summary>Contexts that a function takes from outside: all its rounds share them.</summary>
    private static IEnumerable<ContextUse> Shared(IOperation function) => Within(function, 0).Distinct<ISymbol>(SymbolEqualityComparer.Default).Select(static context => new ContextUse(context, true));

    private static IEnumerable<ISymbol> Call(IInvocationOperation call, int depth)
    {
        if (Holder(call) is { } holder)
            return [holder];
        if (depth >= Deepest || CalledBody.Of(call) is not var (method, body))
            return [];
        // What is handed over is the caller's.
        return Within(body, depth + 1).Select(context => context is IParameterSymbol parameter && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method)
            ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value is { } given && LocalValues.Named(given) is { } named ? Key(named) : null : context).OfType<ISymbol>();
    }

    private static IEnumerable<ISymbol> Within(IOperation function, int depth)
    {
        var calls = function.Descendants().OfType<IInvocationOperation>().ToArray();
        // A semaphore lets one after the other in.
        if (Array.Exists(calls, static call => call.TargetMethod.Name is "Wait" or "WaitAsync" && call.TargetMethod.ContainingType.Is("System.Threading.SemaphoreSlim")))
            return [];
        return calls.SelectMany(call => Call(call, depth)).Where(context => !context.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == function.Syntax.SyntaxTree && function.Syntax.Span.Contains(reference.Span) && !IsParameterOf(context, function)));
    }

    private static bool IsParameterOf(ISymbol context, IOperation function) => context is IParameterSymbol && function is not IAnonymousFunctionOperation;

    /// <summary>A field, a property or a parameter of a constructor holds what the container gave.</summary>
    private static ISymbol? Key(ISymbol holder) => holder switch
    {
        IFieldSymbol field => MakesItsOwn(field.ContainingType, field.Type) ? null : field.Type,
        IPropertySymbol property => MakesItsOwn(property.ContainingType, property.Type) ? null : property.Type,
        IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } parameter => parameter.Type,
        _ => holder,
    };

    /// <summary>A class with a factory, and without a context that it is given, holds one of its own.</summary>
    private static bool MakesItsOwn(INamedTypeSymbol? type, ITypeSymbol context) =>
        type is null || type.InstanceConstructors.Any(static constructor => constructor.Parameters.Any(static parameter => parameter.Type.Is("Microsoft.EntityFrameworkCore.IDbContextFactory`1") || parameter.Type.Is("Microsoft.Extensions.DependencyInjection.IServiceScopeFactory")))
            && !type.InstanceConstructors.Any(constructor => constructor.Parameters.Any(parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, context)));
}
