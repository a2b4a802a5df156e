namespace BackendRules.Workspaces;

/// <summary>Files that are there whole or not at all, whatever kills the process.</summary>
public static class PrivateFiles
{
    /// <summary>Makes a folder that only the user may enter.</summary>
    public static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Replaces a file's content. A file that is there keeps its permissions; a new one is the user's alone, unless it is to be shared.</summary>
    public static void Write(string file, ReadOnlySpan<byte> bytes, bool shared = false)
    {
        var staged = file + ".brtmp";
        try
        {
            Stage(file, staged, bytes, shared);
            File.Move(staged, file, overwrite: true);
        }
        finally
        {
            File.Delete(staged);
        }
    }

    internal static void Stage(string file, string staged, ReadOnlySpan<byte> bytes, bool shared)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = File.Exists(file) ? File.GetUnixFileMode(file)
                : UnixFileMode.UserRead | UnixFileMode.UserWrite | (shared ? UnixFileMode.GroupRead | UnixFileMode.OtherRead : 0);
        }

        using var stream = new FileStream(staged, options);
        try
        {
            stream.Write(bytes);
        }
        catch (ArgumentOutOfRangeException e)
        {
            // What the runtime makes of a file that is larger than a limit of the user's allows.
            throw new IOException("The file is larger than is allowed here.", e);
        }

        stream.Flush(flushToDisk: true);
    }
}
