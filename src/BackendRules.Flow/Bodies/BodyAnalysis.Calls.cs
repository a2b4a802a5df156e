using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    private Value EvalCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method is { MethodKind: MethodKind.Ordinary, Parameters.IsEmpty: true, Name: "<Clone>$" or "GetAwaiter" or "GetResult" or "AsTask" } || method.Name == "ConfigureAwait")
            return Eval(call.Instance);
        if (method is { Name: "FromResult", IsStatic: true, ContainingType.Name: "Task" or "ValueTask" } && call.Arguments.Length == 1)
            return Eval(call.Arguments[0].Value);
        var receiver = Eval(call.Instance);
        var (operations, arguments) = Arguments(call.Arguments, method.Parameters.Length);
        if (method.Name == "AppendFormatted" && arguments.Length > 0 && !_context.HasBody(method))
            return Deliver(new PortRef(PortRef.This, ""), Value.Of(arguments[0].Flat()), call, call.Instance, operations);
        if (method is { Name: "TryCreate", ContainingType: { Name: "Uri", ContainingNamespace.Name: "System" } } && operations[0] is { } address && operations[operations.Length - 1] is { } made)
            Parsing(made, address);
        if (method.MethodKind == MethodKind.DelegateInvoke)
            return Run(receiver, arguments);
        if (method.MethodKind == MethodKind.LocalFunction)
            return Run(LocalFunction(method), arguments);
        if (Texts(method, operations, arguments) is { } text)
            return text;
        if (Filtered(call, receiver, operations, arguments) is { } filtered)
            return filtered;
        if (method is { Name: "Replace", ContainingType: { Name: "Regex", ContainingNamespace.Name: "RegularExpressions" } } && !arguments[0].IsClean && AnchoredPattern.Replaced(call, _context.Models.Sinks) is var replaced and not 0)
            arguments[0] = Value.Of(Clean(arguments[0].Flat(), replaced));
        if (method.Name == "Split" && !receiver.IsClean && EndingCharacters.Split(call, _context.Models.Sinks) is var split and not 0)
            receiver = Value.Of(Clean(receiver.Flat(), split));
        var result = Call(call, method, call.Instance, receiver, operations, arguments);
        return method is { Name: "Send", IsAbstract: true } && At(operations, 0)?.Unconverted().Type is { } message && _context.Host.Answering(method, message) is { } handler
            ? result.Union(Answer(call, handler, arguments[0]), _labels)
            : result;
    }

    /// <summary>What a handler answers to a message.</summary>
    private Value Answer(IInvocationOperation call, IMethodSymbol handler, Value message)
    {
        if (!_context.HasBody(handler) || InertTypes.Contains(Awaited(handler.ReturnType)))
            return Value.Clean;
        var number = _summary.Call(call.Syntax, handler, false, () => Spans(call, null, new IOperation?[handler.Parameters.Length]));
        var step = StepOf(call);
        Emit(message.Stepped(step), Port.Call(number, 0, ""));
        return Value.Of(LabelSet.Of(_labels.Get(Port.Call(number, PortRef.Return, "")), new Trace(step, null)));
    }

    private (IOperation?[] Operations, Value[] Values) Arguments(IReadOnlyList<IArgumentOperation> arguments, int count)
    {
        var operations = new IOperation?[count];
        var values = new Value[count];
        for (var i = 0; i < count; i++)
            values[i] = Value.Clean;
        foreach (var argument in arguments)
        {
            var value = Eval(argument.Value);
            if (argument.Parameter is not { } parameter || parameter.Ordinal >= count)
                continue;
            operations[parameter.Ordinal] = argument.Value;
            values[parameter.Ordinal] = value;
        }

        return (operations, values);
    }

    /// <summary>Calls that put texts in a row, where the constant before a value matters.</summary>
    private Value? Texts(IMethodSymbol method, IOperation?[] operations, Value[] arguments)
    {
        if (method.ContainingType.SpecialType != SpecialType.System_String || !method.IsStatic)
            return null;
        if (method.Name == "Concat" && arguments.Length > 1 && method.Parameters[0].Type.SpecialType is SpecialType.System_String or SpecialType.System_Object)
            return Concat(operations.Select((operation, i) => operation?.ConstantValue is { HasValue: true } ? operation : (object)arguments[i]));
        if (method.Name != "Format" || Array.FindIndex(operations, static o => o?.ConstantValue is { HasValue: true, Value: string }) is not (>= 0 and var at))
            return null;
        var given = arguments.Skip(at + 1).ToArray();
        if (Listed(operations[operations.Length - 1]) is { } elements)
            return Concat(Pieces((string)operations[at]!.ConstantValue.Value!, true, elements.Select(Eval).ToArray()));
        return Concat(Pieces((string)operations[at]!.ConstantValue.Value!, method.Parameters[method.Parameters.Length - 1].Type.SpecialType == SpecialType.System_Object, given));
    }

    /// <summary>The values that the compiler, or the code itself, puts into an array for a call; from C# 13 on it may be a span, whose operation Roslyn 4.8 has no interface for.</summary>
    private static IEnumerable<IOperation>? Listed(IOperation? values) => values switch
    {
        IArrayCreationOperation { Initializer.ElementValues: var elements } => elements,
        { IsImplicit: true, Type.Name: "ReadOnlySpan" } and not IConversionOperation => values.ChildOperations,
        _ => null,
    };

    /// <summary>Texts and values of a format in their order. Values in an array that was made elsewhere can't be told apart.</summary>
    private IEnumerable<object> Pieces(string format, bool areApart, Value[] arguments)
    {
        var all = Value.Clean;
        foreach (var argument in arguments)
            all = all.Union(Value.Of(argument.Flat()), _labels);
        for (var at = 0; at < format.Length;)
        {
            var open = format.IndexOf('{', at);
            var close = open < 0 ? -1 : format.IndexOf('}', open);
            if (close < 0)
            {
                yield return format.Substring(at);
                yield break;
            }

            yield return format.Substring(at, open - at);
            var digits = 0;
            while (char.IsDigit(format[open + 1 + digits]))
                digits++;
            yield return areApart && int.TryParse(format.Substring(open + 1, digits), out var index) && index < arguments.Length ? Value.Of(arguments[index].Flat()) : all;
            at = close + 1;
        }
    }

    private Value EvalCreation(IObjectCreationOperation creation)
    {
        if (creation.Constructor is not { } constructor)
            return EvalChildren(creation);
        var (operations, arguments) = Arguments(creation.Arguments, constructor.Parameters.Length);
        if (Texts(creation, constructor, operations, arguments) is { } text)
            return text;
        return Call(creation, constructor, null, Value.Clean, operations, arguments);
    }

    /// <summary>An address that is relative to another one keeps that one's host, unless it is an absolute one itself.</summary>
    private Value? Texts(IObjectCreationOperation creation, IMethodSymbol constructor, IOperation?[] operations, Value[] arguments) =>
        constructor is { ContainingType: { Name: "Uri", ContainingNamespace.Name: "System" }, Parameters.Length: 2 } && operations[0]?.Type?.Name == "Uri"
            ? Value.Of(arguments[0].Flat().Union(arguments[1].Flat()))
            : null;

    /// <summary>What a call yields and does, by models first, else by the callee's own summary, else by what libraries usually do.</summary>
    private Value Call(IOperation site, IMethodSymbol method, IOperation? instance, Value receiver, IOperation?[] operations, Value[] arguments)
    {
        var model = _context.Symbols.Of(method);
        var result = Value.Clean;
        if (method.Name == "Add" && arguments.Length > 0)
            SinkElement(site, instance, arguments[arguments.Length - 1]);
        if (_context.Host.Registers(method))
        {
            RunHandlers(method, operations, arguments);
            return result;
        }

        if (method.IsAbstract && _context.Host.Sent(method) is var sent and not 0)
        {
            for (var i = 0; i < arguments.Length; i++)
                Sink(sent, arguments[i], operations[i] ?? site, method.Name);
            return result;
        }

        if (model is not null)
            result = ApplyModel(site, method, model, instance, receiver, operations, arguments);
        // A method of ours that implements what a model speaks of has a body that says more.
        if (model is not null && model.SaysResult && !(model.Cleans.Count == 0 && model.Sources.Count == 0 && _context.IsOurs(method)))
        {
            RunUnmentioned(method, model, operations, arguments);
            return result;
        }

        if (_context.HasBody(method))
            return result.Union(CallBody(site, method, instance, receiver, operations, arguments), _labels);
        if (model is null || model.Sinks.Count == 0)
            result = result.Union(ByHabit(site, method, receiver, arguments), _labels);
        return result.Union(RunAll(method, arguments), _labels);
    }

    private Value ApplyModel(IOperation site, IMethodSymbol method, MemberModel model, IOperation? instance, Value receiver, IOperation?[] operations, Value[] arguments)
    {
        foreach (var sink in model.Sinks)
        {
            var value = ValueAt(sink.At, receiver, arguments);
            if (!value.IsClean && Holds(sink.When, sink.WhenIndex, operations, site.Syntax, instance))
                Sink(sink.Kinds, value, (sink.At.Index == PortRef.This ? instance : At(operations, sink.At.Index)) ?? site, Name(method));
        }

        var cleaned = Cleans(model, operations);
        // It throws where the text isn't one, so that the text itself is known as well.
        if (cleaned != 0 && method is { IsStatic: true, Parameters.Length: 1 } && method.Name.StartsWith("Verify", StringComparison.Ordinal) && PlaceOf(At(operations, 0)) is { } verified)
            Narrow(verified, cleaned);
        var result = cleaned != 0
            ? Cleaned(cleaned, receiver, arguments)
            : model.PassesAll ? Value.Of(Value.Of(receiver.Flat()).Union(AllOf(arguments), _labels).Flat()) : Value.Clean;
        foreach (var source in model.Sources)
        {
            if (source.At.IsCallback)
                Run(ValueAt(source.At, receiver, arguments, plain: true), [.. Enumerable.Repeat(Value.Clean, source.At.Callback), FromSource(source, site)]);
            else
                result = result.Union(Deliver(source.At, FromSource(source, site), site, instance, operations), _labels);
        }

        foreach (var pass in model.Passes)
        {
            var value = pass.From.IsCallback ? Run(ValueAt(pass.From, receiver, arguments, plain: true), Callbacks(model, pass.From.Index, receiver, arguments)) : ValueAt(pass.From, receiver, arguments);
            if (!pass.To.IsCallback)
                result = result.Union(Deliver(pass.To, value.Under(pass.To.Path), site, instance, operations), _labels);
        }

        RunCallbacks(model, receiver, arguments);
        if (site is IInvocationOperation fluent && IsFluent(fluent))
        {
            var self = PlaceOf(instance);
            if (cleaned != 0 && self is { } changed)
                Narrow(changed, cleaned);
            result = result.Union(self is { } place ? _state.Read(place) : cleaned != 0 ? Cleaned(cleaned, receiver, []) : receiver, _labels);
        }

        return result.Stepped(StepOf(site));
    }

    private Value ValueAt(PortRef port, Value receiver, IReadOnlyList<Value> arguments, bool plain = false)
    {
        var value = port.Index == PortRef.This ? receiver : port.Index >= 0 && port.Index < arguments.Count ? arguments[port.Index] : Value.Clean;
        return plain ? value : value.At(port.Path, _labels);
    }

    /// <summary>Brings a value to where a model says it goes; yields it when that is the result.</summary>
    private Value Deliver(PortRef port, Value value, IOperation site, IOperation? instance, IOperation?[] operations)
    {
        if (value.IsClean)
            return value;
        if (port.Index == PortRef.Return)
            return value;
        var target = Wrapped(port.Index == PortRef.This ? instance : At(operations, port.Index));
        if (PlaceOf(target) is { } place)
            _state.Add(place, value.Stepped(StepOf(site)));
        Keep(target, value);
        // A constructed object, or a builder that is passed on without a name.
        return port.Index == PortRef.This && (site is IObjectCreationOperation || site is IInvocationOperation call && IsFluent(call)) ? value : Value.Clean;
    }

    /// <summary>The array behind a segment of it, as in <c>socket.ReceiveAsync(new ArraySegment&lt;byte&gt;(buffer))</c>.</summary>
    private static IOperation? Wrapped(IOperation? target)
    {
        while (true)
        {
            switch (target)
            {
                case IConversionOperation conversion:
                    target = conversion.Operand;
                    break;
                case IObjectCreationOperation { Type.Name: "ArraySegment" or "Memory" or "Span", Arguments: [{ Value: { } array }, ..] }:
                    target = array;
                    break;
                case IInvocationOperation { TargetMethod: { Name: "AsMemory" or "AsSpan", IsExtensionMethod: true }, Arguments: [{ Value: { } array }, ..] }:
                    target = array;
                    break;
                default:
                    return target;
            }
        }
    }

    /// <summary>A call of a method whose own summary says what it does.</summary>
    private Value CallBody(IOperation site, IMethodSymbol method, IOperation? instance, Value receiver, IOperation?[] operations, Value[] arguments)
    {
        var isVirtual = instance is not IInstanceReferenceOperation { Syntax: Microsoft.CodeAnalysis.CSharp.Syntax.BaseExpressionSyntax }
            && (method.IsAbstract || method.IsVirtual || method.IsOverride && !method.IsSealed);
        var number = _summary.Call(site.Syntax, method, isVirtual, () => Spans(site, instance, operations));
        var step = StepOf(site);
        Emit(receiver.Stepped(step), Port.Call(number, PortRef.This, ""));
        for (var i = 0; i < arguments.Length; i++)
            Emit(arguments[i].Stepped(operations[i] is { } operation ? StepOf(operation) : step), Port.Call(number, i, ""));
        if (site is not IObjectCreationOperation)
            Touch(instance, number, PortRef.This, null, step);
        for (var i = 0; i < operations.Length && i < method.Parameters.Length; i++)
            Touch(operations[i], number, i, method.Parameters[i], step);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].HasFunction && FunctionSlot.IsKept(_context, method.Parameters[i].OriginalDefinition, _cancellation))
                Keep(method.Parameters[i].OriginalDefinition, arguments[i]);
        }

        var called = RunGiven(method, receiver, arguments);
        if (site is IInvocationOperation call && (method.ReturnsVoid || IsPlainTask(method.ReturnType)))
            Promise(call, number, Outcome.Return);
        ThrowingCall(number, new Trace(step, null));
        var index = method.MethodKind == MethodKind.Constructor ? PortRef.This : PortRef.Return;
        if (index == PortRef.Return && InertTypes.Contains(method.ReturnType))
            return Value.Clean;
        var result = Value.Of(LabelSet.Of(_labels.Get(Port.Call(number, index, "")), new Trace(step, null))).Union(called, _labels);
        return index == PortRef.Return && method.MethodKind == MethodKind.Ordinary ? Holding(site, method, null, result) : result;
    }

    /// <summary>What the callee may have put into what it was given.</summary>
    private void Touch(IOperation? operation, int call, int index, IParameterSymbol? parameter, Step step)
    {
        if (operation is null || PlaceOf(operation) is not { } place)
            return;
        var value = Value.Of(LabelSet.Of(_labels.Get(Port.Call(call, index, "")), new Trace(step, null)));
        if (parameter is { RefKind: RefKind.Out or RefKind.Ref })
        {
            if (!InertTypes.Contains(parameter.Type))
                _state.Write(place, value);
            return;
        }

        // Behind an interface that a field holds stands a service: what it keeps isn't followed. A local one may be a builder.
        if (operation.Type is { TypeKind: TypeKind.Interface } contract && place.Root != _this && _context.IsOurs(contract.OriginalDefinition))
            _state.Add(place, value);
        // A struct is changed by its own methods only: elsewhere it is a copy.
        if (operation.Type is { SpecialType: SpecialType.None, TypeKind: TypeKind.Class or TypeKind.Array or TypeKind.Struct } type && (type.IsReferenceType || parameter is null && !type.IsReadOnly)
            && (_context.IsOurs(type.OriginalDefinition) || type is IArrayTypeSymbol || IsCollection(type)) && !type.IsTupleType)
            _state.Add(place, value);
    }

    private static bool IsCollection(ITypeSymbol type) => type.Name is "List" or "Dictionary" or "HashSet" or "StringBuilder" or "Queue" or "Stack";

    private static IReadOnlyList<Step> Spans(IOperation site, IOperation? instance, IOperation?[] operations)
    {
        var whole = StepOf(site.Syntax);
        var spans = new List<Step> { instance is null ? whole : StepOf(instance.Syntax) };
        foreach (var operation in operations)
            spans.Add(operation is null ? whole : StepOf(operation.Syntax));
        return spans;
    }

    private Value AllOf(IReadOnlyList<Value> values)
    {
        var all = Value.Clean;
        foreach (var value in values)
            all = all.Union(Value.Of(value.Flat()), _labels);
        return all;
    }

    private static IOperation? At(IOperation?[] operations, int index) => index >= 0 && index < operations.Length ? operations[index] : null;

    private static string Name(IMethodSymbol method) => method.MethodKind switch
    {
        MethodKind.Constructor => method.ContainingType.Name,
        MethodKind.Conversion => method.ReturnType.Name,
        _ => method.Name,
    };
}
