using Dapper;
using Microsoft.EntityFrameworkCore;
using Shop.Data;

namespace Shop.Stock;

public sealed record StockRow(int Id, string Name, int Stock);

public interface IStockService
{
    Task<List<StockRow>> All(CancellationToken cancellation);

    Task<List<StockRow>> Page(int page, CancellationToken cancellation);

    Task<int[]> Totals(CancellationToken cancellation);

    Task Move(int from, int to, int count);

    Task CloseYear();
}

/// <summary>What lies in which shelf. Each fault stands beside the right way to do it.</summary>
public class StockService(ShopContext shop, ReadOnlyShopContext replica, IDbContextFactory<ShopContext> contexts) : IStockService
{
    // BR7004: a hundred products today, a million in three years.
    public Task<List<StockRow>> All(CancellationToken cancellation) =>
        shop.Products.OrderBy(product => product.Id).Select(product => new StockRow(product.Id, product.Name, product.Stock)).ToListAsync(cancellation);

    // BR6006: without an order the database may answer a row on two pages, and another on none.
    public Task<List<StockRow>> Page(int page, CancellationToken cancellation) =>
        shop.Products.Select(product => new StockRow(product.Id, product.Name, product.Stock)).Skip(page * 20).Take(20).ToListAsync(cancellation);

    public Task<List<StockRow>> OrderedPage(int page, CancellationToken cancellation) =>
        shop.Products.OrderBy(product => product.Id).Select(product => new StockRow(product.Id, product.Name, product.Stock)).Skip(page * 20).Take(20).ToListAsync(cancellation);

    // BR6010: one context, two queries at once.
    public Task<int[]> Totals(CancellationToken cancellation) =>
        Task.WhenAll(shop.Products.CountAsync(cancellation), shop.Products.SumAsync(product => product.Stock, cancellation));

    public async Task<int[]> TotalsSafely(CancellationToken cancellation)
    {
        await using var other = await contexts.CreateDbContextAsync(cancellation);
        return await Task.WhenAll(shop.Products.CountAsync(cancellation), other.Products.SumAsync(product => product.Stock, cancellation));
    }

    // BR6002: when the second fails, what the first took is gone.
    public async Task Move(int from, int to, int count)
    {
        var connection = shop.Database.GetDbConnection();
        await connection.ExecuteAsync("UPDATE Products SET Stock = Stock - @count WHERE Id = @from", new { from, count });
        await connection.ExecuteAsync("UPDATE Products SET Stock = Stock + @count WHERE Id = @to", new { to, count });
    }

    public async Task MoveSafely(int from, int to, int count, CancellationToken cancellation)
    {
        await using var transaction = await shop.Database.BeginTransactionAsync(cancellation);
        await shop.Products.Where(product => product.Id == from).ExecuteUpdateAsync(set => set.SetProperty(product => product.Stock, product => product.Stock - count), cancellation);
        await shop.Products.Where(product => product.Id == to).ExecuteUpdateAsync(set => set.SetProperty(product => product.Stock, product => product.Stock + count), cancellation);
        await transaction.CommitAsync(cancellation);
    }

    // BR6007: every product of the shop.
    public Task CloseYear() => shop.Database.GetDbConnection().ExecuteAsync("UPDATE Products SET Stock = 0");

    public Task CloseYear(string category) => shop.Database.GetDbConnection().ExecuteAsync("UPDATE Products SET Stock = 0 WHERE Category = @category", new { category });

    // BR6012: the replica takes no writes, or loses them.
    public Task Sell(int id, CancellationToken cancellation) =>
        replica.Products.Where(product => product.Id == id).ExecuteUpdateAsync(set => set.SetProperty(product => product.Stock, product => product.Stock - 1), cancellation);

    public Task<int> Count(CancellationToken cancellation) => replica.Products.CountAsync(cancellation);

    // BR1002: no caller of this is known yet, and the first one may be a request.
    public Task<int> CountBy(string category) => shop.Database.GetDbConnection().ExecuteScalarAsync<int>("SELECT COUNT(*) FROM Products WHERE Category = '" + category + "'");

    public Task<int> CountAbove(int stock) => shop.Database.GetDbConnection().ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM Products WHERE Stock > {stock}");
}
