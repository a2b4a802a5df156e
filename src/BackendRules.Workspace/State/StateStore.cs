using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace BackendRules.Workspaces;

/// <summary>
/// What must outlive the process: runs and patches, one file each in the user's state folder, written whole or not at all, readable by the user only.
/// </summary>
public sealed class StateStore
{
    private const int Kept = 200;
    private const int KeptUnwritten = 20;

    // What couldn't be written is known to this process all the same.
    private readonly ConcurrentDictionary<string, byte[]> _unwritten = new(StringComparer.Ordinal);

    /// <param name="folder">The folder; by default the user's.</param>
    public StateStore(string? folder = null) => Folder = folder ?? DefaultFolder();

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Whether something is known to this process alone, because the folder couldn't be written.</summary>
    public bool IsForgetful => !_unwritten.IsEmpty;

    /// <summary>Remembers a value under an id; where the folder can't be written, for as long as the process lives.</summary>
    public void Save<T>(string kind, string id, T value)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, Json.Compact);
        try
        {
            var folder = Path.Combine(Folder, kind + "s");
            PrivateFiles.MakeFolder(folder);
            PrivateFiles.Write(Path.Combine(folder, id + ".json"), bytes);
            _unwritten.TryRemove(id, out _);
            foreach (var old in ByTime(folder, kind).Skip(Kept))
                old.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _unwritten[id] = bytes;
            if (_unwritten.Count > KeptUnwritten && _unwritten.Keys.Min(StringComparer.Ordinal) is { } oldest)
                _unwritten.TryRemove(oldest, out _);
        }
    }

    /// <summary>Writes a value whose loss would leave files half changed.</summary>
    /// <exception cref="Fault">It can't be written.</exception>
    public void Journal<T>(string kind, string id, T value)
    {
        Save(kind, id, value);
        if (_unwritten.ContainsKey(id))
            throw new Fault("write_failed", "The state folder can't be written, and without it nothing could be taken back.", "Set BACKENDRULES_STATE to a folder that can.");
    }

    /// <summary>Waits for the only writer of a folder of sources.</summary>
    internal FileLock Lock(Confinement root) =>
        FileLock.Take(Path.Combine(Folder, "locks", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root.Root)))[..16] + ".lock"));

    /// <summary>Reads a value.</summary>
    /// <exception cref="Fault">There is none with this id.</exception>
    public T Load<T>(string kind, string id, string argument)
    {
        if (!Handles.IsId(id, kind))
            throw new Fault("not_found", $"'{Shown.Short(id)}' is not the id of a {argument}.");
        try
        {
            return JsonSerializer.Deserialize<T>(_unwritten.TryGetValue(id, out var kept) ? kept : File.ReadAllBytes(Path.Combine(Folder, kind + "s", id + ".json")), Json.Compact)
                ?? throw new Fault("expired", $"{argument} '{id}' is no longer kept.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException or UnauthorizedAccessException or IOException)
        {
            throw new Fault("not_found", $"There is no {argument} '{id}'.", kind is "cmp" or "rep" ? "Run compare again." : "Run analyze again.");
        }
    }

    /// <summary>The ids of a kind, the newest first.</summary>
    public IReadOnlyList<string> Ids(string kind)
    {
        var folder = Path.Combine(Folder, kind + "s");
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, kind + "_*.json").Select(static f => Path.GetFileNameWithoutExtension(f)!).OrderDescending(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>The id that was written last, or <see langword="null"/>.</summary>
    public string? Newest(string kind) =>
        Path.Combine(Folder, kind + "s") is var folder && Directory.Exists(folder) && ByTime(folder, kind).FirstOrDefault() is { } file ? Path.GetFileNameWithoutExtension(file.Name) : null;

    private static IEnumerable<FileInfo> ByTime(string folder, string kind) =>
        new DirectoryInfo(folder).GetFiles(kind + "_*.json").OrderByDescending(static f => f.LastWriteTimeUtc).ThenByDescending(static f => f.Name, StringComparer.Ordinal);

    private static string DefaultFolder()
    {
        if (Environment.GetEnvironmentVariable("BACKENDRULES_STATE") is { Length: > 0 } chosen)
            return Path.GetFullPath(chosen);
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "backendrules");
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } xdg
            ? xdg : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Path.Combine(state, "backendrules");
    }
}
