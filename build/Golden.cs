namespace BackendRules.Build;

/// <summary>The samples' findings as files that are reviewed like code.</summary>
internal static class Golden
{
    private static readonly Sample[] s_samples = [Sample.Shop, Sample.Partners, Sample.Tests, Sample.CustomModels];

    public static int Bless()
    {
        if (!Package.Pack(Package.LocalVersion))
            return 1;
        foreach (var sample in s_samples)
        {
            if (sample.Build() is not { } findings)
                return 1;
            File.WriteAllText(sample.Golden, Text(findings));
            Console.WriteLine($"{findings.Count} findings in {Path.GetRelativePath(Tree.Root, sample.Golden)}");
        }

        if ((ToolRun.Missing() ?? NodeTool.Inspector.Missing()) is { } missing)
            Console.WriteLine($"The Inspector's transcript is as it was: {missing}.");
        else
            InspectorTranscript.Bless();
        return 0;
    }

    /// <summary>Names each line in which the findings differ from the files; none when they agree.</summary>
    public static IReadOnlyList<string> Differences() =>
        Package.Pack(Package.LocalVersion) ? [.. s_samples.SelectMany(Differences)] : ["the package doesn't pack"];

    private static IEnumerable<string> Differences(Sample sample)
    {
        var name = Path.GetFileName(sample.Folder);
        if (sample.Build() is not { } findings)
            return [$"samples/{name} does not build"];
        var expected = File.ReadAllLines(sample.Golden);
        var actual = Text(findings).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return expected.Except(actual).Select(line => $"{name}: no longer found: {line}").Concat(actual.Except(expected).Select(line => $"{name}: new: {line}"));
    }

    private static string Text(IEnumerable<Finding> findings) => string.Concat(findings.Select(static finding => finding + "\n"));
}
