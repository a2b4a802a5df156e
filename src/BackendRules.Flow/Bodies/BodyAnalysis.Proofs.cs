using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    /// <summary>By parameter and outcome, what every return of that outcome so far proves.</summary>
    private readonly Dictionary<(int Index, Outcome Outcome), ulong> _proven = [];

    private readonly Dictionary<CaptureId, Dictionary<(int Index, Outcome Outcome), ulong>> _capturedProofs = [];

    /// <summary>A return of a yes or no: what does it say of the parameters?</summary>
    private void Returning(IOperation value) => Answering(value, _proven);

    /// <summary>The same for each arm of a choice whose value is returned later.</summary>
    private void Capturing(IFlowCaptureOperation capture)
    {
        if (capture.Value.Type?.SpecialType != SpecialType.System_Boolean || _body.Method.ReturnType.SpecialType != SpecialType.System_Boolean)
            return;
        if (!_capturedProofs.TryGetValue(capture.Id, out var proven))
            _capturedProofs.Add(capture.Id, proven = []);
        Answering(capture.Value, proven);
    }

    private void Answering(IOperation value, Dictionary<(int Index, Outcome Outcome), ulong> proven)
    {
        if (value.Type?.SpecialType != SpecialType.System_Boolean || !ReferenceEquals(_graph.Parent, null) || _running.Count > 0)
            return;
        if (value is IFlowCaptureReferenceOperation reference && _capturedProofs.TryGetValue(reference.Id, out var arms))
        {
            foreach (var arm in arms)
                proven[arm.Key] = proven.TryGetValue(arm.Key, out var known) ? known & arm.Value : arm.Value;
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

    private void Prove(Outcome outcome, Dictionary<(int Index, Outcome Outcome), ulong> proven)
    {
        foreach (var parameter in _body.Method.Parameters)
        {
            if (InertTypes.Contains(parameter.Type))
                continue;
            var kinds = Cleaned(parameter);
            var key = (parameter.Ordinal, outcome);
            proven[key] = proven.TryGetValue(key, out var before) ? before & kinds : kinds;
        }
    }

    /// <summary>The kinds that a parameter's own value is clean of in the state at hand.</summary>
    private ulong Cleaned(IParameterSymbol parameter)
    {
        if (!_symbols.TryGetValue(parameter, out var root))
            return 0;
        var kinds = Kinds.All;
        var value = _state.Read(new Place(root, ""));
        for (var i = 0; i < value.Root.Count; i++)
            kinds &= value.Root[i].Cleaned;
        return kinds;
    }

    /// <summary>What the body proves when it ends.</summary>
    private void Conclude()
    {
        if (!_body.Method.ReturnsVoid && _body.Method.ReturnType.SpecialType != SpecialType.System_Boolean && !IsPlainTask(_body.Method.ReturnType) || _body.Root is null)
            return;
        if (_body.Method.ReturnType.SpecialType != SpecialType.System_Boolean)
            Prove(Outcome.Return, _proven);
        foreach (var pair in _proven)
        {
            if (pair.Value != 0)
                _summary.Proofs.Add(new Proof(pair.Key.Index, pair.Value, pair.Key.Outcome));
        }
    }

    private static bool IsPlainTask(ITypeSymbol type) => type is INamedTypeSymbol { Arity: 0, Name: "Task" or "ValueTask" };
}
