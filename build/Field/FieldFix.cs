namespace BackendRules.Build;

/// <summary>Applies every fix to a copy of real code and builds the copy again.</summary>
internal static class FieldFix
{
    public static int Run(string target, FieldBuild before, IReadOnlyDictionary<string, string> settings)
    {
        // The whole repository, and outside of ours: files above a project, its own or ours, decide how it is built.
        var (found, top) = Shell.Capture("git", Path.GetDirectoryName(target)!, "rev-parse", "--show-toplevel");
        var folder = found == 0 ? top.Trim() : Path.GetDirectoryName(target)!;
        var copy = Path.Combine(Path.GetTempPath(), "backend-rules-field-copy");
        if (Directory.Exists(copy))
            Directory.Delete(copy, recursive: true);
        Copy(folder, copy);
        var copied = Path.Combine(copy, Path.GetRelativePath(folder, target));
        var fixable = before.Findings.Select(static f => f.Id).Distinct().Where(RuleList.Fixable.Contains).ToArray();
        if (fixable.Length == 0)
        {
            Console.WriteLine("No finding has a fix.");
            return 0;
        }

        Shell.Capture("dotnet", copy, settings, "restore", copied);
        Shell.Capture("git", copy, "init", "--quiet");
        Shell.Capture("git", copy, "add", "--all");
        var (code, output) = Shell.Capture("dotnet", copy, settings, ["format", "analyzers", copied, "--no-restore", "--severity", "info", "--diagnostics", .. fixable]);
        if (code != 0)
            Console.Error.WriteLine(output);
        Console.WriteLine(Shell.Capture("git", copy, "diff", "-U1").Output);
        var after = Field.Build(copied, settings);
        foreach (var finding in after.Findings.Where(static f => RuleList.Fixable.Contains(f.Id)))
            Console.WriteLine($"left: {finding}");
        if (before.Projects.Except(after.Projects).ToArray() is { Length: > 0 } missing)
        {
            Console.WriteLine($"The copy wasn't built to the end, so nothing is known of its findings: {string.Join(", ", missing)}");
            return 1;
        }

        var broken = after.Unresolved.Count - before.Unresolved.Count;
        Console.WriteLine($"fixed {before.Findings.Count - after.Findings.Count} of {before.Findings.Count}; files that no longer compile: {broken}");
        foreach (var file in after.Unresolved)
            Console.WriteLine($"does not compile: {file}");
        return broken > 0 ? 1 : 0;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.GetDirectories(from))
        {
            if (Path.GetFileName(folder) is not ("bin" or "obj" or "node_modules" or ".git"))
                Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }
}
