using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Methods that are given an entity: what they do with it is known when all bodies have been seen.</summary>
internal sealed class HandedEntities
{
    /// <summary>A handler, a service, a repository, and one step to spare.</summary>
    private const int Longest = 4;

    private readonly ConcurrentDictionary<IMethodSymbol, IOperation> _bodies = new(SymbolEqualityComparer.Default);
    private readonly Func<IOperation, IParameterSymbol, IOperation?> _store;
    private readonly Compilation _compilation;

    public HandedEntities(Watch watch, Func<IOperation, IParameterSymbol, IOperation?> store)
    {
        _store = store;
        _compilation = watch.Compilation;
        watch.Body(context =>
        {
            if (context.OwningSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation, Parameters.IsEmpty: false } method || Answers.Body(context.OperationBlocks) is not { } body)
                return;
            var entities = Entities.Of(context.Compilation, context.CancellationToken);
            if (method.Parameters.Any(parameter => parameter.Type is ITypeParameterSymbol || entities.In(parameter.Type) is not null))
                _bodies.TryAdd(method.OriginalDefinition, body);
        });
    }

    /// <summary>The call that stores what a body hands on, and the bodies on the way to it.</summary>
    public (IOperation Store, IReadOnlyList<(IOperation Body, IParameterSymbol Parameter)> Through)? Way(IOperation body, IParameterSymbol parameter) =>
        Way(body, parameter, new HashSet<ISymbol>(SymbolEqualityComparer.Default), []);

    private (IOperation Store, IReadOnlyList<(IOperation Body, IParameterSymbol Parameter)> Through)? Way(IOperation body, IParameterSymbol parameter, HashSet<ISymbol> seen, IReadOnlyList<(IOperation Body, IParameterSymbol Parameter)> before)
    {
        IReadOnlyList<(IOperation Body, IParameterSymbol Parameter)> through = [.. before, (body, parameter)];
        if (_store(body, parameter) is { } store)
            return (store, through);
        if (through.Count >= Longest)
            return null;
        foreach (var call in body.Descendants().OfType<IInvocationOperation>())
        {
            foreach (var argument in call.Arguments)
            {
                if (argument.Parameter is not { Ordinal: var place } || !MassAssignment.Is(argument.Value, parameter))
                    continue;
                var called = (call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition;
                if (call.TargetMethod.ReducedFrom is not null && call.Instance is not null)
                    place++;
                foreach (var callee in CallReach.Behind(called, _compilation).OfType<IMethodSymbol>())
                {
                    if (seen.Add(callee) && _bodies.TryGetValue(callee, out var next) && place < callee.Parameters.Length && Way(next, callee.Parameters[place], seen, through) is { } way)
                        return way;
                }
            }
        }

        return null;
    }
}
