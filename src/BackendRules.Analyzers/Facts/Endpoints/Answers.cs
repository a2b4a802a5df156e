using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>What a handler's body answers: the values it returns, with <c>Ok(…)</c>, tasks and branches taken off.</summary>
public static class Answers
{
    /// <summary>The values returned by a body, lambdas and local functions inside it left out.</summary>
    public static IEnumerable<IOperation> Returned(IOperation body)
    {
        var waiting = new Stack<IOperation>();
        waiting.Push(body);
        while (waiting.Count > 0)
        {
            var operation = waiting.Pop();
            if (operation is IReturnOperation { ReturnedValue: { } value })
            {
                foreach (var branch in Branches(value))
                    yield return branch;
            }

            foreach (var child in operation.ChildOperations)
            {
                if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
                    waiting.Push(child);
            }
        }
    }

    /// <summary>The body among a method's blocks: default values of parameters and initialisers are blocks too.</summary>
    public static IOperation? Body(System.Collections.Immutable.ImmutableArray<IOperation> blocks)
    {
        foreach (var block in blocks)
        {
            if (block is IBlockOperation)
                return block;
        }

        return null;
    }

    /// <summary>The body inside a result such as <c>Ok(value)</c>; the value itself otherwise. Null for a result without one.</summary>
    public static IOperation? Payload(IOperation answer) => Written(answer) is { } written ? Plain(written) : null;

    /// <summary>The same as it is written, locals and awaits left in place.</summary>
    public static IOperation? Written(IOperation answer)
    {
        var value = Plain(answer);
        switch (value)
        {
            case IInvocationOperation call when IsResult(call.TargetMethod) || EndpointResponses.IsResult(call.Type ?? call.TargetMethod.ReturnType):
                var argument = call.Arguments.FirstOrDefault(static a => a.Parameter?.Name is "value" or "data" or "returnValue" or "model" or "modelValue" or "error" or "body" && !a.IsImplicit);
                return argument is null || call.TargetMethod.DeclaringSyntaxReferences.Length > 0 ? null : argument.Value;
            case IObjectCreationOperation { Type: { } type } creation when EndpointResponses.IsResult(type):
                return creation.Arguments.Length > 0 ? creation.Arguments[0].Value : null;
            default:
                return answer;
        }
    }

    /// <summary>Without conversions, parentheses, awaits and single-valued locals.</summary>
    public static IOperation Plain(IOperation value)
    {
        for (var depth = 0; depth < 16; depth++)
        {
            var next = LocalValues.Resolve(value);
            next = next switch
            {
                IAwaitOperation awaited => awaited.Operation,
                IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task } => task,
                IInvocationOperation { TargetMethod: { Name: "AddHeader", ContainingType: { } type }, Instance: { } result } when type.Is("Amazon.Lambda.Annotations.APIGateway.IHttpResult") => result,
                IInvocationOperation { TargetMethod: { Name: "FromResult", ContainingType.Name: "Task" or "ValueTask" }, Arguments: [var inner] } => inner.Value,
                _ => next,
            };
            if (next == value)
                break;
            value = next;
        }

        return value;
    }

    /// <summary>Whether a method of the framework makes a result: <c>Ok</c>, <c>TypedResults.Created</c> ...</summary>
    public static bool IsResult(IMethodSymbol method) =>
        method.ContainingType is { } type && (type.Is("Microsoft.AspNetCore.Mvc.ControllerBase") || type.Is("Microsoft.AspNetCore.Mvc.Controller") || type.Is("Microsoft.AspNetCore.Mvc.RazorPages.PageModel")
            || type.Is("Microsoft.AspNetCore.Http.Results") || type.Is("Microsoft.AspNetCore.Http.TypedResults") || type.Is("Amazon.Lambda.Annotations.APIGateway.HttpResults"));

    private static IEnumerable<IOperation> Branches(IOperation value)
    {
        switch (LocalValues.Bare(value))
        {
            case IConditionalOperation { WhenFalse: { } no } choice:
                return Branches(choice.WhenTrue).Concat(Branches(no));
            case ISwitchExpressionOperation choice:
                return choice.Arms.SelectMany(static arm => Branches(arm.Value));
            case ICoalesceOperation choice:
                return Branches(choice.Value).Concat(Branches(choice.WhenNull));
            case IThrowOperation:
                return [];
            case var bare:
                return [bare];
        }
    }
}
