using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>What a function does itself.</summary>
internal static class FunctionBody
{
    /// <summary>All operations of a body; functions inside it are shown, not entered.</summary>
    public static IEnumerable<IOperation> Own(IOperation body)
    {
        foreach (var child in body.ChildOperations)
        {
            yield return child;
            if (child is IAnonymousFunctionOperation or ILocalFunctionOperation)
                continue;
            foreach (var inner in Own(child))
                yield return inner;
        }
    }
}
