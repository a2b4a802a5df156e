using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>What a function does itself.</summary>
internal static class FunctionBody
{
    /// <summary>All operations of a body; functions inside it are shown, not entered.</summary>
    public static IEnumerable<IOperation> Own(IOperation body)
    {
        var open = new Stack<IOperation.OperationList.Enumerator>();
        open.Push(body.ChildOperations.GetEnumerator());
        while (open.Count > 0)
        {
            var children = open.Pop();
            if (!children.MoveNext())
                continue;
            var child = children.Current;
            open.Push(children);
            yield return child;
            if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
                open.Push(child.ChildOperations.GetEnumerator());
        }
    }

    /// <summary>Whether an operation is a part of a body or stands in it.</summary>
    public static bool IsIn(IOperation operation, IOperation part)
    {
        for (IOperation? current = operation; current is not null; current = current.Parent)
        {
            if (current == part)
                return true;
        }

        return false;
    }

    /// <summary>The lambda or local function that an operation stands in; null when it stands in the member itself.</summary>
    public static IOperation? Around(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return current;
        }

        return null;
    }

    /// <summary>Whether an operation is what a function does itself, and not a function inside it.</summary>
    public static bool IsOwn(IOperation operation, IOperation function)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current == function)
                return true;
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return false;
        }

        return false;
    }
}
