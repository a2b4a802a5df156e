using System.Data;
using Dapper;
using Layered.Application;

namespace Layered.Infrastructure;

public sealed class OrderRepository(IDbConnection database) : IOrderRepository
{
    public async Task<IReadOnlyList<Order>> Find(OrderSearch search, CancellationToken stop)
    {
        var conditions = new List<string>();
        if (search.Customer is not null)
            conditions.Add("customer = @Customer");
        var column = search.Sort switch { "customer" => "customer", _ => "id" };
        var sql = "select id, customer from orders"
            + (conditions.Count > 0 ? " where " + string.Join(" and ", conditions) : "")
            + $" order by {column} limit 20 offset {20 * (search.Page - 1)}";
        return [.. await database.QueryAsync<Order>(new CommandDefinition(sql, search, cancellationToken: stop))];
    }
}

public sealed class ReportRepository(IDbConnection database)
{
    public Task<IEnumerable<Order>> Sorted(string column) => database.QueryAsync<Order>("select id, customer from orders order by " + column);
}
