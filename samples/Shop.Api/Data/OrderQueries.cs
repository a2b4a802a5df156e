namespace Shop.Data;

public static class OrderQueries
{
    // BR8002: the data knows what a feature answers.
    public static IQueryable<Orders.OrderView> AsViews(this IQueryable<Order> orders) =>
        orders.Select(static order => new Orders.OrderView(order.Id, order.CustomerId, order.PlacedAt, order.Lines.Count));

    public static IQueryable<Order> Open(this IQueryable<Order> orders) => orders.Where(static order => !order.IsCancelled);
}
