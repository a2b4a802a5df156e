using Microsoft.CodeAnalysis.FlowAnalysis;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    /// <summary>Calls in one <c>try</c> whose exceptions are told apart. Beyond them the exception that is caught is what matters, not who threw it.</summary>
    private const int MostThrowing = 16;

    /// <summary>The block that is running.</summary>
    private BasicBlock? _block;

    /// <summary>What is thrown out of the function that is running.</summary>
    private Value _leaving = Value.Clean;

    private void Throwing(Value exception)
    {
        _state.Add(Thrown(), exception);
        if (!IsCaught())
            _leaving = _leaving.Union(exception, _labels);
    }

    /// <summary>A method may throw something that holds what it was given, and a handler around the call gets it.</summary>
    private void ThrowingCall(int call, Trace trace)
    {
        if (IsCaught() && _state.Read(Thrown()).Root.Count < MostThrowing)
            _state.Add(Thrown(), Value.Of(LabelSet.Of(_labels.Get(Port.Call(call, PortRef.Thrown, "")), trace)));
    }

    /// <summary>Whether a <c>catch</c> is around the block that is running, in its own function.</summary>
    private bool IsCaught()
    {
        for (var region = _block?.EnclosingRegion; region is not null && region.Kind != ControlFlowRegionKind.Root; region = region.EnclosingRegion)
        {
            if (region is { Kind: ControlFlowRegionKind.Try, EnclosingRegion.Kind: ControlFlowRegionKind.TryAndCatch })
                return true;
        }

        return false;
    }

    /// <summary>What was thrown goes to handlers, and not to where all went well.</summary>
    private Value? HideThrown(BasicBlock destination)
    {
        if (_thrown < 0 || _state.Read(Thrown()) is not { IsClean: false } thrown)
            return null;
        for (var region = destination.EnclosingRegion; region is not null && region.Kind != ControlFlowRegionKind.Root; region = region.EnclosingRegion)
        {
            if (region.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.Filter or ControlFlowRegionKind.Finally)
                return null;
        }

        _state.Write(Thrown(), Value.Clean);
        return thrown;
    }
}
