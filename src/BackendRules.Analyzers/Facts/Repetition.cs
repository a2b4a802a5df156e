using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>The loop, or the lambda given to an iterating method, that repeats an operation.</summary>
/// <param name="Loop">The loop statement, or the call that iterates.</param>
/// <param name="Variables">What changes from one round to the next.</param>
/// <param name="Collection">What is iterated, or null.</param>
/// <param name="Body">What is repeated.</param>
public sealed record Repetition(IOperation Loop, ImmutableArray<ISymbol> Variables, IOperation? Collection, IOperation Body)
{
    private static readonly Members s_iterators = new(
        "System.Linq.Enumerable.{Select,SelectMany,ToDictionary,Where,Aggregate,All,Any,First,FirstOrDefault}", "System.Collections.Generic.List`1.ForEach", "System.Array.ForEach",
        "System.Threading.Tasks.Parallel.{ForEach,ForEachAsync,For}");

    /// <summary>The innermost repetition around an operation, or null.</summary>
    public static Repetition? Around(IOperation operation)
    {
        var child = operation;
        for (var current = operation.Parent; current is not null; child = current, current = current.Parent)
        {
            switch (current)
            {
                case IForEachLoopOperation each when child == each.Body:
                    return new(each, each.Locals.CastArray<ISymbol>(), each.Collection, each.Body);
                case IForLoopOperation counted when child == counted.Body:
                    return new(counted, counted.Locals.CastArray<ISymbol>(), null, counted.Body);
                case IWhileLoopOperation loop when child == loop.Body:
                    return new(loop, Advanced(loop), null, loop.Body!);
                case ILocalFunctionOperation:
                    return null;
                case IAnonymousFunctionOperation lambda:
                    return Iterating(lambda);
            }
        }

        return null;
    }

    /// <summary>Whether an expression depends on what changes from round to round, directly or through locals of the body.</summary>
    public bool Binds(IOperation expression) => Binds(expression, 0);

    private bool Binds(IOperation expression, int depth)
    {
        foreach (var inner in expression.DescendantsAndSelf())
        {
            if (LocalValues.Named(inner) is not { } named)
                continue;
            if (Variables.Contains(named, SymbolEqualityComparer.Default))
                return true;
            if (depth < 4 && named is ILocalSymbol local && IsDeclaredInBody(local) && LocalValues.Only(Loop, local) is { } value && Binds(value, depth + 1))
                return true;
        }

        return false;
    }

    private bool IsDeclaredInBody(ILocalSymbol local) =>
        local.DeclaringSyntaxReferences.Length == 1 && local.DeclaringSyntaxReferences[0].SyntaxTree == Body.Syntax.SyntaxTree && Body.Syntax.Span.Contains(local.DeclaringSyntaxReferences[0].Span);

    /// <summary>The reader, queue or stack whose next item a <c>while</c> takes, and what its condition declares.</summary>
    private static ImmutableArray<ISymbol> Advanced(IWhileLoopOperation loop)
    {
        var all = ImmutableArray.CreateBuilder<ISymbol>();
        all.AddRange(loop.Locals);
        if (loop.Condition is null)
            return all.ToImmutable();
        foreach (var inner in loop.Condition.DescendantsAndSelf())
        {
            if (inner is IInvocationOperation { TargetMethod.Name: "Read" or "ReadAsync" or "MoveNext" or "MoveNextAsync" or "TryDequeue" or "TryPop" or "TryRead" or "TryTake" } next && LocalValues.Named(next.Instance) is { } source)
                all.Add(source);
            if (inner is IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared })
                all.Add(declared.Local);
        }

        return all.ToImmutable();
    }

    private static Repetition? Iterating(IAnonymousFunctionOperation lambda)
    {
        for (var current = lambda.Parent; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case IDelegateCreationOperation or IConversionOperation or IArgumentOperation:
                    continue;
                case IInvocationOperation call when s_iterators.Contain(call.TargetMethod):
                    return new(call, lambda.Symbol.Parameters.CastArray<ISymbol>(), call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null), lambda.Body);
                default:
                    return null;
            }
        }

        return null;
    }
}
