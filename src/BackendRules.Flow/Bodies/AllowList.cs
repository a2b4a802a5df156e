using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

/// <summary>An item is looked up in a list of allowed values, or a text is made of characters that aren't dangerous as some kinds.</summary>
internal sealed record ListTest(IOperation? List, IOperation Item, Func<Kinds, ulong>? Proves = null);

/// <summary>Calls that are true only for values of a list: <c>Contains</c> in its many homes, <c>ContainsKey</c>, <c>Any(c => c == x)</c>.</summary>
internal static class AllowList
{
    public static ListTest? Tests(IInvocationOperation call, SemanticModel model)
    {
        var method = call.TargetMethod;
        return method.Name switch
        {
            "Contains" or "ContainsKey" or "BinarySearch" => Contains(call, method),
            "Any" or "Exists" => Any(call, model),
            "All" or "TrueForAll" => Letters(call, model) ?? Each(call, model, outcome: true),
            "IsSubsetOf" or "IsSupersetOf" => Every(call, true, model),
            "IsMatch" => Regular(call, method),
            _ => null,
        };
    }

    /// <summary>A comparison with the place of an item in a list, and the outcome that says that it is there: <c>Array.IndexOf(list, item) &gt;= 0</c>.</summary>
    public static (IOperation List, IOperation Item, bool Found)? Found(IBinaryOperation comparison)
    {
        if (comparison.LeftOperand is not IInvocationOperation { TargetMethod: { Name: "IndexOf" or "BinarySearch" } method } call || comparison.RightOperand.ConstantValue is not { HasValue: true, Value: int bound })
            return null;
        return Present(comparison, bound) is { } outcome && Contains(call, method) is { List: { } list } test ? (list, test.Item, outcome) : null;
    }

    /// <summary>The outcome of a comparison with a place in a text that says that nothing was found; null when it says neither.</summary>
    public static bool? IsAbsent(IBinaryOperation comparison) =>
        comparison.RightOperand.ConstantValue is { HasValue: true, Value: int bound } && Present(comparison, bound) is { } found ? !found : null;

    private static bool? Present(IBinaryOperation comparison, int bound) => (comparison.OperatorKind, bound) switch
    {
        (BinaryOperatorKind.GreaterThanOrEqual, 0) or (BinaryOperatorKind.GreaterThan, -1) or (BinaryOperatorKind.NotEquals, -1) => true,
        (BinaryOperatorKind.LessThan, 0) or (BinaryOperatorKind.LessThanOrEqual, -1) or (BinaryOperatorKind.Equals, -1) => false,
        _ => null,
    };

