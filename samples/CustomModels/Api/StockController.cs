using Depot.Application;
using Depot.Domain;
using Depot.Infrastructure.Host;
using Microsoft.AspNetCore.Mvc;

namespace Depot.Api;

[ApiController, Route("stock")]
public sealed class StockController(StockService stock, HostLink link) : ControllerBase
{
    [HttpGet]
    public Task<IReadOnlyList<StockItem>> InBin(string bin, int page, CancellationToken stop) => stock.InBin(bin, page, stop);

    [HttpGet("sorted")]
    public Task<IReadOnlyList<StockItem>> Sorted(string column, int page, CancellationToken stop) => stock.Sorted(column, page, stop);

    /// <summary>Asks the host past the application: 'Api' isn't allowed to know 'Infrastructure'.</summary>
    [HttpGet("host")]
    public async Task<string[]> HostVersion(CancellationToken stop) => await link.AskAsync("SHOW VERSION", stop);
}
