using Depot.Domain;

namespace Depot.Application;

public interface IStock
{
    Task<IReadOnlyList<StockItem>> InBin(string bin, int page, CancellationToken stop);

    Task<IReadOnlyList<StockItem>> Sorted(string column, int page, CancellationToken stop);
}

public sealed class StockService(IStock stock)
{
    public Task<IReadOnlyList<StockItem>> InBin(string bin, int page, CancellationToken stop) => stock.InBin(bin.Trim(), Math.Max(1, page), stop);

    public Task<IReadOnlyList<StockItem>> Sorted(string column, int page, CancellationToken stop) => stock.Sorted(column, Math.Max(1, page), stop);
}
