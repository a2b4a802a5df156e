using System.Formats.Tar;

namespace BackendRules.Workspaces;

/// <summary>Files that have an end. Reading a pipe, a socket or a device that lies under a file's name may never come back.</summary>
public static class PlainFile
{
    /// <summary>Whether something lies under a name that is no file and no folder: a pipe, a socket, a device, or a link to nothing.</summary>
    public static bool IsOther(string path)
    {
        try
        {
            var named = new FileInfo(path);
            if (OperatingSystem.IsWindows() || !named.Exists)
                return false;
            var end = named.LinkTarget is null ? named : named.ResolveLinkTarget(returnFinalTarget: true) ?? named;
            return end is not DirectoryInfo && (!end.Exists || end is FileInfo { Length: 0 } && Kind(end.FullName) is not TarEntryType.RegularFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="Fault">It is none.</exception>
    public static byte[] ReadBytes(string path) => File.ReadAllBytes(Checked(path));

    /// <summary>The text of a file.</summary>
    /// <exception cref="Fault">It is none.</exception>
    public static string ReadText(string path) => File.ReadAllText(Checked(path));

    // Archives tell what they pack apart, without opening it. Only what is empty comes here.
    private static TarEntryType? Kind(string path)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
            writer.WriteEntry(path, "name");
        archive.Position = 0;
        using var reader = new TarReader(archive);
        return reader.GetNextEntry()?.EntryType;
    }

    private static string Checked(string path) =>
        IsOther(path) ? throw new Fault("not_a_file", $"'{Shown.Short(Path.GetFileName(path))}' is a pipe, a socket, a device or a link to nothing, and isn't read.") : path;
}
