using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>Gives long work up after some seconds: a failure of its own, because nothing was found out and nobody asked to stop.</summary>
internal sealed class Patience : IDisposable
{
    private readonly int _seconds;
    private readonly CancellationToken _asked;
    private readonly CancellationTokenSource _source;

    /// <param name="seconds">How long; 0 for as long as it takes.</param>
    /// <param name="asked">When somebody asks to stop.</param>
    public Patience(int seconds, CancellationToken asked)
    {
        const int Most = 86_400;
        if (seconds is < 0 or > Most)
            throw new Fault("invalid_argument", $"'{seconds}' is no timeout; allowed: 0 to {Most} seconds.");
        (_seconds, _asked) = (seconds, asked);
        _source = CancellationTokenSource.CreateLinkedTokenSource(asked);
        if (seconds > 0)
            _source.CancelAfter(TimeSpan.FromSeconds(seconds));
    }

    public async Task<T> WaitAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        try
        {
            // Not all that work does can be stopped: what waits for the system waits alone.
            return await work(_source.Token).WaitAsync(_source.Token);
        }
        catch (OperationCanceledException) when (_source.IsCancellationRequested && !_asked.IsCancellationRequested)
        {
            throw new Fault("timeout", $"The analysis was given up after {_seconds} s.", "Nothing is known of the code; a longer --timeout or a smaller solution may do.");
        }
    }

    public void Dispose() => _source.Dispose();
}
