using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Build;

/// <summary>Other analyzers, measured in the same run. They are restored from your own sources when asked for, and never shipped.</summary>
internal static class Peers
{
    private static readonly (string Package, string Version)[] s_packages = [("Meziantou.Analyzer", "3.0.321"), ("SecurityCodeScan.VS2019", "5.6.7")];

    /// <summary>The rules of a set that follow values as ours do: by their title, which says "Review code for ... vulnerabilities". They are off unless asked for.</summary>
    public static string[] Taint(ImmutableArray<DiagnosticAnalyzer> analyzers) => analyzers.SelectMany(static analyzer => analyzer.SupportedDiagnostics)
        .Where(static rule => !rule.IsEnabledByDefault && rule.Title.ToString(System.Globalization.CultureInfo.InvariantCulture).StartsWith("Review code for ", StringComparison.Ordinal))
        .Select(static rule => rule.Id).Distinct(StringComparer.Ordinal).ToArray();

    public static IEnumerable<(string Name, string[] Files)> All()
    {
        var sdk = Path.Combine(Cold.Sdk(), "Sdks", "Microsoft.NET.Sdk", "analyzers");
        if (Directory.Exists(sdk))
            yield return ("NetAnalyzers", Directory.GetFiles(sdk, "*NetAnalyzers.dll"));
        var folder = Path.Combine(Tree.Artifacts, "peers");
        Directory.CreateDirectory(folder);
        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props" })
            File.WriteAllText(Path.Combine(folder, file), "<Project />");
        var downloads = string.Concat(s_packages.Select(static p => $"<PackageDownload Include=\"{p.Package}\" Version=\"[{p.Version}]\" />"));
        File.WriteAllText(Path.Combine(folder, "peers.csproj"),
            $"<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>{downloads}</ItemGroup></Project>");
        Shell.Capture("dotnet", folder, "restore", "peers.csproj", "-v", "q");
        foreach (var (package, version) in s_packages)
        {
            var analyzers = Path.Combine(Package.Cache(), package.ToLowerInvariant(), version, "analyzers");
            if (!Directory.Exists(analyzers))
                continue;
            // Packages for several Roslyn versions hold the same assemblies several times: the newest counts.
            var newest = Directory.GetFiles(analyzers, "*.dll", SearchOption.AllDirectories).Where(static file => !file.EndsWith(".resources.dll", StringComparison.Ordinal))
                .GroupBy(static file => Path.GetDirectoryName(file)!).OrderByDescending(static group => group.Key, StringComparer.Ordinal).First();
            yield return (package, newest.Where(static file => !Path.GetFileName(file).Contains("CodeFix", StringComparison.Ordinal)).ToArray());
        }
    }
}
