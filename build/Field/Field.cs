using System.Text.RegularExpressions;

namespace BackendRules.Build;

/// <summary>Runs the rules on a real solution, project or folder, and prints one row for <c>tests/FIELD.md</c>.</summary>
internal static partial class Field
{
    /// <param name="path">A solution, a project, or a folder that holds one of them.</param>
    /// <param name="config">A <c>.globalconfig</c> that raises or lowers rules, or null.</param>
    public static int Run(string path, string? config)
    {
        if (Target(Path.GetFullPath(path)) is not { } target)
        {
            Console.Error.WriteLine($"'{path}' is no solution or project, and no folder that holds exactly one.");
            return 2;
        }

        var rules = Path.Combine(Tree.Artifacts, "field-rules");
        var logs = Path.Combine(Tree.Artifacts, "field");
        Directory.CreateDirectory(logs);
        foreach (var old in Directory.GetFiles(logs, "*.sarif"))
            File.Delete(old);
        var (code, output) = Shell.Capture("dotnet", Tree.Root, "build", Tree.At("src/BackendRules.CodeFixes"), "-c", "Release", "-o", rules, "-v", "q", "--nologo");
        if (code != 0)
        {
            Console.Error.WriteLine(output);
            return 1;
        }

        (_, output) = Shell.Capture("dotnet", Path.GetDirectoryName(target)!, "build", target, "--no-incremental", "-v", "q", "--nologo", "-clp:NoSummary",
            $"-p:CustomAfterMicrosoftCommonTargets={Tree.At("build/inject.targets")}", $"-p:BackendRulesFolder={rules}",
            $"-p:BackendRulesLog={Path.Combine(logs, "field")}", $"-p:BackendRulesConfig={(config is null ? "" : Path.GetFullPath(config))}");
        Report(target, logs, output);
        return 0;
    }

    private static void Report(string target, string logs, string output)
    {
        var folder = Path.GetDirectoryName(target)!;
        var findings = Directory.GetFiles(logs, "*.sarif").SelectMany(log => Finding.Read(log, folder)).Distinct()
            .OrderBy(static f => f.Id, StringComparer.Ordinal).ThenBy(static f => f.File, StringComparer.Ordinal).ThenBy(static f => f.Line).ToArray();
        foreach (var finding in findings)
            Console.WriteLine(finding);
        var sources = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Where(static path => !Generated(path)).ToArray();
        var lines = sources.Sum(static path => File.ReadLines(path).Count());
        var unresolved = CompilerError().Matches(output).Select(static match => match.Groups["file"].Value).Distinct().Count();
        var share = sources.Length == 0 ? 0 : 100.0 * (sources.Length - unresolved) / sources.Length;
        var counts = string.Join(", ", findings.GroupBy(static f => f.Id).Select(static group => $"{group.Key} {group.Count()}"));
        Console.WriteLine();
        Console.WriteLine($"projects analysed: {Directory.GetFiles(logs, "*.sarif").Length}; files: {sources.Length}; files with unresolved code: {unresolved}");
        Console.WriteLine($"| {Path.GetFileName(folder)} | {Commit(folder)} | {lines:N0} | {share:0.0} % | {(counts.Length == 0 ? "none" : counts)} |");
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

    private static bool Generated(string path) =>
        path.Contains("/obj/", StringComparison.Ordinal) || path.Contains("/bin/", StringComparison.Ordinal) || path.EndsWith(".Designer.cs", StringComparison.Ordinal)
        || path.EndsWith(".g.cs", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?<file>.+?)\(\d+,\d+\): error CS\d+", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex CompilerError();
}
