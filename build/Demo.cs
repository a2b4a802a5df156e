namespace BackendRules.Build;

/// <summary>The main job: the package finds and fixes the faults of the sample, and shows both.</summary>
internal static class Demo
{
    public static int Run()
    {
        Console.WriteLine("Packing BackendRules.Analyzers ...");
        if (!Package.Pack(Package.LocalVersion))
            return 1;
        var copy = Sample.Shop.Copy("demo");
        Console.WriteLine("Building samples/Shop.Api against the package ...\n");
        if (copy.Build() is not { } found)
            return 1;
        foreach (var finding in found)
            Show(finding, copy.Folder);
        Console.WriteLine($"{found.Count} findings of {found.Select(static f => f.Id).Distinct().Count()} rules.\n");

        Console.WriteLine("Applying every fix to a copy ...");
        var before = Sources(copy.Folder);
        if (!copy.Fix(found.Select(static f => f.Id).Distinct()))
            return 1;
        Changes.Print(before, Sources(copy.Folder), copy.Folder);
        if (copy.Build() is not { } left)
        {
            Console.Error.WriteLine("The repaired copy does not compile.");
            return 1;
        }

        Console.WriteLine($"\nThe repaired copy compiles. {found.Count - left.Count} findings are gone, {left.Count} are left:\n");
        foreach (var finding in left)
        {
            Console.WriteLine($"  {finding.Id} {finding.File}:{finding.Line}  {finding.Message}");
            Console.WriteLine($"      {Reason(finding.Id)}");
        }

        return 0;
    }

    private static string Reason(string id) =>
        RuleList.Fixable.Contains(id)
            ? "left because the repair needs a decision here; the page says which"
            : "left because no automatic change is right for this rule; the page says what to do";

    private static void Show(Finding finding, string folder)
    {
        Console.WriteLine($"{finding.File}({finding.Line},{finding.Column}): {finding.Level} {finding.Id}");
        var path = Path.Combine(folder, finding.File);
        if (finding.Line > 0 && File.Exists(path))
        {
            var line = File.ReadLines(path).Skip(finding.Line - 1).FirstOrDefault() ?? "";
            var end = finding.EndLine == finding.Line ? Math.Min(finding.EndColumn - 1, line.Length) : line.TrimEnd().Length;
            Console.WriteLine($"  {finding.Line,4} | {line}");
            Console.WriteLine($"       | {new string(' ', Math.Max(0, finding.Column - 1))}{new string('^', Math.Max(1, end - finding.Column + 1))}");
        }

        Console.WriteLine($"       = {finding.Message}\n");
    }

    private static Dictionary<string, string> Sources(string folder) =>
        Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(folder, path).StartsWith("obj", StringComparison.Ordinal))
            .ToDictionary(static path => path, File.ReadAllText);
}
