namespace BackendRules.Workspaces;

/// <summary>Applies a patch: all files or none. A second call changes nothing.</summary>
public sealed class PatchWriter(StateStore store)
{
    private const string Staged = ".brtmp";

    /// <summary>Writes the patch's files.</summary>
    /// <returns>The patch, and whether this call wrote it.</returns>
    /// <exception cref="Fault">A file has changed since, or can't be written.</exception>
    public (Patch Patch, bool Written) Apply(string patchId, Confinement root) => Change(patchId, root, PatchState.Applied, static f => (f.PreSha256, f.PostSha256, f.Post));

    /// <summary>Takes an applied patch back.</summary>
    public (Patch Patch, bool Written) Undo(string patchId, Confinement root) => Change(patchId, root, PatchState.Undone, static f => (f.PostSha256, f.PreSha256, f.Pre));

    private (Patch Patch, bool Written) Change(string patchId, Confinement root, PatchState goal, Func<PatchFile, (string From, string To, byte[] Bytes)> side)
    {
        using var only = store.Lock(root);
        var patch = store.Load<Patch>("pat", patchId, "patch");
        if (patch.Root != root.Root)
            throw new Fault("path_outside_root", "The patch belongs to another root.");
        if (patch.State == goal)
            return (patch, false);
        if (goal == PatchState.Undone && patch.State == PatchState.Previewed)
            throw new Fault("not_found", "The patch was not applied.");
        if (goal == PatchState.Applied && !patch.Verification.Holds)
            throw new Fault("patch_not_verified", "The patch doesn't pass its checks; see its verification.");

        var files = patch.Files.Select(f => (File: f, Path: root.Resolve(f.File), Side: side(f))).ToList();

        // A writer that died half-way left some files as they are to be: those are done.
        var open = files.Where(f => Hash(f.Path) is var hash && (hash == f.Side.From || (hash != f.Side.To ? throw Stale(f.File.File) : false))).ToList();
        store.Journal("pat", patchId, patch with { State = PatchState.Applying });
        try
        {
            foreach (var (_, path, change) in open)
                PrivateFiles.Stage(path, path + Staged, change.Bytes, shared: true);
            Replace(open);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Fault)
        {
            store.Save("pat", patchId, patch);
            if (e is Fault)
                throw;
            throw new Fault("write_failed", "A file could not be written, so none was changed.", "Is the disk full, or the folder read-only?");
        }
        finally
        {
            foreach (var (_, path, _) in open.Where(static f => File.Exists(f.Path + Staged)))
                File.Delete(path + Staged);
        }

        var done = patch with { State = goal };
        store.Save("pat", patchId, done);
        return (done, true);
    }

    private static void Replace(List<(PatchFile File, string Path, (string From, string To, byte[] Bytes) Side)> open)
    {
        var written = new List<(string Path, byte[] Before)>();
        var whole = false;
        try
        {
            foreach (var (file, path, side) in open)
            {
                // Looked at again just before: an editor may have saved in between.
                var before = PlainFile.ReadBytes(path);
                if (PatchFile.Hash(before) != side.From)
                    throw Stale(file.File);
                File.Move(path + Staged, path, overwrite: true);
                written.Add((path, before));
            }

            whole = true;
        }
        finally
        {
            if (!whole)
            {
                foreach (var (path, before) in written)
                    PrivateFiles.Write(path, before, shared: true);
            }
        }
    }

    private static string? Hash(string path)
    {
        try
        {
            return PatchFile.Hash(PlainFile.ReadBytes(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static Fault Stale(string file) => new("stale_patch", $"{file} changed since the preview.", "Call preview_fix again.") { Retryable = true };
}
