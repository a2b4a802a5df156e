using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    /// <summary>Functions that call functions that call functions: deeper than this nobody looks.</summary>
    private const int DeepestFunction = 6;

    private Value EvalFunction(IOperation operation)
    {
        switch (operation)
        {
            case IDelegateCreationOperation creation:
                return Eval(creation.Target);
            case IFlowAnonymousFunctionOperation anonymous:
                var graph = _graph;
                return Value.Of(LabelSet.Of(_labels.Get(operation, () => new Lambda(anonymous.Symbol,
                    () => graph.GetAnonymousFunctionControlFlowGraph(anonymous, _cancellation), Value.Clean, operation)), null));
            case IMethodReferenceOperation { Method.MethodKind: MethodKind.LocalFunction } local:
                return LocalFunction(local.Method);
            case IMethodReferenceOperation reference:
                var receiver = Eval(reference.Instance);
                return Value.Of(LabelSet.Of(_labels.Get(operation, () => new Lambda(reference.Method, static () => null, receiver, operation)), null));
            default:
                return Value.Clean;
        }
    }

    private Value LocalFunction(IMethodSymbol method)
    {
        var definition = method.OriginalDefinition;
        var graph = _graph;
        return Value.Of(LabelSet.Of(_labels.Get(definition, () => new Lambda(definition, () => Find(graph, definition), Value.Clean, graph.OriginalOperation)), null));
    }

    private ControlFlowGraph? Find(ControlFlowGraph graph, IMethodSymbol method)
    {
        for (ControlFlowGraph? current = graph; current is not null; current = current.Parent)
        {
            if (current.LocalFunctions.Contains(method))
                return current.GetLocalFunctionControlFlowGraph(method, _cancellation);
        }

        return null;
    }

    /// <summary>Runs every function that a value may stand for.</summary>
    private Value Run(Value function, IReadOnlyList<Value> arguments)
    {
        var result = Value.Clean;
        if (!function.HasFunction)
            return result;
        var labels = function.Flat();
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i].Function is { } lambda)
                result = result.Union(Run(lambda, arguments), _labels);
        }

        return result;
    }

    private Value Run(Lambda lambda, IReadOnlyList<Value> arguments)
    {
        if (lambda.Slot is not null)
            return CallSlot(lambda, arguments);
        var method = lambda.Method;
        if (_running.Count >= DeepestFunction || _running.Contains(method))
            return Value.Clean;
        if (lambda.Graph is not { } graph)
        {
            if (method.MethodKind is MethodKind.AnonymousFunction or MethodKind.LocalFunction)
                return Value.Clean;
            var operations = new IOperation?[method.Parameters.Length];
            var values = new Value[operations.Length];
            for (var i = 0; i < values.Length; i++)
                values[i] = i < arguments.Count ? arguments[i] : Value.Clean;
            return Call(lambda.Site, method, (lambda.Site as IMethodReferenceOperation)?.Instance, lambda.Receiver, operations, values);
        }

        for (var i = 0; i < method.Parameters.Length; i++)
        {
            if (!InertTypes.Contains(method.Parameters[i].Type))
                _state.Write(new Place(RootOf(method.Parameters[i]), ""), i < arguments.Count ? arguments[i].Stepped(Declaration(method.Parameters[i])) : Value.Clean);
        }

        return RunInside(method, graph);
    }

    /// <summary>Runs the body of a function whose parameters are written.</summary>
    private Value RunInside(IMethodSymbol method, ControlFlowGraph graph)
    {
        var before = _state.Copy();
        var outerThrown = _leaving;
        _leaving = Value.Clean;
        _running.Add(method);
        var result = RunGraph(graph);
        _running.RemoveAt(_running.Count - 1);
        // It may not run at all, or have run before.
        before.Join(_state);
        _state = before;
        var thrown = _leaving;
        _leaving = outerThrown;
        if (!thrown.IsClean)
            Throwing(thrown, null);
        return result;
    }

    private static Step Declaration(IParameterSymbol parameter) =>
        parameter.DeclaringSyntaxReferences is [var reference, ..] ? new Step(reference.Span.Start, reference.Span.Length) : default;

    /// <summary>Runs the functions that a model hands values to, with those values.</summary>
    private void RunCallbacks(MemberModel model, Value receiver, Value[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].HasFunction && model.Gives(i) && !model.Takes(i))
                Run(arguments[i], Callbacks(model, i, receiver, arguments));
        }
    }

    private Value[] Callbacks(MemberModel model, int function, Value receiver, Value[] arguments)
    {
        var values = new List<Value>();
        foreach (var pass in model.Passes)
        {
            if (!pass.To.IsCallback || pass.To.Index != function || pass.To.Callback < 0)
                continue;
            while (values.Count <= pass.To.Callback)
                values.Add(Value.Clean);
            var value = pass.From.IsCallback ? Value.Clean : ValueAt(pass.From, receiver, arguments);
            values[pass.To.Callback] = values[pass.To.Callback].Union(value, _labels);
        }

        return values.ToArray();
    }

    /// <summary>Runs the functions that a model says nothing of.</summary>
    private void RunUnmentioned(IMethodSymbol method, MemberModel model, IOperation?[] operations, Value[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].HasFunction && !model.Gives(i) && !model.Takes(i))
                Run(arguments[i], Like(arguments, i, method));
        }
    }

    /// <summary>Runs the functions that an unknown method is given; what they return may be what it returns.</summary>
    private Value RunAll(IMethodSymbol method, Value[] arguments)
    {
        var result = Value.Clean;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].HasFunction)
                result = result.Union(Run(arguments[i], Like(arguments, i, method)), _labels);
        }

        return InertTypes.Contains(method.ReturnType) ? Value.Clean : result;
    }

    /// <summary>
    /// Runs the functions that a method of ours is given. Its summary doesn't know them: where it returns what such a function returns, by type, that is taken for its
    /// result, and what such a function writes into what it is given, when it returns nothing.
    /// </summary>
    private Value RunGiven(IMethodSymbol method, Value receiver, Value[] arguments)
    {
        var result = Value.Clean;
        for (var i = 0; i < arguments.Length && i < method.Parameters.Length; i++)
        {
            if (!arguments[i].HasFunction)
                continue;
            var returned = Run(arguments[i], Held(Like(arguments, i, method), i, method, receiver, arguments));
            if (FunctionSlot.InvokeOf(method.Parameters[i].Type) is not { } invoke || InertTypes.Contains(method.ReturnType))
                continue;
            if (!invoke.ReturnsVoid && Carries(Awaited(method.ReturnType), Awaited(invoke.ReturnType)))
                result = result.Union(SymbolEqualityComparer.Default.Equals(Awaited(invoke.ReturnType), Awaited(method.ReturnType)) ? returned : Value.Of(returned.Flat()), _labels);
            else if (invoke.ReturnsVoid && Awaited(method.ReturnType).SpecialType == SpecialType.System_String)
                result = result.Union(Filled(arguments[i]), _labels);
        }

        return result;
    }

    /// <summary>What a wrapper holds goes to the functions that it is given for it: <c>result.Map(value => ...)</c>.</summary>
    private IReadOnlyList<Value> Held(IReadOnlyList<Value> given, int function, IMethodSymbol method, Value receiver, Value[] arguments)
    {
        if (FunctionSlot.InvokeOf(method.Parameters[function].Type) is not { } invoke)
            return given;
        var all = given.ToArray();
        for (var i = 0; i < all.Length && i < invoke.Parameters.Length; i++)
        {
            if (!all[i].IsClean)
                continue;
            if (!method.IsStatic && method.ContainingType.TypeArguments.Contains(invoke.Parameters[i].Type, SymbolEqualityComparer.Default))
                all[i] = Value.Of(receiver.Flat());
            else if (method.IsExtensionMethod && arguments.Length > 0 && method.Parameters[0].Type is INamedTypeSymbol { Arity: > 0 } wrapper && wrapper.TypeArguments.Contains(invoke.Parameters[i].Type, SymbolEqualityComparer.Default))
                all[i] = Value.Of(arguments[0].Flat());
            else if (!method.IsStatic && _context.IsOurs(method.ContainingType.OriginalDefinition) && OnlyOne(method.ContainingType, invoke.Parameters[i].Type) is { } part)
                all[i] = receiver.At(part, _labels);
        }

        return all;
    }

    /// <summary>The only property of an object that holds a value of a type of ours: a result's error.</summary>
    private string? OnlyOne(INamedTypeSymbol owner, ITypeSymbol type)
    {
        if (!_context.IsOurs(type.OriginalDefinition) || InertTypes.Contains(type))
            return null;
        string? only = null;
        foreach (var member in owner.GetMembers())
        {
            if (member is not IPropertySymbol { IsStatic: false } property || !Carries(property.Type.WithNullableAnnotation(type.NullableAnnotation), type))
                continue;
            if (only is not null)
                return null;
            only = property.Name;
        }

        return only;
    }

    /// <summary>Whether a type is another one, or has it as its argument.</summary>
    private static bool Carries(ITypeSymbol whole, ITypeSymbol part) =>
        SymbolEqualityComparer.Default.Equals(whole, part) || whole is INamedTypeSymbol { IsGenericType: true } named && named.TypeArguments.Contains(part, SymbolEqualityComparer.Default);

    private Value Filled(Value function)
    {
        var all = Value.Clean;
        var labels = function.Flat();
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i].Function is not { } lambda)
                continue;
            foreach (var parameter in lambda.Method.Parameters)
            {
                if (_symbols.TryGetValue(parameter, out var root))
                    all = all.Union(Value.Of(_state.Read(new Place(root, "")).Flat()), _labels);
            }
        }

        return all;
    }

    private static ITypeSymbol Awaited(ITypeSymbol type) => type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var inner] } ? inner : type;

    /// <summary>A function's parameters may get those other arguments that have their very type.</summary>
    private static IReadOnlyList<Value> Like(Value[] arguments, int function, IMethodSymbol method)
    {
        if (function >= method.Parameters.Length || FunctionSlot.InvokeOf(method.Parameters[function].Type) is not { } invoke)
            return [];
        return invoke.Parameters.Select(wanted =>
        {
            for (var i = 0; i < arguments.Length && i < method.Parameters.Length; i++)
            {
                if (i != function && SymbolEqualityComparer.Default.Equals(method.Parameters[i].Type, wanted.Type))
                    return arguments[i];
            }

            return Value.Clean;
        }).ToArray();
    }

    /// <summary>Functions that a framework will call with what comes in from outside.</summary>
    /// <summary>What an endpoint returns goes to its caller. Functions inside it return to the endpoint.</summary>
    private void Answering(IOperation returned, Value value)
    {
        if (value.IsClean || _running.Count > 0 && !SymbolEqualityComparer.Default.Equals(_running[_running.Count - 1], _handler))
            return;
        if (_context.Host.Answers(_running.Count > 0 ? null : _body.Method, Explicit(returned).Type) is var kinds and not 0)
            Sink(kinds, value, returned, "return");
    }

    private void RunHandlers(IMethodSymbol registration, IOperation?[] operations, Value[] arguments)
    {
        var template = operations.FirstOrDefault(static operation => operation is { ConstantValue: { HasValue: true, Value: string } })?.ConstantValue.Value as string;
        var outerHandler = _handler;
        foreach (var argument in arguments)
        {
            var labels = argument.Flat();
            for (var i = 0; i < labels.Count; i++)
            {
                if (labels[i].Function is not { } handler)
                    continue;
                _handler = handler.Method;
                Run(handler, handler.Method.Parameters.Select(parameter => template is not null && _context.Host.Constrains(template, parameter) ? Value.Clean : FromOutside(registration, parameter)).ToArray());
            }
        }

        _handler = outerHandler;
    }

    private Value FromOutside(IMethodSymbol registration, IParameterSymbol parameter)
    {
        if (InertTypes.Contains(parameter.Type) || _context.Host.Handler(registration, parameter) is not { } entry)
            return Value.Clean;
        // The place of the parameter, when it is in this file; a method of another file is known by its own.
        if (parameter.DeclaringSyntaxReferences is not [var reference, ..] || reference.SyntaxTree != _body.Syntax.SyntaxTree)
            return Value.Of(LabelSet.Of(_labels.Get(Port.Source(_summary.Source(entry.Kinds, entry.Words, StepOf(_body.Syntax)))), null));
        var step = new Step(reference.Span.Start, reference.Span.Length);
        return Value.Of(LabelSet.Of(_labels.Get(Port.Source(_summary.Source(entry.Kinds, entry.Words, step))), new Trace(step, null)));
    }

    /// <summary>A function that is kept somewhere runs at some time.</summary>
    private void RunEscaping(IOperation target, Value value)
    {
        if (!value.HasFunction || Behind(target) is not IMemberReferenceOperation)
            return;
        Run(value, []);
        Keep(target, value);
    }
}
