using System.Collections.Concurrent;
using System.Text.Json;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>Runs under way. The same call joins the same run; a caller who gives up loses nothing, since the run goes on and is remembered.</summary>
internal sealed class Runs(Workbench bench, CancellationToken stopping)
{
    private readonly ConcurrentDictionary<string, Started> _started = new(StringComparer.Ordinal);

    /// <summary>Starts or joins, and waits for at most <paramref name="patience"/>.</summary>
    public async Task<Started> WaitAsync(AnalyzeOptions options, TimeSpan patience, IProgress<(string Phase, string Name)>? progress, CancellationToken cancellation)
    {
        options.Check();
        var key = JsonSerializer.Serialize(options, Json.Compact);
        var run = _started.GetOrAdd(key, _ => new Started(Handles.New("run")));
        run.Start(told => bench.AnalyzeAsync(options, told, stopping, run.RunId));
        using (run.Listen(progress))
        {
            var finished = await Task.WhenAny(run.Task!, Task.Delay(patience, cancellation)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (finished == run.Task)
            {
                _started.TryRemove(new KeyValuePair<string, Started>(key, run));
                await run.Task.ConfigureAwait(false);
            }
        }

        return run;
    }

    /// <summary>A run by its id: one under way, or a remembered one.</summary>
    public Started? Find(string runId) => _started.Values.FirstOrDefault(r => r.RunId == runId);

    /// <summary>A run that was started.</summary>
    internal sealed class Started(string runId) : IProgress<(string Phase, string Name)>
    {
        private readonly Lock _gate = new();
        private readonly List<IProgress<(string Phase, string Name)>> _listeners = [];
        private Task<Run>? _task;
        private int _done;

        public string RunId => runId;

        public Task<Run>? Task => _task;

        public RunProgress Progress { get; private set; } = new("load", 0);

        public void Start(Func<IProgress<(string Phase, string Name)>, Task<Run>> work)
        {
            lock (_gate)
                _task ??= System.Threading.Tasks.Task.Run(() => work(this));
        }

        public IDisposable Listen(IProgress<(string Phase, string Name)>? listener)
        {
            lock (_gate)
            {
                if (listener is not null)
                    _listeners.Add(listener);
            }

            return new Ended(this, listener);
        }

        public void Report((string Phase, string Name) value)
        {
            lock (_gate)
            {
                Progress = new RunProgress(value.Phase, ++_done);
                foreach (var listener in _listeners)
                    listener.Report(value);
            }
        }

        private sealed class Ended(Started run, IProgress<(string Phase, string Name)>? listener) : IDisposable
        {
            public void Dispose()
            {
                lock (run._gate)
                {
                    if (listener is not null)
                        run._listeners.Remove(listener);
                }
            }
        }
    }
}
