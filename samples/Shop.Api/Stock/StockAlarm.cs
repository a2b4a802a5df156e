namespace Shop.Stock;

public interface IStockAlarm
{
    Task Check();
}

public interface IPager
{
    Task Page(string text);
}

public class Pager(ILogger<Pager> logger) : IPager
{
    public Task Page(string text)
    {
        // BR4013: nobody finds this in the log, and it has no level.
        Console.WriteLine("Paging: " + text);
        logger.LogWarning("Paging about {Subject}", text);
        return Task.CompletedTask;
    }
}

/// <summary>Each fault stands beside the right way to do it.</summary>
public class StockAlarm(IServiceProvider services, IPager pager, ILogger<Pager> logger) : IStockAlarm
{
    public async Task Check()
    {
        // BR8004: the constructor doesn't say that this is needed.
        var stock = services.GetRequiredService<IStockService>();
        if ((await stock.Totals(CancellationToken.None))[1] == 0)
            await pager.Page("Nothing is left");

        // BR8007: the container makes pagers, with whatever they need next year.
        await new Pager(logger).Page("Checked");
    }
}
