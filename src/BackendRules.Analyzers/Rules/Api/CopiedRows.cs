using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A list that a loop fills with something for every row.</summary>
internal static class CopiedRows
{
    /// <summary>The rows behind the list, or null when it is filled in another way, or not for every row.</summary>
    public static IOperation? Source(IOperation list)
    {
        if (LocalValues.Bare(list) is not ILocalReferenceOperation local || LocalValues.Only(local) is not { } made || !IsEmpty(LocalValues.Bare(made)))
            return null;
        IOperation? rows = null;
        foreach (var call in MemberBody.Of(local).Calls)
        {
            if (call.TargetMethod.Name is not ("Add" or "AddRange") || call.Instance is not { } into || !SymbolEqualityComparer.Default.Equals(LocalValues.Named(into), local.Local))
                continue;
            // Filled in two places, it is something else than a copy.
            if (rows is not null || call.Arguments is not [{ Value: var added }])
                return null;
            rows = call.TargetMethod.Name == "AddRange" && Loop(call) is null ? added : Loop(call);
            if (rows is null)
                return null;
        }

        return rows;
    }

    private static bool IsEmpty(IOperation made) => made switch
    {
        IObjectCreationOperation { Initializer: null, Arguments: var arguments } created => created.Type.Is("System.Collections.Generic.List`1") && arguments.All(static argument => argument.Value.Type?.SpecialType == SpecialType.System_Int32),
        // Collection expressions have an operation kind that Roslyn 4.8 doesn't know by name.
        _ => made.Syntax is CollectionExpressionSyntax { Elements.Count: 0 },
    };

    /// <summary>What the loop around a call runs over, when every round reaches the call.</summary>
    private static IOperation? Loop(IInvocationOperation call)
    {
        for (var current = call.Parent; current is not null; current = current.Parent)
        {
            // 'rows.ForEach(row => …)'
            if (current is IAnonymousFunctionOperation { Parent: IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "ForEach", Instance: { } all } } } } each)
                return each.Body.Descendants().Any(static inner => inner is IReturnOperation { ReturnedValue: not null, IsImplicit: false }) ? null : all;
            if (current is IForEachLoopOperation loop)
                return loop.Body.Descendants().Any(static inner => inner is IBranchOperation or IReturnOperation) ? null : loop.Collection;
            if (current is not (IExpressionStatementOperation or IBlockOperation or ITryOperation or IReturnOperation))
                return null;
        }

        return null;
    }
}
