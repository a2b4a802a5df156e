using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    private Value Eval(IOperation? operation)
    {
        if (operation is null || IsTooDeep())
            return Value.Clean;
        _depth++;
        var value = EvalAny(operation);
        _depth--;
        return value.IsClean || !InertTypes.Contains(operation.Type) ? value : Value.Clean;
    }

    private Value EvalAny(IOperation operation)
    {
        if (operation.ConstantValue.HasValue && operation is not ISimpleAssignmentOperation)
            return Value.Clean;
        switch (operation)
        {
            case IExpressionStatementOperation statement:
                return Eval(statement.Operation);
            case IFlowCaptureOperation capture:
                var captured = Eval(capture.Value);
                _state.Write(Captured(capture.Id), captured);
                // What a model says of a member is not in the place that the capture stands for: request.Cookies["last"] ?? "/".
                if ((capture.Value is IPropertyReferenceOperation || captured.HasFunction || capture.Value is IInvocationOperation asked && TextOf(asked) is not null) && PlaceOf(capture.Value) is { } member)
                    _state.Add(member, captured);
                Capturing(capture);
                Pass(capture);
                return Value.Clean;
            case IFieldReferenceOperation field:
                return Holding(field, field.Field, field.Instance, EvalMember(field, field.Field, field.Instance));
            case IPropertyReferenceOperation property:
                return EvalProperty(property);
            case IArrayElementReferenceOperation element:
                foreach (var index in element.Indices)
                    Eval(index);
                return IsRange(element.Indices) ? Eval(element.ArrayReference) : Eval(element.ArrayReference).At(AccessPath.Element, _labels);
            case IParameterReferenceOperation { Parameter: var given } when FunctionSlot.IsKept(_context, given, _cancellation):
                return Holding(operation, given, null, PlaceOf(operation) is { } held ? _state.Read(held) : Value.Clean);
            case ILocalReferenceOperation or IParameterReferenceOperation or IInstanceReferenceOperation or IFlowCaptureReferenceOperation:
                return PlaceOf(operation) is { } place ? _state.Read(place) : Value.Clean;
            case ISimpleAssignmentOperation assignment:
                var assigned = Eval(assignment.Value);
                Receiver(assignment.Target);
                if (assignment.IsRef)
                {
                    Refer(assignment);
                    if (PlaceOf(assignment.Value) is not null)
                        return assigned;
                }

                Name(assignment);
                Outdate(assignment);
                if (assignment.Value is IObjectCreationOperation { Type: { Name: "Uri", ContainingNamespace.Name: "System" }, Arguments: [{ Value: var address }, ..] })
                    Parsing(assignment.Target, address);
                if (Containment.Given(assignment.Value) is { } named)
                    Parsing(assignment.Target, named);
                Assign(assignment.Target, assigned, StepOf(assignment));
                return assigned;
            case ICompoundAssignmentOperation compound:
                return EvalCompound(compound);
            case IDeconstructionAssignmentOperation deconstruction:
                var whole = Eval(deconstruction.Value);
                var target = deconstruction.Target is IDeclarationExpressionOperation declared ? declared.Expression : deconstruction.Target;
                if (target is ITupleOperation tuple)
                    Deconstruct(tuple, whole, deconstruction.Value.Type, StepOf(deconstruction));
                return whole;
            case IFieldInitializerOperation or IPropertyInitializerOperation or IVariableInitializerOperation:
                return Eval(((ISymbolInitializerOperation)operation).Value);
            case IBinaryOperation binary:
                return EvalBinary(binary);
            case IInterpolatedStringOperation interpolated:
                return Concat(interpolated.Parts.Select(static part => part switch
                {
                    IInterpolatedStringTextOperation text => text.Text,
                    IInterpolationOperation hole => hole.Expression,
                    _ => part,
                }));
            case IInvocationOperation call:
                return EvalCall(call);
            case IObjectCreationOperation creation:
                return EvalCreation(creation);
            case IConversionOperation conversion:
                return EvalConversion(conversion);
            case IAwaitOperation awaited:
                return Eval(awaited.Operation);
            case ITupleOperation elements:
                return Members(elements.Elements.Select(static (element, i) => ($"Item{i + 1}", element)));
            case IAnonymousObjectCreationOperation anonymous:
                return Members(anonymous.Initializers.OfType<ISimpleAssignmentOperation>().Select(static part => (((IPropertyReferenceOperation)part.Target).Property.Name, part.Value)));
            case IArrayCreationOperation array:
                foreach (var size in array.DimensionSizes)
                    Eval(size);
                return array.Initializer is null ? Value.Clean : Elements(array.Initializer.ElementValues);
            case IArrayInitializerOperation initializer:
                return Elements(initializer.ElementValues);
            case IFlowAnonymousFunctionOperation or IDelegateCreationOperation or IMethodReferenceOperation:
                return EvalFunction(operation);
            case IIsPatternOperation match:
                var matched = Eval(match.Value);
                Bind(match.Pattern, matched, PlaceOf(match.Value));
                return Value.Clean;
            case ICaughtExceptionOperation caught:
                return EvalCaught(caught);
            case IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IDynamicIndexerAccessOperation or IDynamicObjectCreationOperation:
                return EvalDynamic(operation);
            case ITypeOfOperation or ISizeOfOperation or INameOfOperation or IDefaultValueOperation or ILiteralOperation:
                return Value.Clean;
            case IEventAssignmentOperation subscription:
                var handler = Eval(subscription.HandlerValue);
                Run(handler, []);
                if (subscription.Adds)
                    Keep(subscription.EventReference, handler);
                return Value.Clean;
            case IEventReferenceOperation raised:
                return Holding(raised, raised.Event, raised.Instance, Value.Clean);
            case IIncrementOrDecrementOperation:
                return Value.Clean;
            default:
                return operation.Syntax is CollectionExpressionSyntax ? EvalCollection(operation) : EvalChildren(operation);
        }
    }

    private Value EvalChildren(IOperation operation)
    {
        var all = Value.Clean;
        foreach (var child in operation.ChildOperations)
            all = all.Union(Eval(child), _labels);
        return all;
    }

    /// <summary>A target's receiver and index may call something on their way.</summary>
    private void Receiver(IOperation target)
    {
        switch (target)
        {
            case IPropertyReferenceOperation property:
                if (property.Instance is not null)
                    Eval(property.Instance);
                foreach (var argument in property.Arguments)
                    Eval(argument.Value);
                break;
            case IArrayElementReferenceOperation element:
                Eval(element.ArrayReference);
                break;
            case IFieldReferenceOperation { Instance: { } instance }:
                Eval(instance);
                break;
            case IInvocationOperation call:
                Eval(call);
                break;
        }
    }

    private Value EvalCompound(ICompoundAssignmentOperation compound)
    {
        var result = compound.OperatorKind == BinaryOperatorKind.Add && compound.Type?.SpecialType == SpecialType.System_String
            ? Concat([compound.Target, compound.Value])
            : Eval(compound.Target).Union(Eval(compound.Value), _labels);
        Assign(compound.Target, result, StepOf(compound));
        // ok |= other: one of them is enough.
        if (compound is { OperatorKind: not BinaryOperatorKind.And, Type.SpecialType: SpecialType.System_Boolean } && Behind(compound.Target) is ILocalReferenceOperation loosened)
            _proofs[loosened.Local] = loosened;
        return result;
    }

    private Value EvalBinary(IBinaryOperation binary)
    {
        if (binary.OperatorKind == BinaryOperatorKind.Add && binary.Type?.SpecialType == SpecialType.System_String)
            return Concat(Flatten(binary));
        var left = Eval(binary.LeftOperand);
        var right = Eval(binary.RightOperand);
        return binary.OperatorMethod is { } method && !InertTypes.Contains(binary.Type)
            ? Call(binary, method, null, Value.Clean, [binary.LeftOperand, binary.RightOperand], [left, right])
            : Value.Of(left.Flat().Union(right.Flat()));
    }

    private static IEnumerable<object> Flatten(IOperation operation)
    {
        // From the left end on: long texts are left-deep, and their depth is no measure of ours.
        var right = new Stack<IOperation>();
        while (operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, ConstantValue.HasValue: false } binary && binary.Type?.SpecialType == SpecialType.System_String)
        {
            right.Push(binary.RightOperand);
            operation = binary.LeftOperand;
        }

        yield return operation;
        foreach (var operand in right)
            yield return operand;
    }

    /// <summary>Texts in a row: each keeps what stands before it, as far as that matters.</summary>
    private Value Concat(IEnumerable<object> parts)
    {
        var heads = new List<object>();
        var all = LabelSet.Empty;
        foreach (var part in parts)
        {
            if (part is not (string or IOperation { ConstantValue.HasValue: true }))
            {
                var labels = (part as Value ?? Eval((IOperation)part)).Flat();
                if (!labels.IsEmpty)
                    all = all.Union(Behind(LocalText.Of(heads, _body.Model, _cancellation) is var head && head == "/" && AddressTest.IsStripped(part) ? Prefix.Settled : head, labels));
            }

            heads.Add(part);
        }

        return Value.Of(all);
    }

    private LabelSet Behind(string head, LabelSet labels)
    {
        return head.Length == 0 || labels.IsEmpty ? labels : Behind(Prefix.Of(head), labels);

        LabelSet Behind(string outer, LabelSet labels) =>
            labels.Map(label => label.Function is not null ? null : _labels.Get(label.From, label.Cleaned, Prefix.Join(outer, label.Prefix), label.Guard));
    }

    private Value EvalConversion(IConversionOperation conversion)
    {
        var value = Eval(conversion.Operand);
        if (_context.IsDomainException(conversion.Type) && !conversion.IsImplicit)
            return Value.Clean;
        if (conversion.OperatorMethod is not { } method)
            return value;
        return Call(conversion, method, null, Value.Clean, [conversion.Operand], [value]);
    }

    private Value Members(IEnumerable<(string Name, IOperation Value)> members)
    {
        var all = Value.Clean;
        foreach (var (name, member) in members)
            all = all.Union(Eval(member).Under(name), _labels);
        return all;
    }

    private Value Elements(IEnumerable<IOperation> elements)
    {
        var all = Value.Clean;
        foreach (var element in elements)
            all = all.Union(Eval(element), _labels);
        return all.Under(AccessPath.Element);
    }

    /// <summary>By its children, since Roslyn 4.8 has no interface for it.</summary>
    private Value EvalCollection(IOperation collection)
    {
        var all = Value.Clean;
        foreach (var child in collection.ChildOperations)
        {
            if (child.Syntax is SpreadElementSyntax)
                all = all.Union(EvalChildren(child).At(AccessPath.Element, _labels), _labels);
            else
                all = all.Union(Eval(child), _labels);
        }

        return all.Under(AccessPath.Element);
    }

    private Value EvalDynamic(IOperation operation)
    {
        var value = Value.Of(EvalChildren(operation).Flat());
        return value;
    }

    private Value EvalCaught(ICaughtExceptionOperation caught)
    {
        var thrown = Handler(_block) is { } handler ? _state.Read(Caught(handler)) : Value.Clean;
        if (caught.Type is not INamedTypeSymbol type || _context.IsDomainException(type) || _context.Symbols.Caught(type) is not { } source)
            return thrown;
        var step = StepOf(caught);
        var number = _summary.Source(source.Kinds, source.Words ?? "the caught exception", step);
        return Value.Of(LabelSet.Of(_labels.Get(Port.Source(number)), new Trace(step, null))).Union(thrown, _labels);
    }

    private static bool IsRange(IReadOnlyList<IOperation> indices) => indices.Count == 1 && indices[0].Type is { Name: "Range", ContainingNamespace.Name: "System" };
}
