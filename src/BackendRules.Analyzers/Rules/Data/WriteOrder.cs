using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>How two calls of one body stand to each other.</summary>
internal static class WriteOrder
{
    /// <summary>A transaction must not stay open while another service answers: two commits around such a call are a choice.</summary>
    public static bool HasRemoteCallBetween(IOperation first, IOperation second)
    {
        foreach (var call in MemberBody.Of(first).Calls)
        {
            if (call.Syntax.SpanStart > first.Syntax.Span.End && call.Syntax.Span.End < second.Syntax.SpanStart
                && Outcome.Of(call) is { Kind: OutcomeKind.Http or OutcomeKind.Publish or OutcomeKind.Payment or OutcomeKind.File })
                return true;
        }

        return false;
    }

    public static bool SameFunction(IOperation one, IOperation other) => FunctionBody.Around(one) == FunctionBody.Around(other);

    /// <summary>Not in two branches of one choice, and the first doesn't leave the function.</summary>
    public static bool CanFollow(IOperation first, IOperation second)
    {
        var above = new HashSet<IOperation>(Ancestors(second));
        var child = first;
        foreach (var ancestor in Ancestors(first))
        {
            if (above.Contains(ancestor))
            {
                var isChoice = ancestor is ISwitchOperation or ISwitchExpressionOperation || ancestor is IConditionalOperation choice && child != choice.Condition
                    || ancestor is ITryOperation attempt && attempt.Catches.Contains(Below(ancestor, second));
                return !isChoice;
            }

            if (ancestor is IReturnOperation or IThrowOperation || ancestor is IBlockOperation block && child != ancestor && EndsAfter(block, child))
                return false;
            child = ancestor;
        }

        return true;
    }

    /// <summary>The second happens only where the first changed nothing: <c>if (await rows.ExecuteUpdateAsync(…) == 0) { rows.Add(…); … }</c>.</summary>
    public static bool IsElse(IOperation first, IOperation second)
    {
        foreach (var operation in LocalValues.Root(first).Descendants())
        {
            if (operation is not IConditionalOperation { Condition: IBinaryOperation test } choice || !Counts(test.LeftOperand, first) || test.RightOperand.ConstantValue is not { HasValue: true, Value: int count })
                continue;
            var isNone = (test.OperatorKind, count) is (BinaryOperatorKind.Equals, 0) or (BinaryOperatorKind.LessThan, 1) or (BinaryOperatorKind.LessThanOrEqual, 0);
            var isSome = (test.OperatorKind, count) is (BinaryOperatorKind.NotEquals, 0) or (BinaryOperatorKind.GreaterThan, 0) or (BinaryOperatorKind.GreaterThanOrEqual, 1);
            if (isNone && choice.WhenTrue.Syntax.Span.Contains(second.Syntax.Span) || isSome && choice.WhenFalse?.Syntax.Span.Contains(second.Syntax.Span) == true
                || isSome && choice.Syntax.Span.End <= second.Syntax.SpanStart && Leaves(choice.WhenTrue))
                return true;
        }

        return false;
    }

    private static bool Counts(IOperation value, IOperation write)
    {
        var made = LocalValues.Resolve(value);
        return (made is IAwaitOperation awaited ? awaited.Operation : made)?.Syntax == write.Syntax;
    }

    private static bool Leaves(IOperation branch) =>
        branch is IReturnOperation or IThrowOperation || branch is IBlockOperation { Operations: { Length: > 0 } all } && all[all.Length - 1] is IReturnOperation or IThrowOperation;

    private static IOperation? Below(IOperation ancestor, IOperation operation) => Ancestors(operation).TakeWhile(one => one != ancestor).LastOrDefault();

    private static bool EndsAfter(IBlockOperation block, IOperation child) =>
        block.Parent is IConditionalOperation or ISwitchCaseOperation or ICatchClauseOperation or ITryOperation && block.Operations.Length > 0
        && block.Operations[block.Operations.Length - 1] is IReturnOperation or IThrowOperation or IBranchOperation;

    private static IEnumerable<IOperation> Ancestors(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
            yield return current;
    }

    /// <summary>A write in a <c>catch</c> or <c>finally</c> undoes or records the first.</summary>
    public static bool IsRepair(IOperation second)
    {
        foreach (var ancestor in Ancestors(second))
        {
            if (ancestor is ICatchClauseOperation || ancestor is ITryOperation { Finally: { } last } && last.Syntax.Span.Contains(second.Syntax.Span))
                return true;
        }

        return false;
    }
}
