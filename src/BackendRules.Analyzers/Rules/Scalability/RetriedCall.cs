using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A call that code itself repeats when it fails: in a loop around <c>try</c>, or in a policy of Polly that retries.</summary>
internal static class RetriedCall
{
    /// <summary>What repeats the call, in words for a message; null when nothing does.</summary>
    public static string? By(IInvocationOperation call, ISymbol container)
    {
        if (UntilItSucceeds(call))
            return "The loop around it";
        IOperation child = call;
        for (var current = call.Parent; current is not null; child = current, current = current.Parent)
        {
            switch (current)
            {
                case IAnonymousFunctionOperation lambda:
                    return Policy(lambda);
                case ILocalFunctionOperation:
                    return null;
                case ITryOperation attempt when attempt.Body == child && attempt.Catches.Any(one => IsForCalls(one) && CallsAgain(one, container)):
                    return "The method calls itself and";
                case ITryOperation attempt when attempt.Body == child && attempt.Catches.Length > 0 && Loop(attempt) is { } loop && Leaves(attempt, loop) && attempt.Catches.Any(one => GoesOn(one) && IsForCalls(one)):
                    return "The loop around it";
            }
        }

        return null;
    }

    /// <summary>A loop that ends when the answer says success, in its condition or by leaving.</summary>
    private static bool UntilItSucceeds(IInvocationOperation call)
    {
        if (Loop(call) is not { } loop || Kept(call) is not { } answer)
            return false;
        var condition = loop is IWhileLoopOperation { Condition: { } asked } ? asked : (loop as IForLoopOperation)?.Condition;
        if (condition is not null && condition.DescendantsAndSelf().Any(inner => IsSuccess(inner, answer)))
            return true;
        return FunctionBody.Own(loop.Body).Any(inner => inner is IConditionalOperation choice && IsSuccess(LocalValues.Bare(choice.Condition), answer)
            && choice.WhenTrue.DescendantsAndSelf().Any(static leaving => leaving is IReturnOperation { IsImplicit: false } or IBranchOperation { BranchKind: BranchKind.Break }));
    }

    /// <summary>The local that holds what the call answers.</summary>
    private static ILocalSymbol? Kept(IInvocationOperation call)
    {
        for (IOperation? current = call.Parent; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case IAwaitOperation or IConversionOperation or IParenthesizedOperation or IVariableInitializerOperation:
                    continue;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" }:
                    continue;
                case IVariableDeclaratorOperation declared:
                    return declared.Symbol;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation local }:
                    return local.Local;
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool IsSuccess(IOperation asked, ILocalSymbol answer) =>
        asked is IPropertyReferenceOperation { Property.Name: "IsSuccessStatusCode", Instance: { } instance } && LocalValues.Bare(instance) is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, answer);

    private static bool CallsAgain(ICatchClauseOperation failure, ISymbol container) => failure.Handler.Descendants().Any(inner =>
        inner is IInvocationOperation again && SymbolEqualityComparer.Default.Equals(again.TargetMethod.OriginalDefinition, container.OriginalDefinition));

    private static ILoopOperation? Loop(IOperation attempt)
    {
        for (var current = attempt.Parent; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation or IForEachLoopOperation or ITryOperation)
                return null;
            if (current is ILoopOperation loop)
                return loop;
        }

        return null;
    }

    /// <summary>Success ends the loop: it leaves, or sets the flag that the loop asks for.</summary>
    private static bool Leaves(ITryOperation attempt, ILoopOperation loop)
    {
        var condition = loop switch
        {
            IWhileLoopOperation once => once.Condition,
            IForLoopOperation counted => counted.Condition,
            _ => null,
        };
        foreach (var inner in FunctionBody.Own(attempt.Body))
        {
            if (inner is IReturnOperation { IsImplicit: false } or IBranchOperation { BranchKind: BranchKind.Break })
                return true;
            if (condition is not null && inner is ISimpleAssignmentOperation { Target: ILocalReferenceOperation flag, Value.ConstantValue: { HasValue: true, Value: bool } } && LocalValues.Mentions(condition, flag.Local))
                return true;
        }

        return false;
    }

    /// <summary>After this failure the next round begins.</summary>
    private static bool GoesOn(ICatchClauseOperation failure)
    {
        var last = failure.Handler.Operations.LastOrDefault();
        if (last is IExpressionStatementOperation { Operation: IThrowOperation })
            return false;
        return last is not (IReturnOperation or IThrowOperation or IBranchOperation { BranchKind: BranchKind.Break });
    }

    /// <summary>A conflict of the caller's own store is tried again with fresh values on purpose.</summary>
    private static bool IsForCalls(ICatchClauseOperation failure) => failure.ExceptionType?.Name is null or not ("DbUpdateConcurrencyException" or "DbUpdateException" or "MongoWriteException");

    private static string? Policy(IAnonymousFunctionOperation lambda)
    {
        for (var current = lambda.Parent; current is not null; current = current.Parent)
        {
            if (current is IDelegateCreationOperation or IConversionOperation or IArgumentOperation)
                continue;
            if (current is IInvocationOperation { TargetMethod: { Name: "Execute" or "ExecuteAsync", ContainingType.Name: "ExecutionStrategyExtensions" or "IExecutionStrategy" } })
                return "The execution strategy around it";
            return current is IInvocationOperation { Instance: { } policy } execute && execute.TargetMethod.Name.StartsWith("Execute", StringComparison.Ordinal)
                && execute.TargetMethod.ContainingType?.ContainingNamespace?.Root() == "Polly" && Retries(policy) ? $"'{LocalValues.Named(policy)?.Name ?? "the policy"}'" : null;
        }

        return null;
    }

    /// <summary>The type says so, or where the policy is made does.</summary>
    private static bool Retries(IOperation policy)
    {
        policy = LocalValues.Bare(policy);
        if (policy.Type?.Name.IndexOf("Retry", StringComparison.Ordinal) >= 0)
            return !Says(policy, static name => name is "ShouldHandle" or "Method" or "HttpMethod");
        return Says(policy, static name => name is "AddRetry" or "RetryAsync" or "WaitAndRetryAsync" or "WaitAndRetry" or "Retry" or "RetryForeverAsync" or "WaitAndRetryForeverAsync")
            && !Says(policy, static name => name is "Method" or "HttpMethod");
    }

    private static bool Says(IOperation policy, Func<string, bool> word) => LocalValues.Named(policy) is { } named
        ? named.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax().DescendantNodes().OfType<SimpleNameSyntax>().Any(name => word(name.Identifier.ValueText)))
        : policy.Syntax.DescendantNodes().OfType<SimpleNameSyntax>().Any(name => word(name.Identifier.ValueText));
}
