namespace BackendRules.Tests;

/// <summary>The samples show every rule, and each fault says of itself what it is there for. That they are found is the golden files' to say.</summary>
public sealed class SampleTests
{
    /// <summary>Nobody writes by hand what is too large to be followed.</summary>
    private static readonly string[] s_unshown = ["BR0003"];

    [Fact]
    public void Every_rule_has_a_fault_in_a_sample() =>
        Assert.Equal(s_unshown, Rules.Checks.Keys.Except(Goldens.SelectMany(Ids)).Order(StringComparer.Ordinal));

    [Fact]
    public void Faults_are_named_where_they_stand()
    {
        // CustomModels is about models and speaks in prose.
        foreach (var sample in Goldens.GroupBy(static golden => Path.GetDirectoryName(golden)!).Where(static sample => Path.GetFileName(sample.Key) != "CustomModels"))
        {
            var text = string.Concat(Directory.EnumerateFiles(sample.Key, "*", SearchOption.AllDirectories).Where(static file => Path.GetExtension(file) is ".cs" or ".json" or ".editorconfig" or ".taint").Select(File.ReadAllText));
            // What a property in MSBuild says has no place in the sample's own files.
            Assert.Equal([], sample.SelectMany(Ids).Distinct().Where(id => id != "BR2021" && !text.Contains(id, StringComparison.Ordinal)).Select(id => $"{Repository.Relative(sample.Key)} has no word about {id}"));
        }
    }

    private static string[] Goldens => Directory.GetFiles(Path.Combine(Repository.Root, "samples"), "findings.txt", SearchOption.AllDirectories);

    private static IEnumerable<string> Ids(string golden) => File.ReadAllLines(golden).Select(static line => line.Split(' ')[0]);
}
