using System.IO.Compression;

namespace BackendRules.Build;

/// <summary>The package as a local feed serves it to the samples.</summary>
internal static class Package
{
    public const string LocalVersion = "0.1.0-local";

    /// <summary>Packs into <c>artifacts</c>. NuGet caches by version, so the cached copy of this version goes first.</summary>
    public static bool Pack(string version)
    {
        var (code, output) = Shell.Capture("dotnet", Tree.Root, "pack", Tree.At("src/BackendRules.Package"), "-c", "Release", "-o", Tree.Artifacts,
            $"-p:Version={version}", "-v", "q", "--nologo");
        if (code != 0)
        {
            Console.Error.WriteLine(output);
            return false;
        }

        var cached = Path.Combine(Cache(), "backendrules.analyzers", version);
        if (Directory.Exists(cached))
            Directory.Delete(cached, recursive: true);
        return true;
    }

    /// <summary>Packs and unpacks, for builds that take the package in through <c>inject.targets</c>; null when it doesn't pack.</summary>
    public static string? Unpack(string version)
    {
        if (!Pack(version))
            return null;
        var folder = Path.Combine(Tree.Artifacts, version);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        ZipFile.ExtractToDirectory(Path.Combine(Tree.Artifacts, $"BackendRules.Analyzers.{version}.nupkg"), folder);
        return folder;
    }

    public static string Cache()
    {
        // "global-packages: /path/" is the only line.
        var (_, output) = Shell.Capture("dotnet", Tree.Root, "nuget", "locals", "global-packages", "--list");
        return output[(output.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
