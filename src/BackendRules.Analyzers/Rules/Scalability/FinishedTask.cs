using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Whether a task has run to its end where its result is read, so that reading it waits for nothing.</summary>
internal static class FinishedTask
{
    public static bool Is(IOperation task)
    {
        task = LocalValues.Bare(task);
        if (task is IInvocationOperation { TargetMethod: { Name: "FromResult" or "FromException" or "FromCanceled" } })
            return true;
        if (task is IPropertyReferenceOperation { Property.Name: "CompletedTask" } || IsWhenAny(task))
            return true;
        return Holder(task, 0) is { } holder && (Continues(task, holder) || WasAwaited(task, holder));
    }

    private static bool IsWhenAny(IOperation task) =>
        task is IAwaitOperation || task is ILocalReferenceOperation local && LocalValues.Only(local) is IAwaitOperation;

    /// <summary>The variable that holds the task, or the collection that it was taken from.</summary>
    private static ISymbol? Holder(IOperation task, int depth)
    {
        if (depth > 4)
            return null;
        task = LocalValues.Bare(task);
        switch (task)
        {
            case IArrayElementReferenceOperation element:
                return Holder(element.ArrayReference, depth + 1);
            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } list }:
                return Holder(list, depth + 1);
            case IPropertyReferenceOperation { Instance: { } pair, Property.Name: "Value" or "Task" }:
                return Holder(pair, depth + 1);
            case IFieldReferenceOperation { Instance: { } tuple } when tuple is not IInstanceReferenceOperation:
                return Holder(tuple, depth + 1);
            case IInvocationOperation { TargetMethod.ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } } step when EfQuery.Source(step) is { } source:
                return Holder(source, depth + 1);
            case IParameterReferenceOperation parameter when Iterated(parameter, parameter.Parameter) is { } source:
                return Holder(source, depth + 1) ?? parameter.Parameter;
            case ILocalReferenceOperation local when LocalValues.Loop(local)?.Collection is { } collection:
                return Holder(collection, depth + 1) ?? local.Local;
            default:
                return LocalValues.Named(task);
        }
    }

    /// <summary>For the parameter of a lambda given to a LINQ operator: the sequence that it iterates.</summary>
    private static IOperation? Iterated(IOperation at, IParameterSymbol parameter)
    {
        for (var current = at; current is not null; current = current.Parent)
        {
            if (current is not IAnonymousFunctionOperation lambda || !lambda.Symbol.Parameters.Contains(parameter, SymbolEqualityComparer.Default))
                continue;
            for (var outer = lambda.Parent; outer is not null; outer = outer.Parent)
            {
                if (outer is IInvocationOperation call)
                    return EfQuery.Source(call);
                if (outer is not (IDelegateCreationOperation or IConversionOperation or IArgumentOperation))
                    return null;
            }
        }

        return null;
    }

    /// <summary>In <c>task.ContinueWith(t => t.Result)</c> the parameter is finished.</summary>
    private static bool Continues(IOperation task, ISymbol holder)
    {
        if (LocalValues.Bare(task) is not IParameterReferenceOperation)
            return false;
        for (IOperation? current = task; current is not null; current = current.Parent)
        {
            if (current is IInvocationOperation { TargetMethod.Name: "ContinueWith" or "ContinueWhenAll" or "ContinueWhenAny" } call && call.TargetMethod.ContainingNamespace?.Name == "Tasks")
                return holder is IParameterSymbol || SymbolEqualityComparer.Default.Equals(LocalValues.Named(call.Instance), holder);
        }

        return false;
    }

    /// <summary>An earlier <c>await Task.WhenAll(task)</c>, <c>await task</c>, <c>Wait</c>, or a test of <c>IsCompleted</c>.</summary>
    private static bool WasAwaited(IOperation task, ISymbol holder)
    {
        var position = task.Syntax.SpanStart;
        foreach (var operation in LocalValues.Root(task).DescendantsAndSelf())
        {
            if (operation.Syntax.SpanStart >= position)
                continue;
            var settles = operation switch
            {
                IAwaitOperation awaited => awaited.Syntax.Span.End <= position && LocalValues.Mentions(awaited.Operation, holder),
                IInvocationOperation { TargetMethod: { Name: "WhenAll", ContainingType.Name: "Task" }, Parent: IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var all } } } gathered =>
                    LocalValues.Mentions(gathered, holder) && WasAwaited(task, all),
                IInvocationOperation { TargetMethod: { Name: "Wait" or "WaitAll" or "WhenAll", ContainingType.Name: "Task" } } waited =>
                    waited.TargetMethod.Name == "Wait" ? waited.Syntax.Span.End < position && LocalValues.Mentions(waited, holder) : waited.TargetMethod.Name == "WaitAll" && LocalValues.Mentions(waited, holder),
                IPropertyReferenceOperation { Property.Name: "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "Status", Instance: { } instance } => LocalValues.Mentions(instance, holder),
                _ => false,
            };
            if (settles)
                return true;
        }

        return false;
    }
}
