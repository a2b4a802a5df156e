using Depot.Application;
using Depot.Domain;

namespace Depot.Infrastructure.Host;

public sealed class HostStock(HostLink link) : IStock
{
    /// <summary>The bin goes through <c>HostText.Quote</c>, which <c>depot.taint</c> calls clean: nothing to say.</summary>
    public async Task<IReadOnlyList<StockItem>> InBin(string bin, int page, CancellationToken stop) =>
        Items(await link.AskAsync($"LIST STOCK WHERE BIN = {HostText.Quote(bin)} PAGE {page}", stop));

    /// <summary>The column becomes part of the statement.</summary>
    public async Task<IReadOnlyList<StockItem>> Sorted(string column, int page, CancellationToken stop) =>
        Items(await link.AskAsync("LIST STOCK ORDER BY " + column + " PAGE " + page, stop));

    private static List<StockItem> Items(string[] rows) =>
        [.. rows.Select(static row => row.Split('|')).Select(static cells => new StockItem(cells[0], cells[1], int.Parse(cells[2])))];
}
