using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    /// <summary>The predicate that is running, and what its elements are worth where it says yes, or no.</summary>
    private Filter? _filter;

    private sealed class Filter(ControlFlowGraph graph, Place element, bool outcome)
    {
        public ControlFlowGraph Graph => graph;

        public Place Element => element;

        public bool Outcome => outcome;

        /// <summary>By the arm of a choice, what passes through it.</summary>
        public Dictionary<CaptureId, Value> Arms { get; } = [];

        public Value Passed { get; set; } = Value.Clean;
    }

    /// <summary>What a predicate lets pass of a sequence: <c>columns.Where(allowed.Contains)</c>. Null where it proves nothing.</summary>
    private Value? Filtered(IInvocationOperation call, Value receiver, IOperation?[] operations, Value[] arguments)
    {
        var method = call.TargetMethod;
        if (method is { Name: "Aggregate", ContainingType.Name: "Enumerable" } && arguments.Length == 3 && !arguments[1].IsClean && FileNameCharacters.Are(operations[0]))
            return Value.Of(Clean(arguments[1].Flat(), _context.Models.Sinks.Find("path"))).Stepped(StepOf(call));
        if (method is { Name: "Intersect", ContainingType.Name: "Enumerable" } && arguments.Length >= 2)
            return arguments[0].IsClean || !IsFree(arguments[1]) ? null : Value.Clean;
        var (sequence, predicate) = method.ContainingType.Name switch
        {
            "Enumerable" when method.Name is "Where" or "TakeWhile" or "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "Last" or "LastOrDefault" && arguments.Length > 1 => (arguments[0], 1),
            "List" when method.Name is "FindAll" or "Find" or "FindLast" or "RemoveAll" && arguments.Length == 1 => (receiver, 0),
            "Array" when method.Name is "FindAll" or "Find" or "FindLast" && arguments.Length == 2 => (arguments[0], 1),
            _ => (Value.Clean, 0),
        };
        if (sequence.IsClean || method.ContainingNamespace is not { Name: "System" or "Linq" or "Generic" })
            return null;
        // Characters of a text of which only harmless ones are kept.
        if (operations[predicate] is { } keeps && call.Arguments[0].Value.Type is INamedTypeSymbol { TypeArguments: [{ SpecialType: SpecialType.System_Char }] })
            return AllowList.Keeps(keeps, _body.Model, _context.Models.Sinks) is var kept and not 0 ? Value.Of(Clean(sequence.Flat(), kept)) : null;
        var element = sequence.At(AccessPath.Element, _labels);
        if (Passed(call, arguments[predicate], element, method.Name != "RemoveAll") is not { } passed || passed.SameAs(element))
            return null;
        switch (method.Name)
        {
            case "RemoveAll":
                if (PlaceOf(call.Instance) is { } list)
                    _state.Write(list, passed.Under(AccessPath.Element));
                return Value.Clean;
            case "Where" or "TakeWhile" or "FindAll":
                return passed.Under(AccessPath.Element).Stepped(StepOf(call));
            default:
                return passed.Union(arguments.Length > 2 ? arguments[2] : Value.Clean, _labels).Stepped(StepOf(call));
        }
    }

    /// <summary>
    /// What a function says of its argument when it turns out this way, and of every element of a sequence: <c>names.All(IsName)</c>, <c>names.Any(n => !IsName(n))</c>, <c>isName(name)</c>.
    /// </summary>
    private void Asked(IInvocationOperation call, bool outcome)
    {
        var method = call.TargetMethod;
        var isEach = method is { Name: "All" or "Any", ContainingType.Name: "Enumerable" } && call.Arguments.Length == 2 && outcome == (method.Name == "All");
        if (!isEach && !(method.MethodKind is MethodKind.LocalFunction or MethodKind.DelegateInvoke && call.Arguments.Length == 1) || PlaceOf(call.Arguments[0].Value.Unconverted()) is not { } place)
            return;
        // Texts in a list are what the list carries, parts of objects are not.
        if (isEach && method.TypeArguments is not [{ SpecialType: SpecialType.System_String }])
            place = place.Part(AccessPath.Element);
        var value = _state.Read(place);
        if (value.IsClean)
            return;
        var function = isEach ? Eval(call.Arguments[1].Value) : method.MethodKind == MethodKind.LocalFunction ? LocalFunction(method) : Eval(call.Instance);
        if (Passed(call, function, value, outcome) is { } passed && !passed.SameAs(value))
            _state.Narrow(place, passed);
    }

    private Value? Passed(IInvocationOperation call, Value function, Value element, bool outcome)
    {
        var labels = function.Flat();
        if (labels.Count != 1 || labels[0].Function is not { } lambda || lambda.Method.Parameters.IsEmpty)
            return null;
        if (lambda.Graph is { } graph)
            return _running.Count < DeepestFunction && !_running.Contains(lambda.Method) ? Passed(lambda.Method, graph, element, outcome) : null;
        if (!outcome || lambda.Site is not IMethodReferenceOperation reference || reference.Method.ReturnType.SpecialType != SpecialType.System_Boolean)
            return null;
        if (_context.HasBody(reference.Method))
        {
            var number = _summary.Call(reference.Syntax, reference.Method, false, () => Spans(reference, reference.Instance, new IOperation?[reference.Method.Parameters.Length]));
            return Guarded(element, number, 0, Outcome.True);
        }

        return reference is { Method.Name: "Contains" or "ContainsKey", Instance: { } known } && known.Type?.SpecialType != SpecialType.System_String && IsFree(lambda.Receiver) ? Value.Clean : null;
    }

    private Value Passed(IMethodSymbol method, ControlFlowGraph graph, Value element, bool outcome)
    {
        var place = new Place(RootOf(method.Parameters[0]), "");
        var outer = _filter;
        var filter = _filter = new Filter(graph, place, outcome);
        _state.Write(place, element);
        RunInside(method, graph);
        _filter = outer;
        return filter.Passed;
    }

    /// <summary>The running predicate answers.</summary>
    private void Pass(IOperation answer)
    {
        if (_filter is not { } filter || !ReferenceEquals(filter.Graph, _graph))
            return;
        filter.Passed = filter.Passed.Union(answer is IFlowCaptureReferenceOperation reference && filter.Arms.TryGetValue(reference.Id, out var arms) ? arms : Answered(filter, answer), _labels);
    }

    private void Pass(IFlowCaptureOperation arm)
    {
        if (_filter is not { } filter || !ReferenceEquals(filter.Graph, _graph) || arm.Value.Type?.SpecialType != SpecialType.System_Boolean)
            return;
        filter.Arms[arm.Id] = (filter.Arms.TryGetValue(arm.Id, out var known) ? known : Value.Clean).Union(Answered(filter, arm.Value), _labels);
    }

    private Value Answered(Filter filter, IOperation answer)
    {
        if (answer.ConstantValue is { HasValue: true, Value: bool said } && said != filter.Outcome)
            return Value.Clean;
        var before = _state;
        _state = before.Copy();
        Refine(answer, filter.Outcome);
        var passed = _state.Read(filter.Element);
        _state = before;
        return passed;
    }

    /// <summary>Whether a list holds nothing that a caller sent.</summary>
    private bool IsFree(Value list)
    {
        var labels = list.Flat();
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i].From.Kind == PortKind.Source || labels[i].From is { Kind: PortKind.Own, Index: >= 0 and var index } && !_context.Host.IsService(_body.Method.Parameters[index].Type))
                return false;
        }

        return true;
    }
}
