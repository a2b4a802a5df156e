using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>The text that an ADO.NET command was given, where one place decides it.</summary>
public static class CommandText
{
    public static IOperation? Of(IInvocationOperation execution)
    {
        if (execution.Instance is not { } command)
            return null;
        var made = LocalValues.Resolve(command);
        if (made is IAwaitOperation awaited)
            made = awaited.Operation;
        if (made is IObjectCreationOperation creation)
        {
            if (creation.Initializer is { } initializer)
            {
                foreach (var setting in initializer.Initializers)
                {
                    if (setting is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "CommandText" } } assignment)
                        return assignment.Value;
                }
            }

            foreach (var argument in creation.Arguments)
            {
                if (argument.Parameter is { Name: "cmdText" or "commandText", Type.SpecialType: SpecialType.System_String } && argument.Value.ConstantValue is not { HasValue: true, Value: null } && !argument.IsImplicit)
                    return argument.Value;
            }
        }

        if (made is IInvocationOperation { TargetMethod.Name: "CreateCommand", Arguments.Length: > 0 } call && call.Arguments[0].Parameter?.Type.SpecialType == SpecialType.System_String && !call.Arguments[0].IsImplicit)
            return call.Arguments[0].Value;
        return Assigned(execution, command);
    }

    /// <summary>The operation, when it gives a command its text.</summary>
    public static ISimpleAssignmentOperation? Set(IOperation operation) =>
        operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "CommandText", ContainingType: { } type } } } assignment && type.IsOrInherits("System.Data.IDbCommand") ? assignment : null;

    private static IOperation? Assigned(IInvocationOperation execution, IOperation command)
    {
        if (LocalValues.Named(command) is not { } holder)
            return null;
        IOperation? text = null;
        foreach (var operation in LocalValues.Root(execution).DescendantsAndSelf())
        {
            if (operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "CommandText", Instance: { } target } } assignment
                && SymbolEqualityComparer.Default.Equals(LocalValues.Named(target), holder) && assignment.Syntax.SpanStart < execution.Syntax.Span.End)
                text = assignment.Value;
        }

        return text;
    }
}
