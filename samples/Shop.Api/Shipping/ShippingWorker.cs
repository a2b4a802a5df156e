using System.Threading.Channels;
using Shop.Stock;

namespace Shop.Shipping;

public sealed record Parcel(int OrderId, string Carrier);

/// <summary>Sends what was ordered. Each fault stands beside the right way to do it.</summary>
public class ShippingWorker(ChannelReader<Parcel> parcels, IParcelStore store, ILogger<ShippingWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // BR4009: which of these lines belong to one parcel?
        await foreach (var parcel in parcels.ReadAllAsync(stoppingToken))
        {
            logger.LogInformation("Packing");
            await Task.Delay(10, stoppingToken);
            logger.LogInformation("Packed");
        }

        // BR3007: one parcel that can't be sent ends the worker, and with it the host.
        while (!stoppingToken.IsCancellationRequested)
        {
            await store.Send(stoppingToken);
            await Task.Delay(TimeSpan.FromSeconds(5), stoppingToken);
        }
    }
}

public interface IParcelStore
{
    Task Send(CancellationToken cancellation);
}

public class ParcelStore(IStockService stock, ILogger<ParcelStore> logger) : IParcelStore
{
    public async Task Send(CancellationToken cancellation)
    {
        // BR4010: this scope has no names, and nothing ends it.
        logger.BeginScope(new { Step = "send" });
        using (logger.BeginScope("Sending at {Step}", "send"))
            logger.LogInformation("{ParcelCount} products are left", (await stock.Totals(cancellation))[0]);
    }
}

// BR4012: what this class logs is looked for under another name.
public class ParcelLabels(ILogger<ShippingWorker> logger)
{
    public void Print(Parcel parcel) => logger.LogInformation("Label of {OrderId}", parcel.OrderId);
}

public partial class ParcelNotes(ILogger<ParcelNotes> logger)
{
    public void Print(Parcel parcel)
    {
        logger.LogInformation("Note of {OrderId}", parcel.OrderId);
        LogPrinted(parcel.OrderId);
    }

    // BR4005: a second column for the same orders.
    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Printed a note of {orderId}")]
    private partial void LogPrinted(int orderId);
}
