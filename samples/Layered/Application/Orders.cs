namespace Layered.Application;

public sealed record OrderSearch(string? Customer, string Sort, int Page);

public sealed record Order(int Id, string Customer);

public interface IOrderRepository
{
    Task<IReadOnlyList<Order>> Find(OrderSearch search, CancellationToken stop);
}

public interface IOrderService
{
    Task<IReadOnlyList<Order>> Search(OrderSearch search, CancellationToken stop);
}

public sealed class OrderService(IOrderRepository orders) : IOrderService
{
    public Task<IReadOnlyList<Order>> Search(OrderSearch search, CancellationToken stop) =>
        orders.Find(search with { Page = Math.Max(1, search.Page) }, stop);
}
