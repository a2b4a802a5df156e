namespace BackendRules.Cao.Tests;

/// <summary>Where we connect to, who we are, and which way a report takes.</summary>
public sealed class Settings
{
    [Theory]
    [InlineData(null, null, "http://127.0.0.1:9889/")]
    [InlineData("0.0.0.0", "9000", "http://127.0.0.1:9000/")]
    [InlineData("localhost", null, "http://localhost:9889/")]
    [InlineData("::1", null, "http://[::1]:9889/")]
    [InlineData("10.0.0.5", null, null)]
    [InlineData("127.0.0.1", "70000", null)]
    [InlineData("127.0.0.1", "-1", null)]
    [InlineData("evil.example/@127.0.0.1", null, null)]
    public void Host_and_port(string? host, string? port, string? address)
    {
        var settings = CaoSettings.Read(n => n == "CAO_API_HOST" ? host : n == "CAO_API_PORT" ? port : null);
        Assert.Equal(address, settings.Address?.AbsoluteUri);
        Assert.Equal(address is null ? 1 : 0, settings.Problems.Count);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1234", false, "http://127.0.0.1:1234/")]
    [InlineData("https://cao.example", false, null)]
    [InlineData("https://cao.example", true, "https://cao.example/")]
    [InlineData("http://cao.example", true, null)]
    [InlineData("file:///etc/passwd", true, null)]
    [InlineData("http://user:secret@127.0.0.1:1", false, null)]
    public void Url(string url, bool allowRemote, string? address)
        => Assert.Equal(address, CaoSettings.Read(_ => null, url, allowRemote).Address?.AbsoluteUri);

    [Fact]
    public void A_token_is_not_printed()
        => Assert.DoesNotContain("hunter2", CaoSettings.Read(n => n == "CAO_AUTH_LOCAL_TOKEN" ? "hunter2" : null).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("not-an-id", "bbbb0002", "return-to-caller", "not_in_cao")]
    [InlineData(null, "bbbb0002", "return-to-caller", "not_in_cao")]
    [InlineData("aaaa0001", null, "return-to-caller", "no_supervisor")]
    [InlineData("aaaa0001", "aaaa0001", "return-to-caller", "receiver_is_self")]
    [InlineData("dead0000", "bbbb0002", "return-to-caller", "not_in_cao")]
    [InlineData(null, "bbbb0002", "rejected", "not_in_cao")]
    [InlineData("aaaa0001", null, "rejected", "no_supervisor")]
    [InlineData("aaaa0001", "aaaa0001", "rejected", "receiver_is_self")]
    public async Task Without_a_supervisor_the_text_goes_back_unless_the_inbox_was_demanded(string? own, string? caller, string state, string? reason)
    {
        await using var world = await World.StartAsync();
        world.Cao.Terminals["aaaa0001"] = new Terminal("aaaa0001", caller, "processing");
        var courier = world.Process(v =>
        {
            v["CAO_TERMINAL_ID"] = own ?? "";
            v["BACKENDRULES_DELIVERY"] = state == "rejected" ? "inbox" : "auto";
        });
        var result = await courier.SendAsync(World.Report());
        Assert.Equal((state, reason), (result.State, result.Reason));
        Assert.Contains("verdict compatible", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Cao.Requests, r => r.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_blocking_handoff_gets_the_text_and_no_message()
    {
        await using var world = await World.StartAsync();
        var result = await world.Process().SendAsync(World.Report() with { Channel = DeliveryChannel.Return });
        Assert.Equal("return-to-caller", result.State);
        Assert.Empty(world.Cao.Requests);
        Assert.Equal("return-to-caller", world.Process().Get(result.DeliveryId!)!.State);
    }

    [Fact]
    public async Task What_was_handed_back_is_sent_only_when_that_is_asked_for()
    {
        await using var world = await World.StartAsync();
        await world.Process(v => v["CAO_TERMINAL_ID"] = "").SendAsync(World.Report());
        var again = await world.Process().SendAsync(World.Report());
        Assert.Equal(("return-to-caller", "already_returned"), (again.State, again.Reason));
        Assert.Empty(world.Messages);
        Assert.Equal("delivered", (await world.Process().SendAsync(World.Report() with { Channel = DeliveryChannel.Inbox })).State);
        Assert.Single(world.Messages);

        // The text of what the supervisor has can be had again; another way for it is another call.
        Assert.Equal("duplicate", (await world.Process().SendAsync(World.Report() with { Channel = DeliveryChannel.Return })).State);
        Assert.Single(world.Messages);
    }

    [Fact]
    public async Task Doctor_says_who_would_get_a_report_and_why_nobody_would()
    {
        await using var world = await World.StartAsync();
        var fine = await world.Process().CheckAsync();
        Assert.Equal((true, null, "bbbb0002", "idle"), (fine.Reachable, fine.Reason, fine.Supervisor, fine.SupervisorStatus));
        world.Cao.Token = "secret";
        Assert.Equal("auth_required", (await world.Process().CheckAsync()).Reason);
        world.Cao.Token = null;
        world.Cao.Terminals.Remove("bbbb0002", out _);
        Assert.Equal("receiver_unknown", (await world.Process().CheckAsync()).Reason);
        Assert.Equal("not_in_cao", (await world.Process(v => v["CAO_TERMINAL_ID"] = "").CheckAsync()).Reason);
        world.Down = true;
        var down = await world.Process().CheckAsync();
        Assert.Equal((false, "not_reachable"), (down.Reachable, down.Reason));
        var remote = await world.Process(host: "192.0.2.1").CheckAsync();
        Assert.Equal("address_not_allowed", remote.Reason);
        Assert.Single(remote.Problems);
    }
}
