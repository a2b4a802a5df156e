using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace BackendRules.Flow;

/// <summary>Code that a value stands for: an anonymous function, a local function, or a method with the receiver it was taken from.</summary>
internal sealed class Lambda(IMethodSymbol method, Func<ControlFlowGraph?> graph, Value receiver, IOperation site)
{
    public IMethodSymbol Method { get; } = method;

    /// <summary>The body, when it is part of the body at hand.</summary>
    public ControlFlowGraph? Graph => graph();

    public Value Receiver { get; } = receiver;

    public IOperation Site { get; } = site;

    /// <summary>Where it is kept, when what stands there is known to others only, see <see cref="FunctionSlot"/>.</summary>
    public string? Slot { get; init; }
}
