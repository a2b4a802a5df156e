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
    private readonly Func<IOperation, BoundEntity, IOperation?> _store;
    private readonly Compilation _compilation;

    public HandedEntities(Watch watch, Func<IOperation, BoundEntity, IOperation?> store)
    {
        _store = store;
        _compilation = watch.Compilation;
        watch.Body(context =>
        {
            if (context.OwningSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation } method || Answers.Body(context.OperationBlocks) is not { } body)
                return;
            var entities = Entities.Of(context.Compilation, context.CancellationToken);
            if (!method.IsStatic && entities.HasBase(method.ContainingType)
                || method.Parameters.Any(parameter => parameter.Type is ITypeParameterSymbol || entities.In(parameter.Type) is not null || entities.HasBase(parameter.Type) || entities.Held(parameter.Type) is not null))
                _bodies.TryAdd(method.OriginalDefinition, body);
        });
    }

    /// <summary>Whether a body gives the entity to code of the compilation, which may set its members.</summary>
    public static bool Hands(IOperation body, BoundEntity entity, Compilation compilation) => body.Descendants().OfType<IInvocationOperation>().Any(call =>
        SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingAssembly, compilation.Assembly)
        && (call.Instance is { } instance && entity.Is(instance) || call.Arguments.Any(argument => argument.Parameter is { } parameter && entity.Given(argument.Value, parameter) is not null)));

    /// <summary>The call that stores what a body hands on, and the bodies on the way to it.</summary>
    public (IOperation Store, IReadOnlyList<(IOperation Body, BoundEntity Entity)> Through)? Way(IOperation body, BoundEntity entity) =>
        Way(body, entity, new HashSet<ISymbol>(SymbolEqualityComparer.Default), []);

    /// <summary>The members that a body, or a method that it gives the entity to, decides about: sets them, refuses some values or keeps them from being written.</summary>
    public HashSet<string> Decided(IEnumerable<(IOperation Body, BoundEntity Entity)> through)
    {
        var members = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (body, entity) in through)
            Decide(body, entity, members, 0);
        return members;
    }

    private void Decide(IOperation body, BoundEntity entity, HashSet<string> members, int depth)
    {
        foreach (var operation in body.Descendants())
        {
            switch (operation)
            {
                case IAssignmentOperation { Target: IPropertyReferenceOperation { Instance: { } instance } target } when entity.Is(instance):
                    members.Add(target.Property.Name);
                    break;
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "IsModified", Instance: IInvocationOperation { TargetMethod.Name: "Property" } entry }, Value.ConstantValue: { HasValue: true, Value: false } }:
                    members.UnionWith(entry.Syntax.DescendantTokens().Select(static token => token.ValueText));
                    break;
                case IPropertyReferenceOperation { Property.Name: not "Id", Instance: { } asked } read when IsAsked(read) && entity.Is(asked):
                    members.Add(read.Property.Name);
                    break;
                case IIsPatternOperation test when entity.Is(test.Value):
                    members.UnionWith(test.Pattern.DescendantsAndSelf().OfType<IPropertySubpatternOperation>().Select(static part => part.Member).OfType<IPropertyReferenceOperation>().Select(static named => named.Property.Name));
                    break;
                case IInvocationOperation call when depth < Longest:
                    foreach (var (_, callee, given) in Callees(call, entity))
                        Decide(callee, given, members, depth + 1);
                    break;
            }
        }
    }

    /// <summary>Whether a condition looks at a value.</summary>
    private static bool IsAsked(IOperation value)
    {
        for (var current = value; current.Parent is { } parent; current = parent)
        {
            if (parent is IConditionalOperation choice)
                return choice.Condition == current;
            if (parent is IIsPatternOperation or ISwitchExpressionOperation or ISwitchOperation)
                return true;
            if (parent is not (IUnaryOperation or IBinaryOperation or IConversionOperation or IInvocationOperation or IArgumentOperation))
                return false;
        }

        return false;
    }

    private (IOperation Store, IReadOnlyList<(IOperation Body, BoundEntity Entity)> Through)? Way(IOperation body, BoundEntity entity, HashSet<ISymbol> seen, IReadOnlyList<(IOperation Body, BoundEntity Entity)> before)
    {
        IReadOnlyList<(IOperation Body, BoundEntity Entity)> through = [.. before, (body, entity)];
        if (_store(body, entity) is { } store)
            return (store, through);
        if (through.Count >= Longest)
            return null;
        foreach (var call in body.Descendants().OfType<IInvocationOperation>())
        {
            foreach (var (callee, next, given) in Callees(call, entity))
            {
                if (seen.Add(callee) && Way(next, given, seen, through) is { } way)
                    return way;
            }
        }

        return null;
    }

    /// <summary>The bodies that a call runs, with what each of them calls the entity.</summary>
    private IEnumerable<(IMethodSymbol Method, IOperation Body, BoundEntity Entity)> Callees(IInvocationOperation call, BoundEntity entity)
    {
        var called = (call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is not { Ordinal: var place } parameter || entity.Given(argument.Value, parameter) is not { } given)
                continue;
            if (call.TargetMethod.ReducedFrom is not null && call.Instance is not null)
                place++;
            if (CallReach.Handler(call, _compilation) is { } handle)
            {
                called = handle;
                place = 0;
            }

            foreach (var callee in CallReach.Behind(called, _compilation).OfType<IMethodSymbol>())
            {
                if (place < callee.Parameters.Length && _bodies.TryGetValue(callee, out var body))
                    yield return (callee, body, given with { Origin = callee.Parameters[place] });
            }
        }

        if (call.Instance is { } instance && entity.Is(instance) && _bodies.TryGetValue(called, out var own))
            yield return (called, own, BoundEntity.This);
    }
}
