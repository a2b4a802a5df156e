using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace BackendRules.Cao;

/// <summary>
/// The deliveries on disk, one file each, written whole or not at all. Whoever changes one holds its lane's lock, which the operating
/// system frees when a process dies, so there is no stale lock to guess at.
/// </summary>
public sealed class Outbox
{
    /// <summary>The most deliveries that may wait.</summary>
    public const int MaxOpen = 100;

    /// <summary>The largest file.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int MaxClosed = 200;
    private static readonly TimeSpan KeepClosed = TimeSpan.FromDays(30);
    private readonly string locks;

    /// <summary>Opens the outbox in a folder, which is made when something is first written.</summary>
    public Outbox(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = Path.GetFullPath(folder);
        locks = Path.Combine(Folder, "locks");
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The id that a key's delivery has.</summary>
    public static string IdOf(string key)
        => "del_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..24];

    /// <summary>All deliveries, the oldest first. A file that isn't one is set aside under another name and not lost.</summary>
    public IReadOnlyList<Delivery> List()
    {
        if (!Directory.Exists(Folder))
        {
            return [];
        }

        var all = new List<Delivery>();
        foreach (var file in Directory.EnumerateFiles(Folder, "del_*.json"))
        {
            if (Read(file) is { } delivery)
            {
                all.Add(delivery);
            }
        }

        return [.. all.OrderBy(d => d.CreatedAt).ThenBy(d => d.DeliveryId, StringComparer.Ordinal)];
    }

    /// <summary>One delivery, or <see langword="null"/>.</summary>
    public Delivery? Find(string deliveryId) => IsId(deliveryId) ? Read(FileOf(deliveryId)) : null;

    /// <summary>Forgets a delivery, so that its report can be sent anew or by other means. <see langword="false"/> when it is unknown or just being sent.</summary>
    public bool Drop(string deliveryId)
    {
        if (Find(deliveryId) is not { } delivery || TryLock(delivery.Lane) is not { } held)
        {
            return false;
        }

        using (held)
        {
            File.Delete(FileOf(deliveryId));
            return true;
        }
    }

    /// <summary>Adds a delivery, or gives the one that already has its key.</summary>
    /// <returns>What lies in the outbox, and whether it is new; <see langword="null"/> when the outbox is full.</returns>
    internal (Delivery Delivery, bool Added)? Add(Delivery delivery, DateTimeOffset now)
    {
        using var held = Lock("outbox", TimeSpan.FromSeconds(5));
        if (Find(delivery.DeliveryId) is { } existing)
        {
            return (existing, false);
        }

        var all = List();
        if (all.Count(d => d.IsOpen) >= MaxOpen)
        {
            return null;
        }

        Prune(all, now);
        Save(delivery);
        return (delivery, true);
    }

    /// <summary>Writes a delivery whole: a reader, or a process started after a crash, sees the old file or the new one.</summary>
    internal void Save(Delivery delivery)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(delivery, DeliveryJson.Default.Delivery);
        if (bytes.Length > MaxBytes)
        {
            throw new IOException("A delivery is larger than the outbox takes.");
        }

        MakeFolder(Folder);
        var target = FileOf(delivery.DeliveryId);
        var staged = $"{target}.{Environment.ProcessId}.{Guid.NewGuid():N}.part";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var stream = new FileStream(staged, options))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(staged, target, overwrite: true);
        }
        catch (ArgumentOutOfRangeException e)
        {
            // What the runtime makes of a file that is larger than a limit of the user's allows.
            throw new IOException("A delivery is larger than is allowed here.", e);
        }
        finally
        {
            File.Delete(staged);
        }
    }

    /// <summary>Takes a lock if nobody has it.</summary>
    internal IDisposable? TryLock(string name)
    {
        // One after the other: what is made on the way to a folder would be open to others.
        MakeFolder(Folder);
        MakeFolder(locks);
        try
        {
            return new FileStream(Path.Combine(locks, Safe(name) + ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private IDisposable Lock(string name, TimeSpan patience)
    {
        var until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (true)
        {
            if (TryLock(name) is { } held)
            {
                return held;
            }

            if (Environment.TickCount64 > until)
            {
                throw new IOException("The outbox is held by another process.");
            }

            Thread.Sleep(5);
        }
    }

    private static bool IsId(string? id) => id is { Length: 28 } && id.StartsWith("del_", StringComparison.Ordinal) && id[4..].All(char.IsAsciiHexDigitLower);

    private static string Safe(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '_'));

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static Delivery? Read(string file)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            if (JsonSerializer.Deserialize(bytes, DeliveryJson.Default.Delivery) is { } delivery)
            {
                // A later version's file is that version's business.
                return delivery.Schema == 1 && Path.GetFileName(file) == delivery.DeliveryId + ".json" ? delivery : null;
            }
        }
        catch (JsonException)
        {
            // Set aside below.
        }

        File.Move(file, file + ".unreadable", overwrite: true);
        return null;
    }

    private string FileOf(string deliveryId) => Path.Combine(Folder, deliveryId + ".json");

    private void Prune(IReadOnlyList<Delivery> all, DateTimeOffset now)
    {
        var closed = all.Where(d => !d.IsOpen).ToList();
        for (var i = 0; i < closed.Count; i++)
        {
            if (i < closed.Count - MaxClosed || now - closed[i].CreatedAt > KeepClosed)
            {
                File.Delete(FileOf(closed[i].DeliveryId));
            }
        }
    }
}
