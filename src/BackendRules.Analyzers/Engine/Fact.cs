using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>
/// A result that several rules share, computed once a compilation and only when asked for. It depends on declarations alone (symbols and
/// attributes), never on options, additional files or method bodies, and so may be asked for while typing.
/// </summary>
public sealed class Fact<T>(Func<Compilation, CancellationToken, T> build)
    where T : class
{
    private readonly ConditionalWeakTable<Compilation, Cell> _cells = new();

    public T Of(Compilation compilation, CancellationToken cancellation)
    {
        var cell = _cells.GetOrCreateValue(compilation);
        if (Volatile.Read(ref cell.Value) is { } known)
            return known;
        // The analyzers of the package start at the same time and ask for the same: the second one waits. One that is cancelled leaves nothing behind, and the next one computes.
        lock (cell)
            return cell.Value ??= build(compilation, cancellation);
    }

    private sealed class Cell
    {
        public T? Value;
    }
}
