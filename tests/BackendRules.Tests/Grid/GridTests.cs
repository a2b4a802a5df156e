namespace BackendRules.Tests;

public class GridTests
{
    [Fact]
    public async Task Every_source_carrier_and_sink_is_seen_and_every_guard_and_cleaning_silences()
    {
        var cases = Grid.Cases();
        var wrong = await Grid.Wrong(cases);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {cases.Count} come out otherwise:\n" + string.Join('\n', wrong));
    }
}
