using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    /// <summary>Functions that the body puts where others may call them, and the names under which they do. Rare, so made when needed.</summary>
    private List<KeptFunction>? _kept;

    /// <summary>For a function that another object keeps: what it knows as <c>this</c> is none of that object's, and is held by its type's name.</summary>
    private Port? _outside;

    private sealed class KeptFunction(Label label)
    {
        public Label Label => label;

        public List<string> Slots { get; } = [];

        /// <summary>Whether every slot is the own object's, so that <c>this</c> is the same in both.</summary>
        public bool IsOwn { get; set; } = true;
    }

    /// <summary>A value that a member, a parameter or a method yields, and the functions that others may have put there.</summary>
    private Value Holding(IOperation reference, ISymbol holder, IOperation? instance, Value value)
    {
        if (FunctionSlot.Of(_context, holder) is not { } slot)
            return value;
        var receiver = instance is null ? Value.Clean : Eval(instance);
        var label = _labels.Get((reference.Syntax, slot.Name), () => new Lambda(slot.Invoke, static () => null, receiver, reference) { Slot = slot.Name });
        return value.Union(Value.Of(LabelSet.Of(label, null)).Under(slot.Path), _labels);
    }

    private Value CallSlot(Lambda function, IReadOnlyList<Value> arguments)
    {
        var invoke = function.Method;
        var step = StepOf(function.Site);
        var number = _summary.Call(function.Site.Syntax, function.Slot!, invoke.Name, invoke.Parameters.Length);
        Emit(function.Receiver.Stepped(step), Port.Call(number, PortRef.This, ""));
        for (var i = 0; i < arguments.Count && i < invoke.Parameters.Length; i++)
        {
            Run(arguments[i], []);
            Emit(arguments[i].Stepped(step), Port.Call(number, i, ""));
        }

        return InertTypes.Contains(invoke.ReturnType) ? Value.Clean : Value.Of(LabelSet.Of(_labels.Get(Port.Call(number, PortRef.Return, "")), new Trace(step, null)));
    }

    /// <summary>Functions get into what an expression names: a member, or a collection that a member holds.</summary>
    private void Keep(IOperation? target, Value value)
    {
        if (!value.HasFunction)
            return;
        while ((target = Behind(target)) is IPropertyReferenceOperation { Arguments.IsEmpty: false } or IArrayElementReferenceOperation)
            target = target is IPropertyReferenceOperation indexer ? indexer.Instance : ((IArrayElementReferenceOperation)target).ArrayReference;
        if (target is IMemberReferenceOperation { Member: var member } and not IMethodReferenceOperation)
            Keep(member, value);
    }

    private void Keep(ISymbol holder, Value value)
    {
        if (!value.HasFunction || FunctionSlot.Of(_context, holder) is not { } slot)
            return;
        var labels = value.Flat();
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i].Function is not { } function || function.Slot == slot.Name)
                continue;
            var label = labels[i];
            var known = (_kept ??= []).Find(kept => kept.Label == label);
            if (known is null)
                _kept.Add(known = new KeptFunction(label));
            if (!known.Slots.Contains(slot.Name))
                known.Slots.Add(slot.Name);
            known.IsOwn &= SymbolEqualityComparer.Default.Equals(slot.Owner.OriginalDefinition, _body.Method.ContainingType?.OriginalDefinition);
            if (holder is not IMethodSymbol)
                KeepCaptured(function, known.IsOwn);
        }
    }

    /// <summary>A function that is kept keeps what it captured: as a hidden part of the object around it.</summary>
    private void KeepCaptured(Lambda function, bool isOwn)
    {
        if (function.Site is not IFlowAnonymousFunctionOperation { Syntax: AnonymousFunctionExpressionSyntax syntax } || _body.Method.ContainingType is not { } around || _body.Model.AnalyzeDataFlow(syntax) is not { Succeeded: true } flow)
            return;
        foreach (var symbol in flow.DataFlowsIn)
        {
            if (symbol is not (ILocalSymbol or IParameterSymbol { IsThis: false }) || !_symbols.TryGetValue(symbol, out var root))
                continue;
            var value = _state.Read(new Place(root, ""));
            var name = Hidden(symbol, syntax);
            Emit(value, isOwn ? Port.Own(PortRef.This, name) : Port.Static(_summary.Static(around), name));
        }
    }

    private static string Hidden(ISymbol variable, SyntaxNode function) => "<" + variable.Name + "@" + function.SpanStart.ToString(System.Globalization.CultureInfo.InvariantCulture) + ">";

    /// <summary>Whether the function that is kept captured a variable. What a primary constructor is given, the object keeps itself.</summary>
    private bool IsCaptured(ISymbol variable)
    {
        if (_body.Slots is null || _body.Method.MethodKind != MethodKind.AnonymousFunction || variable.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor, DeclaringSyntaxReferences: [var reference, ..] } && reference.GetSyntax(_cancellation) is TypeDeclarationSyntax)
            return false;
        for (var owner = variable.ContainingSymbol; owner is IMethodSymbol; owner = owner.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(owner, _body.Method))
                return false;
        }

        return true;
    }

    /// <summary>Functions that a method, or a property, makes for those who call it.</summary>
    private void KeepReturned(Value returned)
    {
        ISymbol holder = _body.Method.AssociatedSymbol is IPropertySymbol { Parameters.IsEmpty: true } property ? property : _body.Method;
        if (FunctionSlot.Of(_context, holder) is null)
            return;
        Run(returned, []);
        Keep(holder, returned);
    }

    /// <summary>Summaries of the functions that were kept. Each has run here too, without what its callers give it, for the variables around it.</summary>
    private void SummarizeKept(List<BodySummary> into)
    {
        if (_kept is null)
            return;
        for (var i = 0; i < _kept.Count; i++)
        {
            var function = _kept[i].Label.Function!;
            var name = _context.Key(_body.Assigned ?? _body.Method) + "~" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var body = new Body(null, function.Method, null, function.Site.Syntax, _body.Model) { Name = name, Slots = _kept[i].Slots };
            if (new BodyAnalysis(_context, body, _cancellation).RunKept(function, _kept[i].IsOwn) is { } summary)
                into.Add(summary);
        }
    }

    private BodySummary? RunKept(Lambda function, bool isOwn)
    {
        if (!isOwn && function.Method.ContainingType is { } around)
        {
            _outside = Port.Static(_summary.Static(around), "");
            _this = NewRoot(Value.Of(LabelSet.Of(_labels.Get(_outside.Value), null)));
        }

        Value returned;
        if (function.Graph is { } graph)
        {
            returned = RunGraph(graph);
        }
        else
        {
            var receiver = function.Site is IMethodReferenceOperation { Instance: IInstanceReferenceOperation } ? _state.Read(new Place(This(), "")) : Value.Clean;
            var given = function.Method.Parameters.Select(parameter => _state.Read(new Place(RootOf(parameter), ""))).ToArray();
            returned = Run(new Lambda(function.Method, static () => null, receiver, function.Site) { Slot = function.Slot }, given);
        }

        if (!returned.IsClean && !InertTypes.Contains(function.Method.ReturnType))
            Emit(returned, Port.Own(PortRef.Return, ""));
        return Finish();
    }
}
