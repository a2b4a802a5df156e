namespace BackendRules.Build;

/// <summary>A sample, built against the packed package.</summary>
internal sealed class Sample(string folder)
{
    public string Folder { get; } = folder;

    /// <summary>The findings that were reviewed.</summary>
    public string Golden => Path.Combine(Folder, "findings.txt");

    public static Sample Shop { get; } = new(Tree.At("samples/Shop.Api"));

    /// <summary>A small API whose endpoints are compared with each other.</summary>
    public static Sample Partners { get; } = new(Tree.At("samples/Partners.Api"));

    public static Sample Tests { get; } = new(Tree.At("samples/Shop.Tests"));

    /// <summary>A solution in layers with models, attributes and settings of its own.</summary>
    public static Sample CustomModels { get; } = new(Tree.At("samples/CustomModels"));

    /// <summary>A copy under <c>artifacts</c>, with the settings that samples share.</summary>
    public Sample Copy(string name)
    {
        var target = Path.Combine(Tree.Artifacts, name);
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        var samples = Path.GetDirectoryName(Folder)!;
        Directory.CreateDirectory(target);
        foreach (var file in Directory.GetFiles(samples))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(target, "nuget.config"), File.ReadAllText(Path.Combine(samples, "nuget.config")).Replace("../artifacts", "..", StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(Folder, file);
            if (relative.Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj"))
                continue;
            var copy = Path.Combine(target, Path.GetFileName(Folder), relative);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return new Sample(Path.Combine(target, Path.GetFileName(Folder)));
    }

    /// <summary>Restores and builds; null when it doesn't compile, and then the compiler's words are shown.</summary>
    public IReadOnlyList<Finding>? Build()
    {
        var logs = Path.Combine(Tree.Artifacts, $"{Path.GetFileName(Path.GetDirectoryName(Folder))}.{Path.GetFileName(Folder)}");
        if (Directory.Exists(logs))
            Directory.Delete(logs, recursive: true);
        Directory.CreateDirectory(logs);
        // Errors of the package are findings too: they are read from the log like the rest, and only the compiler's own break this build.
        var (_, output) = Shell.Capture("dotnet", Folder, "build", "--force", "--no-incremental", "-v", "q", "--nologo", $"-p:FindingsFolder={logs}");
        var read = Directory.GetFiles(logs, "*.sarif");
        if (read.Length > 0 && !output.Contains("error CS", StringComparison.Ordinal) && !output.Contains("error NU", StringComparison.Ordinal))
            return [.. read.SelectMany(log => Finding.Read(log, Folder)).Distinct().OrderBy(static f => f.File, StringComparer.Ordinal).ThenBy(static f => f.Line).ThenBy(static f => f.Column)];
        Console.Error.WriteLine(output);
        return null;
    }

    /// <summary>Applies every fix that the package offers, as a user would.</summary>
    public bool Fix(IEnumerable<string> ids)
    {
        var (code, output) = Shell.Capture("dotnet", Folder, ["format", "analyzers", "--no-restore", "--severity", "info", "--diagnostics", .. ids]);
        if (code != 0)
            Console.Error.WriteLine(output);
        return code == 0;
    }
}
