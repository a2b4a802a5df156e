using System.Reflection;

namespace BackendRules.Build;

/// <summary>Where things are in the repository.</summary>
internal static class Tree
{
    public static string Root { get; } = Path.GetFullPath(
        typeof(Tree).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static attribute => attribute.Key == "Root").Value!);

    public static string Rules { get; } = At("src/BackendRules.Analyzers/Rules");

    public static string Specifications { get; } = At("tests/BackendRules.Tests/Rules");

    public static string Artifacts { get; } = At("artifacts");

    public static string At(string relative) => Path.Combine(Root, relative.Replace('/', Path.DirectorySeparatorChar));
}
