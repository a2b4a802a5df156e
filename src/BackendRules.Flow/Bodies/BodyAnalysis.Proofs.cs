using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    /// <summary>By parameter, part of it and outcome, what every return of that outcome so far proves: kinds, and what a guard says.</summary>
    private readonly Dictionary<ProofKey, Proven> _proven = [];

    private readonly Dictionary<CaptureId, Dictionary<ProofKey, Proven>> _capturedProofs = [];

    private readonly record struct ProofKey(int Index, string Path, Outcome Outcome);

    /// <summary>A call of a method whose summary may prove something about its arguments, or about what it is asked of.</summary>
    private void Promise(IInvocationOperation call, int number, Outcome outcome)
    {
        var operations = ByParameter(call);
        for (var i = 0; i < operations.Length; i++)
            Promise(call.TargetMethod, operations[i], number, i, outcome);
        if (call.Instance is not null && (call.Instance is not IInstanceReferenceOperation || _filled is not null))
            Promise(call.TargetMethod, call.Instance, number, PortRef.This, outcome);
    }

    /// <summary>A property of one's own that says yes or no of its object: <c>query.IsValid</c>.</summary>
    private void Promise(IPropertyReferenceOperation property, IOperation asked, bool outcome)
    {
        if (property is not { Type.SpecialType: SpecialType.System_Boolean, Arguments.IsEmpty: true, Property: { GetMethod: { } getter } own } || asked is IInstanceReferenceOperation && _filled is null
            || !_context.HasBody(getter) || _context.IsOurs(own) && !HasCode(own))
            return;
        Promise(getter, asked, _summary.Call(property.Syntax, getter, false, () => Spans(property, asked, [])), PortRef.This, outcome ? Outcome.True : Outcome.False);
    }

    private void Promise(IMethodSymbol method, IOperation? item, int number, int index, Outcome outcome)
    {
        if (item?.Type is not { } type || !IsProvable(type, method) || PlaceOf(item) is not { } place)
            return;
        var value = _state.Read(place);
        if (value.IsClean && !IsSource(item))
            return;
        if (!value.IsClean)
            _state.Narrow(place, Guarded(value, number, index, outcome));
        if (IsSource(item))
            _state.Prove(place, 0, _summary.Guard(number, index, outcome, "", _labels.Get(Port.Source(0))));
    }

    /// <summary>A value of which what a call says is known.</summary>
    private Value Guarded(Value value, int call, int index, Outcome outcome) =>
        value.Map((part, label) => label.Function is not null ? label : _labels.Get(label.From, label.Cleaned, label.Prefix, _summary.Guard(call, index, outcome, part, label)));

    /// <summary>Texts and addresses; and objects of our own where the method looks as if it checked them, since what is handed around is rarely checked.</summary>
    private bool IsProvable(ITypeSymbol type, IMethodSymbol method) =>
        type.SpecialType == SpecialType.System_String || TypeName.Is(type, "System", "Uri")
        || type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, SpecialType: SpecialType.None, IsTupleType: false } && _context.IsOurs(type.OriginalDefinition) && _context.Checks(method, _cancellation);

    /// <summary>A value is in a list that is a parameter: what that proves, callers know.</summary>
    private void ProveWhere(IOperation item, IOperation list)
    {
        if (PlaceOf(list) is not { Path: "" } held || PlaceOf(item) is not { } place || _state.Read(held).Flat() is not { Count: 1 } labels || labels[0].From is not { Kind: PortKind.Own, Index: >= 0 and var index, Path: "" })
            return;
        var value = _state.Read(place);
        if (!value.IsClean)
            _state.Narrow(place, Guarded(value, GuardSite.Given, index, Outcome.True));
    }

    /// <summary>A return of a yes or no: what does it say of the parameters?</summary>
    private void Returning(IOperation value) =>
        Answering(value is IInvocationOperation { TargetMethod: { Name: "FromResult", ContainingType.Name: "Task" or "ValueTask" }, Arguments: [{ Value: var answer }] } ? answer : value, _proven);

    /// <summary>The same for each arm of a choice whose value is returned later.</summary>
    private void Capturing(IFlowCaptureOperation capture)
    {
        if (capture.Value.Type?.SpecialType != SpecialType.System_Boolean || Awaited(_body.Method.ReturnType).SpecialType != SpecialType.System_Boolean)
            return;
        if (!_capturedProofs.TryGetValue(capture.Id, out var proven))
            _capturedProofs.Add(capture.Id, proven = []);
        Answering(capture.Value, proven);
    }

    private void Answering(IOperation value, Dictionary<ProofKey, Proven> proven)
    {
        if (value.Type?.SpecialType != SpecialType.System_Boolean || !ReferenceEquals(_graph.Parent, null) || _running.Count > 0)
            return;
        if (value is IFlowCaptureReferenceOperation reference && _capturedProofs.TryGetValue(reference.Id, out var arms))
        {
            Meet(proven, arms);
            return;
        }

        var before = _state;
        foreach (var outcome in new[] { true, false })
        {
            if (value.ConstantValue is { HasValue: true, Value: bool said } && said != outcome)
                continue;
            _state = before.Copy();
            Refine(value, outcome);
            Prove(outcome ? Outcome.True : Outcome.False, proven);
        }

        _state = before;
    }

    private void Prove(Outcome outcome, Dictionary<ProofKey, Proven> proven)
    {
        foreach (var parameter in _body.Method.Parameters)
        {
            if (!InertTypes.Contains(parameter.Type))
                Prove(parameter.Ordinal, _symbols.TryGetValue(parameter, out var root) ? _state.Read(new Place(root, "")) : null, outcome, proven);
        }

        if (!_body.Method.IsStatic)
            Prove(PortRef.This, _this >= 0 ? _state.Read(new Place(_this, "")) : null, outcome, proven);
    }

    /// <summary>What the state at hand proves of a parameter. Its parts count where its object is still the one that the caller gave.</summary>
    private void Prove(int index, Value? value, Outcome outcome, Dictionary<ProofKey, Proven> proven)
    {
        var whole = value is null ? Proven.Nothing : Known(value.Root, Port.Own(index, ""));
        var isLater = proven.TryGetValue(new ProofKey(index, "", outcome), out var before);
        Meet(proven, new ProofKey(index, "", outcome), whole);
        if (value is null)
            return;
        // A part that only some returns prove: the others say of it what they say of the whole.
        foreach (var key in proven.Keys.Where(key => key.Index == index && key.Outcome == outcome && key.Path.Length > 0 && !Array.Exists(value.Parts, part => part.Key == key.Path)).ToArray())
            Meet(proven, key, whole);
        if (value.Parts.Length == 0 || !_context.Checks(_body.Method, _cancellation) || !StillOwn(value, index))
            return;
        foreach (var part in value.Parts)
        {
            var key = new ProofKey(index, part.Key, outcome);
            if (isLater && !proven.ContainsKey(key))
                proven[key] = before;
            Meet(proven, key, Known(part.Value, Port.Own(index, part.Key)));
        }
    }

    /// <summary>What both sides prove. Of a part that only one of them speaks of, the other says what it says of the whole.</summary>
    private static void Meet(Dictionary<ProofKey, Proven> proven, Dictionary<ProofKey, Proven> others)
    {
        foreach (var other in others)
        {
            if (other.Key.Path.Length > 0 && !proven.ContainsKey(other.Key) && proven.TryGetValue(other.Key with { Path = "" }, out var whole))
                proven[other.Key] = whole;
        }

        foreach (var key in proven.Keys.Where(key => !others.ContainsKey(key)).ToArray())
        {
            if (others.TryGetValue(key with { Path = "" }, out var whole))
                Meet(proven, key, whole);
        }

        foreach (var other in others)
            Meet(proven, other.Key, other.Value);
    }

    private static void Meet(Dictionary<ProofKey, Proven> proven, ProofKey key, Proven now)
    {
        if (!proven.TryGetValue(key, out var before) || before.Kinds == Kinds.All)
            proven[key] = now;
        else if (now.Kinds != Kinds.All)
            proven[key] = new Proven(before.Kinds & now.Kinds, before.Guard == now.Guard ? now.Guard : -1);
    }

    /// <summary>The kinds that all of these labels are clean of, and the guard that all of them passed.</summary>
    private static Proven Known(LabelSet labels, Port own)
    {
        var kinds = Kinds.All;
        var guard = -1;
        for (var i = 0; i < labels.Count; i++)
        {
            kinds &= labels[i].Cleaned;
            guard = labels[i].From == own && (i == 0 || guard == labels[i].Guard) ? labels[i].Guard : -1;
        }

        return new Proven(kinds, guard);
    }

    /// <summary>What the body proves when it ends.</summary>
    private void Conclude()
    {
        var answers = Awaited(_body.Method.ReturnType).SpecialType == SpecialType.System_Boolean;
        if (!_body.Method.ReturnsVoid && !answers && !IsPlainTask(_body.Method.ReturnType) || _body.Root is null)
            return;
        if (!answers)
            Prove(Outcome.Return, _proven);
        foreach (var pair in _proven)
        {
            if (!pair.Value.IsNothing && (pair.Key.Path.Length > 0 || pair.Key.Index >= 0))
                _summary.Proofs.Add(new Proof(pair.Key.Index, pair.Value.Kinds, pair.Key.Outcome, pair.Key.Path, pair.Value.Guard));
        }
    }

    private static bool IsPlainTask(ITypeSymbol type) => type is INamedTypeSymbol { Arity: 0, Name: "Task" or "ValueTask" };
}
