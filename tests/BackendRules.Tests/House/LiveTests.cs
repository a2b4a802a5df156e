namespace BackendRules.Tests;

/// <summary>Asks as an editor does, each document on its own: a rule that the table calls live must speak there.</summary>
public sealed class LiveTests
{
    public static TheoryData<string> Live => new(Rules.Checks.Values.Where(static check => !check.Rule.EndOnly && check.Rule.Id[2] != '0').Select(static check => check.Rule.Id).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Live))]
    public async Task A_live_rule_speaks_while_typing(string id)
    {
        var folder = Path.Combine(Repository.Root, "tests", "BackendRules.Tests", "Rules");
        var page = Directory.GetFiles(folder, id + ".*.md", SearchOption.AllDirectories).Single();
        foreach (var @case in Case.Read(page).Where(static @case => @case.Files.Any(static file => file.Wants.Count > 0)))
        {
            if (await SpecRunner.CountLive(@case) > 0)
                return;
        }

        Assert.Fail($"{id}: no case of its specification is found while typing; declare the rule EndOnly or give it a local trigger.");
    }
}
