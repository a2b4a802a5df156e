namespace BackendRules.Cao.Tests;

/// <summary>The one line: what may be in it, and how long it gets.</summary>
public sealed class Lines
{
    private static readonly string Head = InboxLine.Head("rep_1", InboxLine.Mark(Outbox.IdOf("rep_1")), "aaaa0001", 1);

    [Fact]
    public void It_says_what_the_report_says()
    {
        var summary = World.Report().Summary with { Unresolved = 1, TestsPassed = 214 };
        Assert.Equal(
            "verdict compatible for Shop.slnx - 1 endpoints: changes, 2 added - 2 schema: none - not resolved: 1 - tests reported by the agent: 214 passed, 0 failed"
            + " - new findings: BR1001 x2 - full report /var/lib/reports/rep_1.md",
            InboxLine.Body(summary, Head, "aaaa0001"));
    }

    [Fact]
    public void It_says_against_what_and_that_something_is_missing()
    {
        var summary = World.Report().Summary with { Base = "3fa2c1b", IsIncomplete = true, IsStale = true };
        Assert.StartsWith("verdict compatible for Shop.slnx against 3fa2c1b - analysis INCOMPLETE - STALE, sources have changed since - 1 endpoints: changes", InboxLine.Body(summary, Head, "aaaa0001"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Shop\u001b[201~\nrm -rf /")]
    [InlineData("$(touch x)`id`;a|b&c>d<e'f\"g\\h!i*j?k#l~m{n}(o)[p]^")]
    [InlineData("\u202eright\u2066 to left\u200b\u0085\U000E0041")]
    [InlineData("\0\u009bend\ud800")]
    public void Names_cannot_act(string name)
    {
        var summary = new ReportSummary(name, name, name)
        {
            Parts = [new ReportPart(name, name, [new(name, 1)])],
            Rules = [new RuleCount(name, 1)],
            Files = ["/a/" + name],
        };
        var line = InboxLine.Head(name, InboxLine.Mark(Outbox.IdOf(name)), "aaaa0001", 1) + InboxLine.Body(summary, "", "aaaa0001");
        Assert.All(line.EnumerateRunes(), r => Assert.True(
            System.Text.Rune.IsLetterOrDigit(r) || " -_.,:/+=%".Contains(r.ToString(), StringComparison.Ordinal), $"U+{r.Value:X4}"));
        Assert.StartsWith("BackendRules key=del_", line, StringComparison.Ordinal);
        Assert.EndsWith("full report by its id with backend-rules", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(2_000)]
    [InlineData(30_000)]
    public async Task It_stays_short_enough_for_a_request_target(int length)
    {
        await using var world = await World.StartAsync();
        var summary = World.Report().Summary with
        {
            Subject = new string('日', length),
            Rules = [.. Enumerable.Range(1000, length).Select(i => new RuleCount($"BR{i}", i))],
            Files = [.. Enumerable.Range(0, 9).Select(i => $"/{new string('ж', length / 10)}/{i}.md")],
        };
        var result = await world.Process().SendAsync(new DeliveryRequest(summary));
        Assert.Equal("delivered", result.State);
        Assert.All(world.Cao.Targets, t => Assert.True(t.Length < 8000, $"{t.Length}"));
        Assert.Equal(result.Text, Assert.Single(world.Messages));
    }

    [Fact]
    public async Task The_client_itself_refuses_what_is_too_long()
    {
        await using var world = await World.StartAsync();
        var reply = await world.Client().PostInboxAsync("bbbb0002", "aaaa0001", new string('x', 8000));
        Assert.Equal((CaoOutcome.Refused, "message_too_large"), (reply.Outcome, reply.Reason));
        Assert.Empty(world.Cao.Requests);
    }
}
