using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    /// <summary>Calls in one <c>try</c> whose exceptions are told apart. Beyond them the exception that is caught is what matters, not who threw it.</summary>
    private const int MostThrowing = 16;

    /// <summary>The roots of what was thrown and not caught yet, by type; without one, it may be any.</summary>
    private readonly List<(ITypeSymbol? Type, int Root)> _thrown = [];

    /// <summary>The roots of what handlers caught.</summary>
    private readonly Dictionary<ControlFlowRegion, int> _caught = [];

    /// <summary>The block that is running.</summary>
    private BasicBlock? _block;

    /// <summary>What is thrown out of the function that is running.</summary>
    private Value _leaving = Value.Clean;

    private void Throwing(Value exception, ITypeSymbol? type)
    {
        _state.Add(Thrown(type), exception);
        if (!IsTaken(type))
            _leaving = _leaving.Union(exception, _labels);
    }

    private static ITypeSymbol? TypeOf(IOperation exception) => exception is IConversionOperation { IsImplicit: true } conversion ? TypeOf(conversion.Operand) : exception.Type;

    private void Rethrowing(BasicBlock block)
    {
        if (Handler(block) is { } handler)
            Throwing(_state.Read(Caught(handler)), handler.ExceptionType);
    }

    /// <summary>A method may throw something that holds what it was given, and a handler around the call gets it.</summary>
    private void ThrowingCall(int call, Trace trace)
    {
        if (IsCaught() && _state.Read(Thrown(null)).Root.Count < MostThrowing)
            _state.Add(Thrown(null), Value.Of(LabelSet.Of(_labels.Get(Port.Call(call, PortRef.Thrown, "")), trace)));
    }

    private Place Thrown(ITypeSymbol? type)
    {
        foreach (var (known, root) in _thrown)
        {
            if (SymbolEqualityComparer.Default.Equals(known, type))
                return new Place(root, "");
        }

        _thrown.Add((type, NewRoot(Value.Clean)));
        return new Place(_thrown[_thrown.Count - 1].Root, "");
    }

    private Place Caught(ControlFlowRegion handler)
    {
        if (!_caught.TryGetValue(handler, out var root))
            _caught.Add(handler, root = NewRoot(Value.Clean));
        return new Place(root, "");
    }

    /// <summary>The handler that a block is a part of.</summary>
    private static ControlFlowRegion? Handler(BasicBlock? block)
    {
        for (var region = block?.EnclosingRegion; region is not null && region.Kind != ControlFlowRegionKind.Root; region = region.EnclosingRegion)
        {
            if (region.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.Filter)
                return region.EnclosingRegion is { Kind: ControlFlowRegionKind.FilterAndHandler } filtered ? filtered : region;
        }

        return null;
    }

    /// <summary>Whether a <c>catch</c> is around the block that is running, in its own function.</summary>
    private bool IsCaught()
    {
        // Not past the root: the regions beyond a lambda's root are those of the function around it, whose blocks have other numbers.
        for (var region = _block?.EnclosingRegion; region is not null && region.Kind != ControlFlowRegionKind.Root; region = region.EnclosingRegion)
        {
            if (region is { Kind: ControlFlowRegionKind.Try, EnclosingRegion.Kind: ControlFlowRegionKind.TryAndCatch })
                return true;
        }

        return false;
    }

    /// <summary>Whether one of them takes whatever is of a type.</summary>
    private bool IsTaken(ITypeSymbol? type)
    {
        for (var region = _block?.EnclosingRegion; region is not null && region.Kind != ControlFlowRegionKind.Root; region = region.EnclosingRegion)
        {
            if (region is { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { Kind: ControlFlowRegionKind.TryAndCatch } guarded } && guarded.NestedRegions.Any(handler => Takes(handler, type)))
                return true;
        }

        return false;
    }

    private static bool Takes(ControlFlowRegion handler, ITypeSymbol? thrown) =>
        handler.Kind == ControlFlowRegionKind.Catch && (IsAny(handler.ExceptionType) || thrown is not null && IsOrInherits(thrown, handler.ExceptionType!));

    /// <summary>Whether a handler gets something of a type: it may be more than its declaration says.</summary>
    private static bool MayTake(ControlFlowRegion handler, ITypeSymbol? thrown) =>
        thrown is null || IsAny(handler.ExceptionType) || IsOrInherits(thrown, handler.ExceptionType!) || IsOrInherits(handler.ExceptionType!, thrown);

    private static bool IsAny(ITypeSymbol? type) => type is null or { SpecialType: SpecialType.System_Object } || TypeName.Is(type, "System", "Exception");

    private static bool IsOrInherits(ITypeSymbol type, ITypeSymbol parent)
    {
        for (var current = type is ITypeParameterSymbol { ConstraintTypes: [var bound, ..] } ? bound : type; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current, parent))
                return true;
        }

        return false;
    }

    /// <summary>Goes to the handlers around a block, each with what it may catch of what was thrown.</summary>
    private void Handle(BasicBlock block, State?[] before, BlockQueue waiting)
    {
        var state = _state;
        var rest = _state;
        for (var region = block.EnclosingRegion; region is not null && region.Kind != ControlFlowRegionKind.Root; region = region.EnclosingRegion)
        {
            if (region.Kind != ControlFlowRegionKind.Try || region.EnclosingRegion is not { } guarded)
                continue;
            foreach (var handler in guarded.NestedRegions)
            {
                if (handler == region)
                    continue;
                _state = rest;
                if (handler.Kind != ControlFlowRegionKind.Finally && _thrown.Count > 0)
                    rest = Hand(handler, rest);
                Flow(handler.FirstBlockOrdinal, before, waiting);
            }
        }

        _state = state;
    }

    /// <summary>Gives a handler what it may catch; yields what is left for those after it.</summary>
    private State Hand(ControlFlowRegion handler, State state)
    {
        var caught = Value.Clean;
        var rest = state.Copy();
        _state = state.Copy();
        foreach (var (type, root) in _thrown)
        {
            var place = new Place(root, "");
            if (_state.Read(place) is not { IsClean: false } thrown)
                continue;
            if (MayTake(handler, type))
                caught = caught.Union(thrown, _labels);
            _state.Write(place, Value.Clean);
            if (Takes(handler, type))
                rest.Write(place, Value.Clean);
        }

        _state.Write(Caught(handler), caught);
        return rest;
    }

    /// <summary>What was thrown goes to handlers, and not to where all went well.</summary>
    private void Forget(BasicBlock destination)
    {
        if (_thrown.Count == 0 || IsInFinally(destination))
            return;
        _state = _state.Copy();
        foreach (var (_, root) in _thrown)
            _state.Write(new Place(root, ""), Value.Clean);
    }

    private static bool IsInFinally(BasicBlock block)
    {
        for (var region = block.EnclosingRegion; region is not null && region.Kind != ControlFlowRegionKind.Root; region = region.EnclosingRegion)
        {
            if (region.Kind == ControlFlowRegionKind.Finally)
                return true;
        }

        return false;
    }
}
