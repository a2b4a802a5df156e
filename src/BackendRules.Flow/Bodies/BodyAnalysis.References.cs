using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    /// <summary>By the <c>ref</c> local, what it stands for; null when it stands for more than one thing.</summary>
    private Dictionary<ILocalSymbol, IOperation?>? _references;

    /// <summary>What a body hands out by reference may be assigned by whoever gets it.</summary>
    private void ReturningReference(IOperation value)
    {
        if (_running.Count == 0 && _body.Method.ReturnsByRef && PlaceOf(value) is { } place)
            _state.Add(place, Value.Of(LabelSet.Of(_labels.Get(Port.Own(PortRef.Assigned, "")), null)));
    }

    private void Refer(ISimpleAssignmentOperation assignment)
    {
        if (assignment is not { IsRef: true, Target: ILocalReferenceOperation { Local: var local } })
            return;
        _references ??= new Dictionary<ILocalSymbol, IOperation?>(SymbolEqualityComparer.Default);
        _references[local] = _references.TryGetValue(local, out var known) && !ReferenceEquals(known, assignment.Value) ? null : assignment.Value;
    }

    private IOperation? Referred(ILocalSymbol local) =>
        local.RefKind != RefKind.None && _references is not null && _references.TryGetValue(local, out var value) ? value : null;

    /// <summary>The place that a <c>ref</c> local stands for.</summary>
    private Place? PlaceBehind(ILocalSymbol local)
    {
        if (Referred(local) is not { } value)
            return null;
        // While somebody types, it may be said to be one to itself.
        _references!.Remove(local);
        var place = PlaceOf(value);
        _references[local] = value;
        return place;
    }

    /// <summary>Assigns through a reference that a method hands out.</summary>
    private void AssignReturned(IInvocationOperation call, Value value, Step step)
    {
        var method = call.TargetMethod;
        if (!method.ReturnsByRef)
            return;
        if (_context.HasBody(method))
            Emit(value.Stepped(step), Port.Call(_summary.Call(call.Syntax, method, false, static () => []), PortRef.Assigned, ""));
        else if (method.IsStatic && call.Arguments.Length > 0 && PlaceOf(call.Arguments[0].Value) is { } collection)
            _state.Add(collection.Part(AccessPath.Element), value.Stepped(step));
    }
}
