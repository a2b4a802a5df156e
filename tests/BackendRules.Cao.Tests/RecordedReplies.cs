using System.Text.Json;

namespace BackendRules.Cao.Tests;

/// <summary>Each reply that the real orchestrator was seen to give, and what becomes of a report then.</summary>
public sealed class RecordedReplies
{
    [Fact]
    public async Task A_report_reaches_the_caller_of_our_terminal()
    {
        await using var world = await World.StartAsync();
        var result = await world.Process().SendAsync(World.Report());
        Assert.Equal("delivered", result.State);
        Assert.Equal("bbbb0002", result.To);
        Assert.Equal(1, result.MessageId);
        Assert.Equal("pending", result.InboxStatus);
        var row = Assert.Single(world.Cao.Inbox("bbbb0002"));
        Assert.Equal(result.Text, row.Message);
        Assert.Equal("aaaa0001", row.SenderId);
    }

    [Theory]
    [InlineData("delivered")]
    [InlineData("failed")]
    public async Task What_became_of_the_message_is_asked_until_it_is_known(string status)
    {
        await using var world = await World.StartAsync();
        var courier = world.Process();
        var sent = await courier.SendAsync(World.Report());
        Assert.Equal("pending", (await courier.LookAsync(sent.DeliveryId!))?.InboxStatus);
        world.Cao.Mark(sent.MessageId!.Value, status);
        Assert.Equal(status, (await courier.LookAsync(sent.DeliveryId!))?.InboxStatus);
        world.Cao.Requests.Clear();
        Assert.Equal(("delivered", status), (await world.Process().LookAsync(sent.DeliveryId!)) is { } kept ? (kept.State, kept.InboxStatus) : default);
        Assert.Empty(world.Cao.Requests);
        Assert.Null(await courier.LookAsync("del_0"));
    }

    [Fact]
    public async Task The_same_report_again_sends_nothing()
    {
        await using var world = await World.StartAsync();
        var first = await world.Process().SendAsync(World.Report());
        world.Cao.Requests.Clear();
        var second = await world.Process().SendAsync(World.Report());
        Assert.Equal("duplicate", second.State);
        Assert.Equal(first.DeliveryId, second.DeliveryId);
        Assert.Equal(first.MessageId, second.MessageId);
        Assert.DoesNotContain(world.Cao.Requests, r => r.StartsWith("POST", StringComparison.Ordinal));
        Assert.Single(world.Messages);
    }

    [Fact]
    public async Task Another_content_under_the_same_key_is_refused()
    {
        await using var world = await World.StartAsync();
        await world.Process().SendAsync(World.Report());
        var second = await world.Process().SendAsync(World.Report(verdict: "breaking"));
        Assert.Equal(("rejected", "idempotency_conflict"), (second.State, second.Reason));
        Assert.Single(world.Messages);
    }

    [Theory]
    [InlineData(Fault.DropAfter)]
    [InlineData(Fault.Error500After)]
    [InlineData(Fault.GarbageAfter)]
    [InlineData(Fault.SuccessFalseAfter)]
    public async Task What_was_stored_without_an_answer_is_found_and_not_sent_again(Fault fault)
    {
        await using var world = await World.StartAsync();
        world.Cao.Next = r => r.Method == "POST" ? fault : Fault.None;
        var result = await world.Process().SendAsync(World.Report());
        Assert.Equal("delivered", result.State);
        Assert.Equal(1, world.Cao.Requests.Count(r => r.StartsWith("POST", StringComparison.Ordinal)));
        Assert.Single(world.Messages);
    }

