namespace BackendRules.Workspaces.Tests;

/// <summary>Every pair of the pages, and that every rule has enough of them.</summary>
public sealed class ContractRules
{
    private const string Folder = "Contracts/Pages";

    public static IEnumerable<object[]> Pairs => ContractPage.Cases(Folder);

    [Theory, MemberData(nameof(Pairs))]
    public void A_change_is_said_as_the_page_wants(string page, int index, string heading)
    {
        var pair = ContractPage.Read(Folder, page).ElementAt(index);
        Assert.Equal(heading, pair.Heading);
        var difference = Contract.Compare(Read(pair.Before, pair.FilesBefore), Read(pair.After, pair.FilesAfter));
        ContractPage.Match(pair.Wanted, [.. difference.Changes.Select(static change => $"{change.Id} {change.Level.ToString().ToLowerInvariant()} {change.Subject}: {change.Message}")]);
        foreach (var change in difference.Changes)
        {
            Assert.Contains("; ", change.Message, StringComparison.Ordinal);
            Assert.Equal(16, change.Fingerprint.Length);
        }

        Assert.Empty(Contract.Compare(Read(pair.After, pair.FilesAfter), Read(pair.After, pair.FilesAfter)).Changes);
    }

    [Fact]
    public void Every_rule_has_two_pairs_that_fire_and_two_that_stay_silent()
    {
        var pairs = Directory.GetFiles(Path.Combine(Sources.Root, "tests/BackendRules.Workspace.Tests", Folder), "*.md").SelectMany(page => ContractPage.Read(Folder, Path.GetFileName(page))).ToList();
        var lacking = ContractRule.All.Where(rule => pairs.Count(pair => pair.Wanted.Any(line => line.StartsWith(rule.Id, StringComparison.Ordinal))) < 2
            || pairs.Count(pair => pair.Heading.StartsWith(rule.Id, StringComparison.Ordinal) && !pair.Wanted.Any(line => line.StartsWith(rule.Id, StringComparison.Ordinal))) < 2).Select(static rule => rule.Id);
        Assert.Equal([], lacking);
    }

    private static ApiContract Read(IReadOnlyList<string> sources, IReadOnlyList<(string Path, string Text)> files) => Contract.Read([Sources.Page(string.Join("\n", sources), texts: files)]);
}