    /// <summary>Calls that are false only for values of a list: <c>All(c => c != x)</c>, <c>Any(c => !char.IsLetter(c))</c>.</summary>
    public static ListTest? Refutes(IInvocationOperation call, SemanticModel model)
    {
        if (call.TargetMethod.Name is "Any" or "Exists" && Each(call, model, outcome: false) is { } each)
            return each;
        if (call is { TargetMethod.Name: "Any", Arguments: [{ Value: var text }, { Value: var looks }] } && IsText(text) && Function(looks) is IMethodReferenceOperation { Method.Name: "Contains" } lookUp && FileNameCharacters.Are(lookUp.Instance))
            return new ListTest(null, Unwrapped(text), static sinks => sinks.Find("path"));
        if (call.TargetMethod.Name is not ("All" or "TrueForAll" or "Any" or "Exists") || call.Arguments.Length == 0 || Returned(call.Arguments[call.Arguments.Length - 1].Value, model) is not { } test
            || Collection(call) is not { } list)
            return null;
        if (call.TargetMethod.Name is "Any" or "Exists")
            return IsText(list) ? new ListTest(null, Unwrapped(list), sinks => CharacterTest.Proves(c => CharacterTest.Answer(test, c), false, sinks)) : null;
        return test is IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } differs
            ? IsElement(differs.LeftOperand) ? new ListTest(list, differs.RightOperand) : IsElement(differs.RightOperand) ? new ListTest(list, differs.LeftOperand) : null
            : null;
    }

    /// <summary>Calls that turn out this way only where every element of a sequence is in a list: <c>All(list.Contains)</c>, <c>Except(list).Any()</c>, <c>list.IsSupersetOf(sequence)</c>.</summary>
    public static ListTest? Every(IInvocationOperation call, bool outcome, SemanticModel model)
    {
        var method = call.TargetMethod;
        var sequence = call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        if (sequence is null || IsText(sequence))
            return null;
        sequence = Unwrapped(sequence);
        switch (method.Name, outcome)
        {
            case ("All" or "TrueForAll", true) when call.Arguments.Length > 0:
                return Listing(call.Arguments[call.Arguments.Length - 1].Value, true, model) is { } listed ? new ListTest(listed, sequence) : null;
            case ("Any" or "Exists", false) when sequence is IInvocationOperation { TargetMethod: { Name: "Except", ContainingType.Name: "Enumerable" }, Arguments: [{ Value: var given }, { Value: var known }, ..] } && call.Arguments.Length == 1:
                return new ListTest(Unwrapped(known), Unwrapped(given));
            case ("Any" or "Exists", false) when call.Arguments.Length > 0:
                return Listing(call.Arguments[call.Arguments.Length - 1].Value, false, model) is { } missed ? new ListTest(missed, sequence) : null;
            case ("IsSupersetOf" or "IsProperSupersetOf", true) when call.Arguments is [{ Value: var other }]:
                return new ListTest(sequence, Unwrapped(other));
            case ("IsSubsetOf" or "IsProperSubsetOf", true) when call.Arguments is [{ Value: var other }]:
                return new ListTest(Unwrapped(other), sequence);
            default:
                return null;
        }
    }

    /// <summary>The list that a predicate looks each element up in, or misses it in.</summary>
    private static IOperation? Listing(IOperation predicate, bool isFound, SemanticModel model)
    {
        predicate = Function(predicate);
        if (predicate is IMethodReferenceOperation { Method: { Name: "Contains" or "ContainsKey" }, Instance: { } held })
            return isFound && !IsText(held) ? held : null;
        var test = Returned(predicate, model);
        if (!isFound)
            test = test is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } inverse ? inverse.Operand : null;
        return test is IInvocationOperation { TargetMethod: { Name: "Contains" or "ContainsKey" } method } call && Contains(call, method) is { List: { } list } found && found.Item.Unconverted() is IParameterReferenceOperation element && IsElement(element) && !IsElement(list) ? list : null;
    }

    /// <summary>The kinds that a text is clean of whose characters all pass a predicate.</summary>
    public static ulong Keeps(IOperation predicate, SemanticModel model, Kinds sinks)
    {
        predicate = Function(predicate);
        if (predicate is IMethodReferenceOperation { Method: { ContainingType.SpecialType: SpecialType.System_Char, Name: var asked } })
            return CharacterTest.Proves(c => CharacterTest.Answer(asked, c), true, sinks);
        return Returned(predicate, model) is { } test ? CharacterTest.Proves(c => CharacterTest.Answer(test, c), true, sinks) : 0;
    }

    /// <summary>The element of the list, or a member of it.</summary>
    private static bool IsElement(IOperation operation)
    {
        while (operation is IPropertyReferenceOperation { Instance: { } instance })
            operation = instance;
        return operation is IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } };
    }

    private static ListTest? Contains(IInvocationOperation call, IMethodSymbol method)
    {
        // In C# 14 an array's Contains is one of MemoryExtensions, over a conversion to a span.
        if (method.IsStatic)
            return call.Arguments.Length >= 2 && !IsText(call.Arguments[0].Value) ? new ListTest(Unwrapped(call.Arguments[0].Value), call.Arguments[1].Value) : null;
        return call.Instance is { } list && !IsText(list) && call.Arguments.Length >= 1 ? new ListTest(list, call.Arguments[0].Value) : null;
    }

    private static ListTest? Any(IInvocationOperation call, SemanticModel model)
    {
        var list = Collection(call);
        if (list is null || call.Arguments.Length == 0 || Returned(call.Arguments[call.Arguments.Length - 1].Value, model) is not { } test)
            return null;
        var (left, right) = test switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equals => (equals.LeftOperand, equals.RightOperand),
            IInvocationOperation { TargetMethod.Name: "Equals", Instance: { } instance, Arguments: [var other, ..] } => (instance, other.Value),
            IInvocationOperation { TargetMethod: { Name: "Equals", IsStatic: true }, Arguments: [var first, var second, ..] } => (first.Value, second.Value),
            _ => default,
        };
        if (left is null || right is null)
            return null;
        return IsElement(left) ? new ListTest(list, right) : IsElement(right) ? new ListTest(list, left) : null;
    }

    /// <summary>Each element of a collection is looked up: the collection holds nothing else.</summary>
    private static ListTest? Each(IInvocationOperation call, SemanticModel model, bool outcome)
    {
        if (Collection(call) is not { } collection || call.Arguments.Length == 0 || IsText(collection))
            return null;
        var predicate = call.Arguments[call.Arguments.Length - 1].Value;
        if (Returned(predicate, model) is { } test)
        {
            if (test is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } inverse)
                (test, outcome) = (inverse.Operand, !outcome);
            return outcome && test is IInvocationOperation asks && Tests(asks, model) is { } tested && tested.Item is IParameterReferenceOperation && IsElement(tested.Item) ? tested with { Item = Unwrapped(collection) } : null;
        }

        return outcome && Function(predicate) is IMethodReferenceOperation { Method: { Name: "Contains" or "ContainsKey", ContainingType.SpecialType: SpecialType.None }, Instance: { } list } ? new ListTest(list, Unwrapped(collection)) : null;
    }

    private static ListTest? Letters(IInvocationOperation call, SemanticModel model)
    {
        var text = Collection(call);
        if (text is null || call.Arguments.Length == 0)
            return null;
        while (text is IConversionOperation conversion)
            text = conversion.Operand;
        if (text.Type?.SpecialType != SpecialType.System_String)
            return null;
        return new ListTest(null, text, sinks => Keeps(call.Arguments[call.Arguments.Length - 1].Value, model, sinks));
    }

    private static ListTest? Regular(IInvocationOperation call, IMethodSymbol method)
    {
        if (method.ContainingType.Name != "Regex")
            return null;
        var (pattern, input) = method.IsStatic
            ? (call.Arguments.Length > 1 ? call.Arguments[1].Value.ConstantValue.Value as string : null, call.Arguments[0].Value)
            : (call.Instance is null ? null : AnchoredPattern.Of(call.Instance), call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        return pattern is null || input is null ? null : new ListTest(null, input, sinks => AnchoredPattern.Proves(pattern, sinks));
    }

    /// <summary>What a call with a predicate goes through.</summary>
    private static IOperation? Collection(IInvocationOperation call) => call.Instance ?? (call.Arguments.Length > 1 ? call.Arguments[0].Value : null);

    /// <summary>The function that an argument hands over.</summary>
    private static IOperation Function(IOperation argument)
    {
        while (argument is IConversionOperation or IDelegateCreationOperation)
            argument = argument is IConversionOperation conversion ? conversion.Operand : ((IDelegateCreationOperation)argument).Target;
        return argument;
    }

    /// <summary>What a function of one expression returns.</summary>
    private static IOperation? Returned(IOperation function, SemanticModel model)
    {
        // In a graph, the function is a stub: its own syntax says what it is.
        return Function(function) switch
        {
            IAnonymousFunctionOperation { Body.Operations: [IReturnOperation { ReturnedValue: { } value }] } => value,
            Microsoft.CodeAnalysis.FlowAnalysis.IFlowAnonymousFunctionOperation flow => Body(flow, model),
            _ => null,
        };
    }

    private static IOperation? Body(Microsoft.CodeAnalysis.FlowAnalysis.IFlowAnonymousFunctionOperation function, SemanticModel model)
    {
        return model.GetOperation(function.Syntax) is IAnonymousFunctionOperation { Body.Operations: [IReturnOperation { ReturnedValue: { } value }] } ? value : null;
    }

    public static IOperation Unwrapped(IOperation list)
    {
        while (true)
        {
            switch (list)
            {
                case IConversionOperation conversion:
                    list = conversion.Operand;
                    break;
                case IInvocationOperation { TargetMethod: { Name: "op_Implicit" or "AsSpan" }, Arguments: [var inner, ..] }:
                    list = inner.Value;
                    break;
                default:
                    return list;
            }
        }
    }

    public static bool IsText(IOperation operation)
    {
        while (operation is IConversionOperation { IsImplicit: true } conversion)
            operation = conversion.Operand;
        return operation.Type?.SpecialType == SpecialType.System_String || operation.Type is INamedTypeSymbol { Name: "Span" or "ReadOnlySpan", TypeArguments: [{ SpecialType: SpecialType.System_Char }] };
    }
}
