using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace BackendRules.Workspaces;

/// <summary>One file of a patch.</summary>
public sealed record PatchFile
{
    /// <summary>Relative to the root.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the file that the patch applies to.</summary>
    public required string PreSha256 { get; init; }

    /// <summary>SHA-256 of what it becomes.</summary>
    public required string PostSha256 { get; init; }

    /// <summary>Lines added.</summary>
    public int Added { get; init; }

    /// <summary>Lines removed.</summary>
    public int Removed { get; init; }

    /// <summary>The file before, for undoing.</summary>
    public required byte[] Pre { get; init; }

    /// <summary>The file after.</summary>
    public required byte[] Post { get; init; }

    internal static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

/// <summary>What was checked in memory before the patch was shown.</summary>
public sealed record Verification
{
    /// <summary>Whether there is no new compiler error.</summary>
    public bool Compiles { get; init; }

    /// <summary>New compiler errors.</summary>
    public IReadOnlyList<string> NewCompilerErrors { get; init; } = [];

    /// <summary>Findings that are gone.</summary>
    public IReadOnlyList<string> Fixed { get; init; } = [];

    /// <summary>Findings that were asked for and stay.</summary>
    public IReadOnlyList<string> NotFixed { get; init; } = [];

    /// <summary>Findings that the patch would bring.</summary>
    public IReadOnlyList<string> Introduced { get; init; } = [];

    /// <summary>Why something stays.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether the patch may be applied.</summary>
    [JsonIgnore]
    public bool Holds => Compiles && Fixed.Count > 0 && Introduced.Count == 0;
}

/// <summary>Where a patch stands.</summary>
public enum PatchState
{
    /// <summary>Shown, not written.</summary>
    Previewed,

    /// <summary>Being written; found on disk, it means that the writer died.</summary>
    Applying,

    /// <summary>Written.</summary>
    Applied,

    /// <summary>Written and taken back.</summary>
    Undone,
}

/// <summary>A repair that was computed and checked, and can be applied as a whole and undone.</summary>
public sealed record Patch
{
    /// <summary>The handle.</summary>
    public required string PatchId { get; init; }

    /// <summary>The root that the files are relative to.</summary>
    public required string Root { get; init; }

    /// <summary>The files.</summary>
    public required IReadOnlyList<PatchFile> Files { get; init; }

    /// <summary>All changes as a unified diff.</summary>
    public required string Diff { get; init; }

    /// <summary>What was checked.</summary>
    public required Verification Verification { get; init; }

    /// <summary>Where it stands.</summary>
    public PatchState State { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}
