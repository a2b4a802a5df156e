using Microsoft.EntityFrameworkCore;
using Shop.Data;

namespace Shop.Orders;

public record PlaceOrder(string CustomerId, List<PlaceOrderLine> Lines);

public record PlaceOrderLine(int ProductId, int Quantity);

public record OrderView(int Id, string CustomerId, DateTimeOffset PlacedAt, int Lines);

public interface IOrderService
{
    Task<OrderView?> Find(int id, CancellationToken cancellation);

    Task<OrderView> Place(PlaceOrder order, CancellationToken cancellation);

    Task<int> Count(CancellationToken cancellation);

    Task Notify(int id);
}

public class OrderService(ShopContext shop, ILogger<OrderService> logger) : IOrderService
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
        await shop.SaveChangesAsync(cancellation);

        // The first is text that no log store can search; the second is a template.
        logger.LogInformation($"Placed order {entity.Id} with {entity.Lines.Count} lines");
        logger.LogInformation("Placed order {OrderId} with {LineCount} lines", entity.Id, entity.Lines.Count);
        return new OrderView(entity.Id, entity.CustomerId, entity.PlacedAt, entity.Lines.Count);
    }

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
            // Wrong: the stack is lost, and the message has no exception. Right: the exception has its own place.
            logger.LogError("Notification of {OrderId} failed: {Error}", id, timeout.Message);
            logger.LogError(timeout, "Notification of {OrderId} failed", id);
        }
    }
}
