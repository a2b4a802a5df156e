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
}
