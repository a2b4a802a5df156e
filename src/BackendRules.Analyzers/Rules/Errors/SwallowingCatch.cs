using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>What a catch block does about the failure it caught.</summary>
internal static class SwallowingCatch
{
    private static readonly string[] s_cleanup =
        ["Rollback", "Dispose", "Close", "Cancel", "Delete", "Abort", "Kill", "Stop", "Disconnect", "Unsubscribe", "Release", "Shutdown", "Delay", "Sleep", "Yield", "ConfigureAwait", "Detach", "Clear"];

    /// <summary>Whether neither the caller nor an operator learns of the failure.</summary>
    public static bool Is(ICatchClauseOperation clause)
    {
        foreach (var operation in clause.Handler.Descendants())
        {
            switch (operation)
            {
                case IThrowOperation:
                case IAssignmentOperation { Target: not IDiscardOperation }:
                case IIncrementOrDecrementOperation:
                case ILocalReferenceOperation local when clause.Locals.Contains(local.Local, SymbolEqualityComparer.Default):
                case IInvocationOperation call when !IsCleanup(call.TargetMethod.Name) && !IsFinished(call):
                case IDynamicInvocationOperation:
                case IReturnOperation { Kind: OperationKind.Return or OperationKind.YieldReturn, ReturnedValue: { } value } when !IsHarmless(value):
                    return false;
            }
        }

        return !FallsToFailure(clause) && !ThrowsAfterRetries(clause) && !IsAskedFor(clause);
    }

    /// <summary>Whether the guarded code only cleans up or writes to a log: closing what is broken may fail, and so may telling of it.</summary>
    public static bool OnlyCleansUp(ICatchClauseOperation clause)
    {
        if (clause.Parent is not ITryOperation { Body: { } body })
            return false;
        var any = false;
        foreach (var operation in body.Descendants())
        {
            // What doesn't compile can't be judged.
            if (operation is IInvalidOperation)
                return true;
            if (operation is not IInvocationOperation call)
                continue;
            if (!IsCleanup(call.TargetMethod.Name) && !IsTest(call.TargetMethod.Name) && LogCall.Of(call) is null)
                return false;
            any = true;
        }

        return any;
    }

    private static bool IsCleanup(string name) => Array.Exists(s_cleanup, prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static bool IsTest(string name) => name is "Exists" or "Combine" or "GetAwaiter" or "GetResult" or "Wait" or "SuppressFinalize";

    private static bool IsFinished(IInvocationOperation call) => call.TargetMethod is { Name: "FromResult" or "Empty", IsStatic: true };

    /// <summary>A value that looks like success or like nothing to see: the caller can't tell it from an answer.</summary>
    private static bool IsHarmless(IOperation value)
    {
        value = LocalValues.Bare(value);
        if (value.ConstantValue is { HasValue: true } constant)
            return constant.Value is true or "" || IsZero(constant.Value) && value is ILiteralOperation;
        switch (value)
        {
            case IPropertyReferenceOperation { Property: { Name: "CompletedTask", IsStatic: true } }:
            case IFieldReferenceOperation { Field: { Name: "Empty", IsStatic: true } }:
            case IArrayCreationOperation { Initializer: null or { ElementValues.IsEmpty: true } }:
                return true;
            case IInvocationOperation { TargetMethod: { Name: "Empty", IsStatic: true } }:
                return true;
            case IInvocationOperation { TargetMethod: { Name: "FromResult", IsStatic: true }, Arguments: { Length: 1 } given }:
                return IsHarmless(given[0].Value);
            case IObjectCreationOperation { Arguments.IsEmpty: true, Initializer: null or { Initializers.IsEmpty: true } } creation:
                return IsCollection(creation.Type);
            default:
                return value.Kind.ToString() == "CollectionExpression" && value.ChildOperations.Count == 0;
        }
    }

    private static bool IsZero(object? value) => value is 0 or 0L or 0d or 0m;

    private static bool IsCollection(ITypeSymbol? type) => type is not null && type.SpecialType != SpecialType.System_String && type.Implements("System.Collections.IEnumerable");

    /// <summary>The guarded code leaves with its result; what follows the statement is the answer to the failure.</summary>
    private static bool FallsToFailure(ICatchClauseOperation clause)
    {
        if (clause.Parent is not ITryOperation { Body.Operations: { Length: > 0 } guarded, Parent: IBlockOperation block } attempt
            || guarded[guarded.Length - 1] is not (IReturnOperation or IThrowOperation or IBranchOperation) || Leaves(clause.Handler))
            return false;
        var at = block.Operations.IndexOf(attempt);
        for (var i = at + 1; i < block.Operations.Length; i++)
        {
            foreach (var operation in block.Operations[i].DescendantsAndSelf())
            {
                if (operation is IThrowOperation or IAssignmentOperation or IInvocationOperation || operation is IReturnOperation { ReturnedValue: { } value } && !IsHarmless(value))
                    return true;
            }
        }

        return false;
    }

    /// <summary>The statement behind asks for what the guarded code should have set: <c>try { data = Parse(text); } catch { } if (data is null) …</c>.</summary>
    private static bool IsAskedFor(ICatchClauseOperation clause)
    {
        if (clause.Parent is not ITryOperation { Body: var guarded, Parent: IBlockOperation block } attempt || Leaves(clause.Handler))
            return false;
        var next = block.Operations.IndexOf(attempt) + 1;
        if (next >= block.Operations.Length || block.Operations[next] is not IConditionalOperation { Condition: var condition })
            return false;
        foreach (var operation in guarded.Descendants())
        {
            if (operation is IAssignmentOperation { Target: ILocalReferenceOperation target } && LocalValues.Mentions(condition, target.Local))
                return true;
        }

        return false;
    }

    private static bool Leaves(IBlockOperation handler) => handler.Operations.Length > 0 && handler.Operations[handler.Operations.Length - 1] is IReturnOperation or IBranchOperation;

    /// <summary>In a loop that tries again, and that is followed by a throw.</summary>
    private static bool ThrowsAfterRetries(ICatchClauseOperation clause)
    {
        for (IOperation current = clause; current.Parent is { } parent; current = parent)
        {
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return false;
            if (current is not ILoopOperation loop || parent is not IBlockOperation block || loop is IForEachLoopOperation)
                continue;
            for (var i = block.Operations.IndexOf(loop) + 1; i < block.Operations.Length; i++)
            {
                if (block.Operations[i] is IThrowOperation || block.Operations[i] is IReturnOperation { ReturnedValue: { } value } && !IsHarmless(value)
                    || block.Operations[i] is IExpressionStatementOperation { Operation: IThrowOperation or IInvocationOperation })
                    return true;
            }
        }

        return false;
    }
}
