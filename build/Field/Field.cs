using System.Text.RegularExpressions;

namespace BackendRules.Build;

/// <summary>Runs the packed package on a real solution, project or folder without touching it, and prints one row for <c>tests/FIELD.md</c>.</summary>
internal static partial class Field
{
    /// <param name="path">A solution, a project, or a folder that holds one of them.</param>
    /// <param name="config">A <c>.globalconfig</c> that raises or lowers rules, or null.</param>
    /// <param name="fix">Whether all fixes are then applied to a copy, which must still compile.</param>
    public static int Run(string path, string? config, bool fix)
    {
        if (Target(Path.GetFullPath(path)) is not { } target)
        {
            Console.Error.WriteLine($"'{path}' is no solution or project, and no folder that holds exactly one.");
            return 2;
        }

        if (Package.Unpack("0.1.0-field") is not { } package)
            return 1;
        var settings = new Dictionary<string, string>
        {
            ["CustomAfterMicrosoftCommonTargets"] = Tree.At("build/inject.targets"),
            ["BackendRulesPackage"] = package,
            ["BackendRulesConfig"] = config is null ? "" : Path.GetFullPath(config),
        };
        var build = Build(target, settings);
        foreach (var finding in build.Findings)
            Console.WriteLine(finding);
        Console.WriteLine();
        Console.WriteLine(Row(target, build));
        return fix ? FieldFix.Run(target, build, settings) : 0;
    }

    /// <summary>Builds with the package; the target's own compiler errors don't end it.</summary>
    public static FieldBuild Build(string target, IReadOnlyDictionary<string, string> settings)
    {
        var logs = Path.Combine(Tree.Artifacts, "field");
        if (Directory.Exists(logs))
            Directory.Delete(logs, recursive: true);
        Directory.CreateDirectory(logs);
        string[] arguments = ["build", target, "--no-incremental", "-v", "q", "--nologo", "-clp:NoSummary", $"-p:BackendRulesLog={Path.Combine(logs, "field")}",
            .. settings.Select(static pair => $"-p:{pair.Key}={pair.Value}")];
        var folder = Path.GetDirectoryName(target)!;
        var (_, output) = Shell.Capture("dotnet", folder, arguments);
        var projects = Directory.GetFiles(logs, "*.sarif");
        var findings = projects.SelectMany(log => Finding.Read(log, folder)).Distinct()
            .OrderBy(static f => f.Id, StringComparer.Ordinal).ThenBy(static f => f.File, StringComparer.Ordinal).ThenBy(static f => f.Line).ToArray();
        var unresolved = CompilerError().Matches(output).Select(static match => match.Groups["file"].Value).Distinct().ToArray();
        return new FieldBuild(findings, [.. projects.Select(static log => Path.GetFileNameWithoutExtension(log)["field.".Length..])], unresolved);
    }

    private static string Row(string target, FieldBuild build)
    {
        var folder = Path.GetDirectoryName(target)!;
        var sources = Directory.GetFiles(folder, "*.csproj", SearchOption.AllDirectories)
            .Where(project => build.Projects.Contains(Path.GetFileNameWithoutExtension(project)))
            .SelectMany(static project => Directory.GetFiles(Path.GetDirectoryName(project)!, "*.cs", SearchOption.AllDirectories))
            .Where(static path => !IsGenerated(path)).Distinct().ToArray();
        var lines = sources.Sum(static path => File.ReadLines(path).Count());
        var share = sources.Length == 0 ? 0 : 100.0 * (sources.Length - build.Unresolved.Count) / sources.Length;
        var counts = string.Join(", ", build.Findings.GroupBy(static f => f.Id).Select(static group => $"{group.Key} {group.Count()}"));
        return $"| {Path.GetFileName(folder)} | {Commit(folder)} | {build.Projects.Count} | {lines:N0} | {share:0.0} % | {(counts.Length == 0 ? "none" : counts)} |";
    }

    private static string? Target(string path)
    {
        if (File.Exists(path))
            return path;
        if (!Directory.Exists(path))
            return null;
        foreach (var pattern in new[] { "*.sln", "*.slnx", "*.csproj" })
        {
            var found = Directory.GetFiles(path, pattern);
            if (found.Length > 0)
                return found.Length == 1 ? found[0] : null;
        }

        return null;
    }

    public static string Commit(string folder)
    {
        var (code, output) = Shell.Capture("git", folder, "rev-parse", "--short", "HEAD");
        return code == 0 ? output.Trim() : "no commit";
    }

    private static bool IsGenerated(string path) =>
        path.Contains("/obj/", StringComparison.Ordinal) || path.Contains("/bin/", StringComparison.Ordinal) || path.EndsWith(".Designer.cs", StringComparison.Ordinal)
        || path.EndsWith(".g.cs", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?<file>.+?)\(\d+,\d+\): error CS\d+", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex CompilerError();
}

/// <summary>What one build of real code said.</summary>
/// <param name="Projects">Names of the projects that were compiled with the package.</param>
/// <param name="Unresolved">Files with errors of the compiler.</param>
internal sealed record FieldBuild(IReadOnlyList<Finding> Findings, IReadOnlyList<string> Projects, IReadOnlyList<string> Unresolved);
