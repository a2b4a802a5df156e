namespace BackendRules.Cao.Tests;

/// <summary>The files: broken ones, full boxes, disks that refuse, clocks that jump.</summary>
public sealed class OutboxFiles
{
    [Fact]
    public async Task A_file_that_is_not_a_delivery_is_set_aside()
    {
        await using var world = await World.StartAsync();
        var broken = Path.Combine(world.Outbox.Folder, Outbox.IdOf("x") + ".json");
        await File.WriteAllTextAsync(broken, "{\"deliveryId\":");
        Assert.Equal("delivered", (await world.Process().SendAsync(World.Report())).State);
        Assert.False(File.Exists(broken));
        Assert.Equal("{\"deliveryId\":", await File.ReadAllTextAsync(broken + ".unreadable"));
    }

    [Fact]
    public async Task A_full_outbox_says_so_and_gives_the_text_back()
    {
        await using var world = await World.StartAsync();
        world.Down = true;
        for (var i = 0; i < Outbox.MaxOpen; i++)
        {
            Assert.Equal("queued", (await world.Process().SendAsync(World.Report($"rep_{i}") with { Wait = false })).State);
        }

        var more = await world.Process().SendAsync(World.Report("rep_more"));
        Assert.Equal(("rejected", "limit_exceeded"), (more.State, more.Reason));
        Assert.Contains("verdict", more.Text, StringComparison.Ordinal);
        world.Down = false;
        Assert.Equal(0, await world.Process().FlushAsync(now: true));
        Assert.Equal(Enumerable.Range(0, Outbox.MaxOpen).Select(i => InboxLine.Mark(Outbox.IdOf($"rep_{i}"))).Order(), world.Messages.Select(m => m.Split(' ')[1]).Order());
    }

    [Fact]
    public async Task What_cannot_be_written_down_is_not_sent()
    {
        await using var world = await World.StartAsync();
        var file = Path.Combine(world.Outbox.Folder, "a-file");
        await File.WriteAllTextAsync(file, "");
        using var client = world.Client();
        var result = await new Courier(client, new Outbox(Path.Combine(file, "outbox"))).SendAsync(World.Report());
        Assert.Equal(("rejected", "outbox_not_writable"), (result.State, result.Reason));
        Assert.Empty(world.Messages);
    }

    [Fact]
    public async Task Reports_arrive_in_their_order()
    {
        await using var world = await World.StartAsync();
        world.Down = true;
        for (var i = 0; i < 5; i++)
        {
            await world.Process().SendAsync(World.Report($"rep_{i}") with { Wait = false });
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        world.Down = false;
        await world.Process().FlushAsync(now: true);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => InboxLine.Mark(Outbox.IdOf($"rep_{i}"))), world.Messages.Select(m => m.Split(' ')[1]));
    }

    [Fact]
    public async Task A_dropped_delivery_is_forgotten()
    {
        await using var world = await World.StartAsync();
        world.Down = true;
        var result = await world.Process().SendAsync(World.Report());
        Assert.True(world.Outbox.Drop(result.DeliveryId!));
        Assert.False(world.Outbox.Drop(result.DeliveryId!));
        Assert.False(world.Outbox.Drop("../del_0000"));
        world.Down = false;
        Assert.Equal(0, await world.Process().FlushAsync(now: true));
        Assert.Empty(world.Messages);
    }

    [Fact]
    public async Task A_clock_set_back_delays_nothing_for_hours()
    {
        await using var world = await World.StartAsync();
        world.Down = true;
        var result = await world.Process().SendAsync(World.Report());
        world.Down = false;
        var file = Path.Combine(world.Outbox.Folder, result.DeliveryId + ".json");
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, text.Replace("\"nextAttemptAt\":\"2025-01-15", "\"nextAttemptAt\":\"2025-01-17", StringComparison.Ordinal));
        Assert.Equal(0, await world.Process().FlushAsync());
        Assert.Single(world.Messages);
    }

    [Fact]
    public async Task Only_the_owner_may_read_the_outbox()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var world = await World.StartAsync();
        var result = await world.Process().SendAsync(World.Report());
        var mode = File.GetUnixFileMode(Path.Combine(world.Outbox.Folder, result.DeliveryId + ".json"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(world.Outbox.Folder));
    }
}
