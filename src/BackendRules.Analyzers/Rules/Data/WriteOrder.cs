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
