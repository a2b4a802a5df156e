namespace BackendRules.Workspaces;

/// <summary>
/// One writer at a time, across processes: the operating system frees the lock of a process that dies, so that none is ever stale.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly FileStream _held;

    private FileLock(FileStream held) => _held = held;

    /// <param name="file">The lock's file.</param>
    /// <exception cref="Fault">Somebody else holds it for too long, or its folder can't be written.</exception>
    public static FileLock Take(string file)
    {
        var end = Environment.TickCount64 + (long)s_patience.TotalMilliseconds;
        while (true)
        {
            try
            {
                PrivateFiles.MakeFolder(Path.GetDirectoryName(file)!);
                return new FileLock(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (File.Exists(file))
            {
                if (Environment.TickCount64 > end)
                    throw new Fault("busy", "Another backend-rules is writing here.", "Call again in a moment.") { Retryable = true };
                Thread.Sleep(50);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new Fault("write_failed", "The state folder can't be written.", "Set BACKENDRULES_STATE to a folder that can.");
            }
        }
    }

    public void Dispose() => _held.Dispose();
}
