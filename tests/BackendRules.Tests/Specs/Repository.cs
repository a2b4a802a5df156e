using System.Reflection;

namespace BackendRules.Tests;

/// <summary>Where the repository is, so that pages are read where they are written.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Metadata("Root"));

    public static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');
}
