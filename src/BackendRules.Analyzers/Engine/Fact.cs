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
        // Computed outside any lock: two threads may do the work twice, none waits for another or inherits its cancellation.
        return cell.Value ??= build(compilation, cancellation);
    }

    private sealed class Cell
    {
        public T? Value;
    }
}