    [Theory]
    [InlineData(Fault.DropBefore)]
    [InlineData(Fault.Error500Before)]
    public async Task What_was_not_stored_is_sent_again_once_that_is_sure(Fault fault)
    {
        await using var world = await World.StartAsync();
        var first = true;
        world.Cao.Next = r => r.Method == "POST" && first && !(first = false) ? fault : Fault.None;
        var result = await world.Process().SendAsync(World.Report());
        Assert.Equal("unknown", result.State);
        Assert.Empty(world.Messages);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await world.Process().FlushAsync());
        Assert.Contains("attempt=2", Assert.Single(world.Messages), StringComparison.Ordinal);
        Assert.False(world.Process().Get(result.DeliveryId!)!.MayBeTwice);
    }

    [Fact]
    public async Task A_message_stored_after_we_stopped_waiting_is_not_sent_again()
    {
        await using var world = await World.StartAsync();
        world.Cao.CommitsAfter = TimeSpan.FromSeconds(20);
        world.Cao.Next = r => r.Method == "POST" ? Fault.Slow : Fault.None;
        world.Cao.Stall = () =>
        {
            world.Clock.Advance(TimeSpan.FromSeconds(16));
            return Task.CompletedTask;
        };
        var result = await world.Process().SendAsync(World.Report());
        Assert.Equal("unknown", result.State);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await world.Process().FlushAsync());
        Assert.Single(world.Messages);
        Assert.Equal("delivered", world.Process().Get(result.DeliveryId!)!.State);
    }

    [Fact]
    public async Task A_200_that_stored_less_is_no_delivery()
    {
        await using var world = await World.StartAsync();
        world.Cao.Next = r => r.Method == "POST" ? Fault.Truncate : Fault.None;
        var result = await world.Process().SendAsync(World.Report());
        Assert.Equal(("rejected", "truncated"), (result.State, result.Reason));
    }

    [Fact]
    public async Task A_supervisor_who_is_gone_is_not_tried_again()
    {
        await using var world = await World.StartAsync();
        world.Cao.Terminals.Remove("bbbb0002", out _);
        var result = await world.Process().SendAsync(World.Report());
        Assert.Equal(("rejected", "receiver_unknown"), (result.State, result.Reason));
        Assert.Equal(0, await world.Process().FlushAsync(now: true));
        Assert.Equal(1, world.Cao.Requests.Count(r => r.StartsWith("POST", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(null, false, "auth_required")]
    [InlineData("wrong", false, "auth_failed")]
    [InlineData("right", true, "auth_failed")]
    public async Task A_token_that_does_not_do_blocks_until_it_does(string? token, bool readOnly, string reason)
    {
        await using var world = await World.StartAsync();
        (world.Cao.Token, world.Cao.ReadOnlyToken) = ("right", readOnly);
        var result = await world.Process(v => Set(v, "CAO_AUTH_LOCAL_TOKEN", token)).SendAsync(World.Report());
        Assert.Equal(("blocked", reason), (result.State, result.Reason));
        Assert.Empty(world.Messages);
        world.Cao.ReadOnlyToken = false;
        Assert.Equal(0, await world.Process(v => Set(v, "CAO_AUTH_LOCAL_TOKEN", "right")).FlushAsync(now: true));
        Assert.Single(world.Messages);
    }

    [Fact]
    public async Task A_busy_server_is_left_alone_for_as_long_as_it_asks()
    {
        await using var world = await World.StartAsync();
        var first = true;
        world.Cao.Next = r => r.Method == "POST" && first && !(first = false) ? Fault.Busy : Fault.None;
        var start = world.Clock.GetUtcNow();
        Assert.Equal("delivered", (await world.Process().SendAsync(World.Report())).State);
        Assert.True(world.Clock.GetUtcNow() - start >= TimeSpan.FromSeconds(2));
        Assert.Single(world.Messages);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var world = await World.StartAsync();
        world.Cao.Next = r => r.Method == "POST" ? Fault.Redirect : Fault.None;
        var result = await world.Process().SendAsync(World.Report());
        Assert.Equal(("blocked", "unexpected_redirect"), (result.State, result.Reason));
        Assert.DoesNotContain(world.Cao.Requests, r => r.EndsWith("/health", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_is_down_queues_and_a_later_process_delivers()
    {
        await using var world = await World.StartAsync();
        world.Down = true;
        var result = await world.Process().SendAsync(World.Report());
        Assert.Equal(("queued", "not_reachable", 0), (result.State, result.Reason, result.Attempts));
        Assert.NotNull(result.NextAttemptAt);
        Assert.True(InboxLine.IsSafe(result.Text));
        world.Down = false;
        Assert.Equal(0, await world.Process().FlushAsync(now: true));
        Assert.Contains("attempt=1", Assert.Single(world.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_inbox_hides_the_newest_so_the_message_says_its_attempt()
    {
        await using var world = await World.StartAsync();
        world.Cao.Fill("bbbb0002", 100, "pending");
        var first = true;
        world.Cao.Next = r => r.Method == "POST" && first && !(first = false) ? Fault.DropAfter : Fault.None;
        var result = await world.Process().SendAsync(World.Report());
        Assert.Equal("unknown", result.State);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await world.Process().FlushAsync());
        Assert.True(world.Process().Get(result.DeliveryId!)!.MayBeTwice);
        Assert.Equal(["attempt=1", "attempt=2"], world.Messages.Skip(100).Select(m => m.Split(' ')[2]));
    }

    [Fact]
    public async Task Nothing_is_given_up_before_a_day_of_silence()
    {
        await using var world = await World.StartAsync();
        world.Down = true;
        var result = await world.Process().SendAsync(World.Report());
        for (var hour = 0; hour < 23; hour++)
        {
            world.Clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal(1, await world.Process().FlushAsync());
        }

        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, await world.Process().FlushAsync());
        Assert.Equal("dead", world.Process().Get(result.DeliveryId!)!.State);
    }

    [Fact]
    public async Task A_workflow_step_takes_the_report_as_its_output_and_a_repeat_does_no_harm()
    {
        await using var world = await World.StartAsync();
        var first = true;
        world.Cao.Next = r => r.Method == "POST" && first && !(first = false) ? Fault.DropAfter : Fault.None;
        using var json = JsonDocument.Parse("""{"verdict":"compatible"}""");
        var result = await world.Process(InStep).SendAsync(World.Report() with { Output = json.RootElement });
        Assert.Equal(("delivered", DeliveryChannel.Workflow), (result.State, result.Channel!.Value));
        Assert.Equal("""{"output":{"verdict":"compatible"}}""", Assert.Single(world.Cao.StepOutputs).Value);
        Assert.Equal("run 1/step-2", world.Cao.StepOutputs.Keys.Single());
    }

    [Fact]
    public async Task An_output_that_does_not_fit_the_step_is_rejected()
    {
        await using var world = await World.StartAsync();
        world.Cao.StepOutputFits = false;
        using var json = JsonDocument.Parse("{}");
        var result = await world.Process(InStep).SendAsync(World.Report() with { Output = json.RootElement });
        Assert.Equal(("rejected", "not_validated"), (result.State, result.Reason));
        using var large = JsonDocument.Parse($"\"{new string('x', 40_000)}\"");
        var tooLarge = await world.Process(InStep).SendAsync(World.Report("rep_2") with { Output = large.RootElement });
        Assert.Equal(("rejected", "message_too_large"), (tooLarge.State, tooLarge.Reason));
    }

    private static void InStep(Dictionary<string, string> variables)
    {
        variables["CAO_WORKFLOW_RUN_ID"] = "run 1";
        variables["CAO_WORKFLOW_STEP_ID"] = "step-2";
    }

    private static void Set(Dictionary<string, string> variables, string name, string? value)
    {
        if (value is not null)
        {
            variables[name] = value;
        }
    }
}
