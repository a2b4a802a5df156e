using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    /// <summary>A capture that is made once is another name for what it captured, so that writing to a part of it and proving something about it reach that.</summary>
    private void FindCaptures(ControlFlowGraph graph)
    {
        foreach (var block in graph.Blocks)
        {
            foreach (var operation in block.Operations)
            {
                if (operation is IFlowCaptureOperation capture && !(IsNothing(capture.Value) && _captures.ContainsKey(capture.Id)))
                    _captures[capture.Id] = _captures.TryGetValue(capture.Id, out var known) && !ReferenceEquals(known, capture.Value) && !(known is not null && IsNothing(known)) ? null : capture.Value;
            }
        }
    }

    /// <summary>What <c>x?.Name</c> is when <c>x</c> is null.</summary>
    private static bool IsNothing(IOperation value) => value is IDefaultValueOperation { IsImplicit: true } && (value.ConstantValue is { HasValue: true, Value: null } || IsNullable(value));

    /// <summary>What a capture stands for.</summary>
    private IOperation? Behind(IOperation? operation)
    {
        while (operation is IFlowCaptureReferenceOperation reference)
            operation = _captures.TryGetValue(reference.Id, out var captured) ? captured : null;
        return operation;
    }

    /// <summary>The variable, or the part of one, that an expression names; null when it names none.</summary>
    private Place? PlaceOf(IOperation? operation)
    {
        switch (operation)
        {
            case ILocalReferenceOperation local:
                return PlaceBehind(local.Local) is { } there ? there
                    : IsCaptured(local.Local) ? new Place(This(), Hidden(local.Local, _body.Syntax)) : new Place(RootOf(local.Local), "");
            case IParameterReferenceOperation parameter:
                return PlaceOf(parameter.Parameter);
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                return new Place(This(), "");
            case IFlowCaptureReferenceOperation reference:
                return _captures.TryGetValue(reference.Id, out var captured) && captured is not null && PlaceOf(captured) is { } alias ? alias : Captured(reference.Id);
            case IFieldReferenceOperation { Field.IsConst: true }:
                return null;
            case IFieldReferenceOperation field:
                return PlaceOf(field.Field.CorrespondingTupleField ?? field.Field, field.Instance);
            case IPropertyReferenceOperation property:
                return PlaceOf(property);
            case IArrayElementReferenceOperation element:
                return PlaceOf(element.ArrayReference)?.Part(AccessPath.Element);
            case IConversionOperation { OperatorMethod: null } conversion:
                return InertTypes.Contains(conversion.Type) ? null : PlaceOf(conversion.Operand);
            case IParenthesizedOperation parenthesized:
                return PlaceOf(parenthesized.Operand);
            case IAwaitOperation awaited:
                return PlaceOf(awaited.Operation);
            case IDeclarationExpressionOperation declaration:
                return PlaceOf(declaration.Expression);
            case IInvocationOperation call when IsFluent(call):
                return PlaceOf(call.Instance ?? call.Arguments[0].Value);
            case IInvocationOperation call when TextOf(call) is { } text:
                return PlaceOf(text);
            case IInvocationOperation { TargetMethod: { Name: "ConfigureAwait" or "AsTask" } } call:
                return PlaceOf(call.Instance);
            default:
                return null;
        }
    }

    private Place PlaceOf(IParameterSymbol parameter) =>
        SharedQueue.Of(_context, parameter) is { } queue ? new Place(RootOf(queue), "")
        : IsCaptured(parameter) ? new Place(This(), Hidden(parameter, _body.Syntax))
        : !IsOwn(parameter) && parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } primary && !ReferenceEquals(primary, _body.Method)
            ? new Place(This(), primary.ContainingType.IsRecord ? parameter.Name : Hidden(parameter))
        : new Place(RootOf(parameter), "");

    private Place? PlaceOf(IPropertyReferenceOperation reference)
    {
        var property = reference.Property;
        if (IsTransparent(property))
            return PlaceOf(reference.Instance);
        if (reference.Arguments.Length > 0)
            return Item(reference) ?? Keyed(reference) ?? PlaceOf(reference.Instance)?.Part(AccessPath.Element);
        return HasCode(property) ? null : PlaceOf(property, reference.Instance);
    }

    /// <summary>What a request carries along under a known key, from one component to the next: <c>context.Items["tenant"]</c>.</summary>
    private Place? Item(IPropertyReferenceOperation reference)
    {
        if (reference is not { Instance: IPropertyReferenceOperation { Property: { Name: "Items", ContainingType.Name: "HttpContext" or "HubCallerContext" or "FunctionContext" } items }, Arguments: [{ Value: var key }] })
            return null;
        while (key is IConversionOperation conversion)
            key = conversion.Operand;
        var name = key.ConstantValue is { HasValue: true, Value: { } constant } ? constant.ToString() : key is IMemberReferenceOperation { Member: { IsStatic: true } member } ? _context.Key(member) : null;
        return name is null ? null : new Place(RootOf(items.OriginalDefinition), name.Replace('.', ':'));
    }

    /// <summary>By the object that is asked and the key: what stands for the value that callers sent, so that what is proven once holds when it is read again.</summary>
    private readonly Dictionary<(Place Owner, string Member, string Key), int> _keyed = [];

    /// <summary><c>Request.Query["sort"]</c>: one value of those that callers send.</summary>
    private Place? Keyed(IPropertyReferenceOperation reference)
    {
        if (reference.Arguments is not [{ Value.ConstantValue: { HasValue: true, Value: string key } }] || SourceOf(reference) is not { } source || PlaceOf(reference.Instance) is not { } owner)
            return null;
        var item = (owner, _context.Key(source), key);
        if (!_keyed.TryGetValue(item, out var root))
            _keyed.Add(item, root = NewRoot(Value.Clean));
        return new Place(root, "");
    }

    /// <summary>What a model makes a source: the indexer, or the member that is indexed.</summary>
    private IPropertySymbol? SourceOf(IPropertyReferenceOperation item) =>
        _context.Symbols.Of(item.Property) is { Sources.Count: > 0 } ? item.Property
        : Behind(item.Instance) is IPropertyReferenceOperation { Arguments.IsEmpty: true } all && IsSource(all) ? all.Property
        : null;

    /// <summary>What a call yields the text of, or the only one of its texts.</summary>
    private static IOperation? TextOf(IInvocationOperation call) =>
        call.TargetMethod.Name is "ToString" or "FirstOrDefault" or "First" or "SingleOrDefault" or "Single" && call.Arguments.Length == (call.Instance is null ? 1 : 0)
        && (call.Instance ?? call.Arguments[0].Value) is var texts && IsText(texts) ? texts : null;

    /// <summary>A text, or what holds one or more under one key.</summary>
    private static bool IsText(IOperation operation)
    {
        var type = operation.Unconverted().Type;
        return type is { SpecialType: SpecialType.System_String or SpecialType.System_Object } || type is { Name: "StringValues", ContainingNamespace.Name: "Primitives" };
    }

    private Place? PlaceOf(ISymbol member, IOperation? instance)
    {
        if (member.IsStatic)
            return new Place(RootOf(member.OriginalDefinition), "");
        if (SharedQueue.Of(_context, member) is { } queue)
            return new Place(RootOf(queue), "");
        return PlaceOf(instance)?.Part(member.Name);
    }

    private Place Captured(CaptureId id)
    {
        if (!_captureRoots.TryGetValue(id, out var root))
            _captureRoots.Add(id, root = NewRoot(Value.Clean));
        return new Place(root, "");
    }

    /// <summary>Wrappers that are what they wrap: <c>Task.Result</c>, <c>Nullable.Value</c>, <c>Lazy.Value</c>.</summary>
    private static bool IsTransparent(IPropertySymbol property) => property.Name switch
    {
        "Result" => property.ContainingType.Name is "Task" or "ValueTask",
        "Value" => property.ContainingType.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T || property.ContainingType is { Name: "Lazy", ContainingNamespace.Name: "System" },
        "Writer" or "Reader" => property.ContainingType is { Name: "Channel", ContainingNamespace.Name: "Channels" },
        "Task" => property.ContainingType.Name == "TaskCompletionSource",
        "Span" => property.ContainingType.Name is "Memory" or "ReadOnlyMemory",
        _ => false,
    };

    private bool HasCode(IPropertySymbol property) => _context.HasCode(property, _cancellation);

    /// <summary>Whether a call returns its own receiver, as <c>StringBuilder.Append</c> does.</summary>
    private bool IsFluent(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.IsStatic || method.ReturnsVoid || _context.Symbols.Of(method) is not { } model)
            return false;
        if (!SymbolEqualityComparer.Default.Equals(method.ReturnType.OriginalDefinition, method.ContainingType.OriginalDefinition))
            return false;
        foreach (var pass in model.Passes)
        {
            if (pass.To.Index == PortRef.This)
                return true;
        }

        return false;
    }

    /// <summary>Gives a target the place of a value.</summary>
    private void Assign(IOperation target, Value value, Step step)
    {
        // Where the value is a choice, the target waits in a capture: command.CommandText = isShort ? one : other.
        if (target is IFlowCaptureReferenceOperation && Behind(target) is IMemberReferenceOperation or IArrayElementReferenceOperation)
            target = Behind(target)!;
        switch (target)
        {
            case IDiscardOperation:
                return;
            case ITupleOperation tuple:
                Deconstruct(tuple, value, null, step);
                return;
            case IDeclarationExpressionOperation declaration:
                Assign(declaration.Expression, value, step);
                return;
            case IPropertyReferenceOperation property:
                AssignProperty(property, value, step);
                return;
            case IArrayElementReferenceOperation element:
                if (PlaceOf(element) is { } array)
                    _state.Add(array, value.Stepped(step));
                Keep(element, value);
                return;
            case IFieldReferenceOperation field:
                SinkMember(field.Field, field, value);
                break;
            case IDynamicMemberReferenceOperation { Instance: { } bag }:
                SinkElement(target, bag, value);
                return;
            case IInvocationOperation call:
                AssignReturned(call, value, step);
                return;
            case ILocalReferenceOperation { Local: var local } when Referred(local) is IInvocationOperation call:
                AssignReturned(call, value, step);
                break;
        }

        if (PlaceOf(target) is not { } place)
            return;
        if (InertTypes.Contains(target.Type))
            return;
        RunEscaping(target, value);
        _state.Write(place, value.Stepped(step));
    }

    private void AssignProperty(IPropertyReferenceOperation reference, Value value, Step step)
    {
        var property = reference.Property;
        // The host of an address stands in front of these.
        if (property is { Name: "Path" or "Query" or "Fragment" or "Port", ContainingType: { Name: "UriBuilder", ContainingNamespace.Name: "System" } })
            value = Value.Of(Clean(value.Flat(), _context.Models.Sinks.Find("ssrf", "redirect")));
        SinkMember(property, reference, value);
        RunEscaping(reference, value);
        if (HasCode(property) && property.SetMethod is { } setter)
        {
            var receiver = reference.Instance is null ? Value.Clean : Eval(reference.Instance);
            var arguments = reference.Arguments.Select(argument => Eval(argument.Value)).Append(value).ToArray();
            var operations = reference.Arguments.Select(static argument => (IOperation?)argument.Value).Append(null).ToArray();
            CallBody(reference, setter, reference.Instance, receiver, operations, arguments);
            return;
        }

        if (PlaceOf(reference) is not { } place)
            return;
        if (reference.Arguments.Length > 0)
        {
            SinkElement(reference, reference.Instance, value);
            _state.Add(place, value.Stepped(step));
            if (reference.Arguments is [{ Value: var key }] && key.Type?.SpecialType == SpecialType.System_String)
                _state.Add(place.Part("Key"), Eval(key).Stepped(step));
        }
        else
        {
            _state.Write(place, value.Stepped(step));
        }
    }
}
