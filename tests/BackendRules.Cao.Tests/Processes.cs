using System.Diagnostics;

namespace BackendRules.Cao.Tests;

/// <summary>Real processes: killed while they send, and two at once.</summary>
public sealed class Processes
{
    private const int Reports = 60;

    [Fact]
    public async Task Killed_workers_lose_nothing_and_repeat_nothing()
    {
        await using var world = await World.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            using var worker = Start(world);
            await worker.StandardOutput.ReadLineAsync();
            await Task.Delay(15 + (40 * i));
            worker.Kill();
            await worker.WaitForExitAsync();
        }

        await AssertEachOnceAsync(world);
    }

    [Fact]
    public async Task Two_workers_with_one_outbox_send_each_report_once()
    {
        await using var world = await World.StartAsync();
        using var one = Start(world);
        using var two = Start(world);
        await Task.WhenAll(one.WaitForExitAsync(), two.WaitForExitAsync());
        Assert.Equal((0, 0), (one.ExitCode, two.ExitCode));
        await AssertEachOnceAsync(world);
    }

    private static async Task AssertEachOnceAsync(World world)
    {
        // The processes lived on the real clock; what they left unclear has settled by now.
        world.Clock.SetUtcNow(DateTimeOffset.UtcNow.AddMinutes(5));
        var courier = world.Process();
        for (var i = 0; i < Reports; i++)
        {
            await courier.SendAsync(World.Report($"rep_{i}"));
        }

        for (var i = 0; i < 5 && await courier.FlushAsync(now: true) > 0; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var marks = world.Messages.Select(m => m.Split(' ')[1]).ToList();
        Assert.Equal(Reports, marks.Count);
        Assert.Equal(Enumerable.Range(0, Reports).Select(i => InboxLine.Mark(Outbox.IdOf($"rep_{i}"))).Order(), marks.Order());
    }

    private static Process Start(World world)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(Program).Assembly.Location, world.Cao.Address.AbsoluteUri, world.Outbox.Folder, $"{Reports}" })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
