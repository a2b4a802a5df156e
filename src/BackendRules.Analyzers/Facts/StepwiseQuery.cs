using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A query that a local gathers: <c>var q = db.Orders.AsQueryable(); if (…) q = q.Where(…); q = q.OrderBy(…);</c>.</summary>
internal static class StepwiseQuery
{
    /// <summary>What such a local starts with, or null when it is given several queries or one from elsewhere.</summary>
    /// <param name="gathered">The operators that later statements put on it, the last one first, whether or not a condition is around them.</param>
    public static IOperation? Start(ILocalReferenceOperation reference, bool withOwn, out IReadOnlyList<IInvocationOperation> gathered)
    {
        var steps = new List<IInvocationOperation>();
        gathered = steps;
        if (!EfQuery.IsQuery(reference.Type))
            return null;
        IOperation? start = null;
        foreach (var operation in LocalValues.Root(reference).Descendants())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when Same(declarator.Symbol, reference.Local) && declarator.GetVariableInitializer() is { } initializer:
                    start = initializer.Value;
                    break;
                // What is put on it later isn't part of it yet.
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when Same(target.Local, reference.Local) && assignment.Syntax.SpanStart < reference.Syntax.SpanStart:
                    if (On(assignment.Value, reference.Local, withOwn) is { } put)
                        steps.AddRange(put);
                    else if (start is null)
                        start = assignment.Value;
                    else
                        return null;
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: ILocalReferenceOperation target } when Same(target.Local, reference.Local):
                    return null;
            }
        }

        // A walk over descendants is in source order, and so are the operators of one statement.
        steps.Reverse();
        return start;
    }

    /// <summary>The operators in source order that a value puts on what the local holds, or null when it starts with something else.</summary>
    private static List<IInvocationOperation>? On(IOperation value, ILocalSymbol local, bool withOwn)
    {
        var steps = new List<IInvocationOperation>();
        for (var current = LocalValues.Bare(value); steps.Count < 64; current = LocalValues.Bare(current))
        {
            switch (current)
            {
                case ILocalReferenceOperation held when Same(held.Local, local):
                    steps.Reverse();
                    return steps;
                case IInvocationOperation call when EfQuery.Next(call, withOwn) is { } source:
                    steps.Add(call);
                    current = source;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool Same(ISymbol one, ISymbol other) => SymbolEqualityComparer.Default.Equals(one, other);
}
