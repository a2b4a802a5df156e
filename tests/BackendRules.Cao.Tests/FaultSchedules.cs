using System.Text;

namespace BackendRules.Cao.Tests;

/// <summary>A thousand seeded days on which everything goes wrong, and after which every report is there once.</summary>
public sealed class FaultSchedules
{
    private static readonly Fault[] Faults =
    [
        Fault.None, Fault.None, Fault.DropBefore, Fault.DropAfter, Fault.Error500Before, Fault.Error500After, Fault.GarbageAfter,
        Fault.SuccessFalseAfter, Fault.Slow, Fault.Busy,
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nothing_is_lost_nothing_comes_twice_and_nothing_is_thrown(int quarter)
    {
        await using var cao = await FakeCao.StartAsync();
        var seen = new Dictionary<string, int>();
        for (var seed = quarter * 250; seed < (quarter + 1) * 250; seed++)
        {
            await RunAsync(cao, seed, seen);
        }

        // The schedules are worth something only if they pass through every kind of trouble.
        foreach (var kind in Faults.Select(f => f.ToString()).Concat(["killed", "down", "restart"]))
        {
            Assert.True(seen.GetValueOrDefault(kind) > 20, $"{kind} happened {seen.GetValueOrDefault(kind)} times");
        }
    }

    private static async Task RunAsync(FakeCao cao, int seed, Dictionary<string, int> seen)
    {
        var random = new Random(seed);
        var log = new StringBuilder();
        void Note(string what)
        {
            seen[what] = seen.GetValueOrDefault(what) + 1;
            log.Append(what).Append(' ');
        }

        await using var world = World.Join(cao, $"{seed:x8}");
        var trouble = random.NextDouble();
        cao.CommitsAfter = TimeSpan.FromSeconds(random.Next(0, 28));
        cao.Stall = () =>
        {
            world.Clock.Advance(TimeSpan.FromSeconds(16));
            return Task.CompletedTask;
        };
        cao.Next = _ =>
        {
            var fault = random.NextDouble() < trouble ? Faults[random.Next(Faults.Length)] : Fault.None;
            Note(fault.ToString());
            return fault;
        };
        world.Around = (_, _) =>
        {
            if (random.NextDouble() < trouble * 0.1)
            {
                Note("killed");
                throw new KilledException();
            }
        };

        var reports = random.Next(1, 4);
        var courier = world.Process(seed: seed);
        for (var step = 0; step < reports * 6; step++)
        {
            world.Down = random.NextDouble() < trouble * 0.3;
            if (world.Down)
            {
                Note("down");
            }

            try
            {
                if (random.Next(2) == 0)
                {
                    await courier.SendAsync(World.Report($"rep_{random.Next(reports)}") with { Wait = random.Next(3) > 0 });
                }
                else
                {
                    await courier.FlushAsync(random.Next(2) == 0);
                }
            }
            catch (KilledException)
            {
                courier = world.Process(seed: seed + step);
                Note("restart");
            }

            world.Clock.Advance(TimeSpan.FromSeconds(random.Next(0, 40)));
        }

        // The weather clears.
        world.Down = false;
        cao.Next = _ => Fault.None;
        world.Around = (_, _) => { };
        courier = world.Process(seed: seed);
        for (var i = 0; i < reports; i++)
        {
            await courier.SendAsync(World.Report($"rep_{i}"));
        }

        for (var i = 0; i < 10 && await courier.FlushAsync() > 0; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        var messages = world.Messages;
        for (var i = 0; i < reports; i++)
        {
            var mark = InboxLine.Mark(Outbox.IdOf($"rep_{i}"));
            var count = messages.Count(m => m.Contains(mark, StringComparison.Ordinal));
            Assert.True(count == 1, $"seed {seed}: rep_{i} came {count} times; {log}");
            Assert.Equal("delivered", courier.Get(Outbox.IdOf($"rep_{i}"))!.State);
        }

        Assert.Equal(reports, messages.Count);
    }
}
