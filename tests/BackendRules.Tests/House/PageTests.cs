using BackendRules.Build;

namespace BackendRules.Tests;

/// <summary>The examples of the pages that people read: violations fire, repairs and look-alikes stay silent, all of it compiles.</summary>
public sealed class PageTests
{
    public static TheoryData<string> Pages => new(Rules.Checks.Values
        .Select(static check => $"{check.Rule.Family}/{check.Rule.Id}.{check.Rule.Name}.md").Where(static page => File.Exists(Path.Combine(Tree.Rules, page))).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Pages))]
    public async Task Examples_do_what_the_page_says(string page)
    {
        var cases = Case.Read(Path.Combine(Tree.Rules, page));
        Assert.Contains(cases, static @case => @case.Heading == "Violation");
        foreach (var @case in cases)
        {
            var seen = await SpecRunner.See(@case);
            var errors = seen.Where(static d => d.Id.StartsWith("CS", StringComparison.Ordinal));
            Assert.True(!errors.Any(), $"{@case.Place}: {string.Join('\n', errors)}");
            if (@case.Heading == "Violation")
                Assert.True(seen.Length > 0, $"{@case.Place}: the violation is not found.");
            else
                Assert.True(seen.Length == 0, $"{@case.Place}: {string.Join('\n', seen)}");
        }
    }
}
