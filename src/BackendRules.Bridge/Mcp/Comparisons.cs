using System.Collections.Concurrent;
using System.Text.Json;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>Comparisons under way. The same call joins; one who gives up loses nothing.</summary>
internal sealed class Comparisons(Workbench bench, CancellationToken stopping)
{
    private readonly ConcurrentDictionary<string, Lazy<(string Id, Task<Comparison> Task)>> _started = new(StringComparer.Ordinal);

    /// <summary>Starts or joins, and waits for at most <paramref name="patience"/>.</summary>
    /// <returns>The handle, and the comparison when it is finished.</returns>
    public async Task<(string Id, Comparison? Comparison)> WaitAsync(ComparisonRequest options, TimeSpan patience, CancellationToken cancellation)
    {
        var key = JsonSerializer.Serialize(options, Json.Compact);
        var started = _started.GetOrAdd(key, _ => new(() =>
        {
            var id = Handles.New("cmp");
            return (id, Task.Run(() => bench.CompareAsync(options, null, stopping, id), stopping));
        }));
        var (id, task) = started.Value;
        var finished = await Task.WhenAny(task, Task.Delay(patience, cancellation)).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        if (finished != task)
            return (id, null);
        _started.TryRemove(new(key, started));
        return (id, await task.ConfigureAwait(false));
    }

    /// <summary>Whether a comparison is under way.</summary>
    public bool IsRunning(string id) => _started.Values.Any(s => s.IsValueCreated && s.Value.Id == id && !s.Value.Task.IsCompleted);
}
