using MassTransit;
using Microsoft.EntityFrameworkCore;
using Shop.Data;

namespace Shop.Orders;

public record PlaceOrder(string CustomerId, List<PlaceOrderLine> Lines);

public record PlaceOrderLine(int ProductId, int Quantity);

public record OrderView(int Id, string CustomerId, DateTimeOffset PlacedAt, int Lines);

public record OrderPlaced(int Id);

public interface IOrderService
{
    Task<OrderView?> Find(int id, CancellationToken cancellation);

    Task<OrderView> Place(PlaceOrder order, CancellationToken cancellation);

    Task<int> Count(CancellationToken cancellation);

    Task Announce(int id, CancellationToken cancellation);

    Task Notify(int id);
}

public class OrderService(ShopContext shop, IPublishEndpoint bus, ILogger<OrderService> logger) : IOrderService
{
    public Task<OrderView?> Find(int id, CancellationToken cancellation) =>
        shop.Orders.Where(order => order.Id == id)
            .Select(order => new OrderView(order.Id, order.CustomerId, order.PlacedAt, order.Lines.Count))
            .FirstOrDefaultAsync(cancellation);

    public async Task<OrderView> Place(PlaceOrder order, CancellationToken cancellation)
    {
        var entity = new Order
        {
            CustomerId = order.CustomerId,
            PlacedAt = DateTimeOffset.UtcNow,
            Lines = order.Lines.ConvertAll(line => new OrderLine { ProductId = line.ProductId, Quantity = line.Quantity }),
        };
        shop.Orders.Add(entity);

        // BR5004: when the process ends between these two, nobody hears of the order.
        await shop.SaveChangesAsync(cancellation);
        await bus.Publish(new OrderPlaced(entity.Id), cancellation);

        // BR4001: text that no log store can search. The second is a template.
        logger.LogInformation($"Placed order {entity.Id} with {entity.Lines.Count} lines");
        logger.LogInformation("Placed order {OrderId} with {LineCount} lines", entity.Id, entity.Lines.Count);
        return new OrderView(entity.Id, entity.CustomerId, entity.PlacedAt, entity.Lines.Count);
    }

    public Task Announce(int id, CancellationToken cancellation) => bus.Publish(new OrderPlaced(id), cancellation);

    public Task<int> Count(CancellationToken cancellation) => shop.Orders.CountAsync(cancellation);

    public async Task Notify(int id)
    {
        try
        {
            await Task.Delay(10);
            logger.LogDebug("Notified {OrderId}", id);
        }
        catch (TimeoutException timeout)
        {
            // BR4003: the stack is lost, and the message is a text among others. Below, the exception has its own place.
            logger.LogError("Notification of {OrderId} failed: {Error}", id, timeout.Message);
        }
        catch (HttpRequestException refused)
        {
            logger.LogError(refused, "Notification of {OrderId} refused", id);
        }
    }
}
