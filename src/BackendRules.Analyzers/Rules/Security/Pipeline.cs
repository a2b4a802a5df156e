using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>The middleware that one function adds to one application builder, in the order of the source. A branch (<c>Map</c>, <c>UseWhen</c>) is a function of its own.</summary>
internal sealed class Pipeline
{
    private readonly List<IInvocationOperation> _calls = [];

    public IReadOnlyList<IInvocationOperation> Calls => _calls;

    public static Pipeline Around(IInvocationOperation call)
    {
        var pipeline = new Pipeline();
        var receiver = Receiver(call);
        var function = LocalValues.Function(call);
        if (receiver is null)
            return pipeline;
        Collect(function, function, receiver, pipeline._calls);
        pipeline._calls.Sort(static (one, other) => Position(one).CompareTo(Position(other)));
        return pipeline;
    }

    public IInvocationOperation? First(string name) => _calls.Find(call => call.TargetMethod.Name == name);

    public int IndexOf(string name) => _calls.FindIndex(call => call.TargetMethod.Name == name);

    public int IndexOf(IInvocationOperation call) => _calls.IndexOf(call);

    private static void Collect(IOperation operation, IOperation function, ISymbol receiver, List<IInvocationOperation> calls)
    {
        foreach (var child in operation.ChildOperations)
        {
            if (child != function && child is IAnonymousFunctionOperation or ILocalFunctionOperation)
                continue;
            if (child is IInvocationOperation call && SymbolEqualityComparer.Default.Equals(Receiver(call), receiver) && call.TargetMethod.Name.StartsWith("Use", StringComparison.Ordinal))
                calls.Add(call);
            Collect(child, function, receiver, calls);
        }
    }

    /// <summary>Calls of one chain end later the later they are written.</summary>
    private static int Position(IInvocationOperation call) => call.Syntax.Span.End;

    /// <summary>The variable at the head of the chain.</summary>
    private static ISymbol? Receiver(IInvocationOperation call)
    {
        IOperation? current = call;
        while (current is IInvocationOperation inner)
            current = inner.Instance ?? (inner.TargetMethod.IsExtensionMethod && inner.Arguments.Length > 0 ? inner.Arguments[0].Value : null);
        return LocalValues.Named(current is null ? null : LocalValues.Bare(current));
    }
}
