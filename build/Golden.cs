namespace BackendRules.Build;

/// <summary>The sample's findings as a file that is reviewed like code.</summary>
internal static class Golden
{
    private static readonly string s_path = Path.Combine(Sample.Shop.Folder, "findings.txt");

    public static int Bless()
    {
        if (!Package.Pack(Package.LocalVersion) || Sample.Shop.Build() is not { } findings)
            return 1;
        File.WriteAllText(s_path, Text(findings));
        Console.WriteLine($"{findings.Count} findings in {Path.GetRelativePath(Tree.Root, s_path)}");
        if ((ToolRun.Missing() ?? NodeTool.Inspector.Missing()) is { } missing)
            Console.WriteLine($"The Inspector's transcript is as it was: {missing}.");
        else
            InspectorTranscript.Bless();
        return 0;
    }

    /// <summary>Names each line in which the findings differ from the file; none when they agree.</summary>
    public static IReadOnlyList<string> Differences()
    {
        if (!Package.Pack(Package.LocalVersion) || Sample.Shop.Build() is not { } findings)
            return ["samples/Shop.Api does not build"];
        var expected = File.ReadAllLines(s_path);
        var actual = Text(findings).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return expected.Except(actual).Select(static line => "no longer found: " + line).Concat(actual.Except(expected).Select(static line => "new: " + line)).ToArray();
    }

    private static string Text(IEnumerable<Finding> findings) => string.Concat(findings.Select(static finding => finding + "\n"));
}
