using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shop.Data;

namespace Shop.Stock;

/// <summary>Each fault stands beside the right way to do it.</summary>
[ApiController, Authorize, Route("stock")]
public class StockController(IStockService stock, IStockAlarm alarm) : ControllerBase
{
    // BR5006: the second instance of this service has another truth.
    private static readonly Dictionary<int, int> s_reserved = [];
    private static readonly ConcurrentDictionary<string, string> s_titleCache = new();

    [HttpGet]
    public Task<List<StockRow>> All(CancellationToken cancellation) => stock.All(cancellation);

    [HttpGet("pages/{page:int}")]
    public Task<List<StockRow>> Page(int page, CancellationToken cancellation) => stock.Page(page, cancellation);

    [HttpGet("totals")]
    public Task<int[]> Totals(CancellationToken cancellation) => stock.Totals(cancellation);

    [HttpPut("{id:int}/reserved")]
    public void Reserve(int id, int count) => s_reserved[id] = count;

    [HttpGet("titles/{name}")]
    public string Title(string name) => s_titleCache.GetOrAdd(name, static key => key.ToUpperInvariant());

    // BR5001: a crawler that follows this link closes the year.
    [HttpGet("close-year")]
    public async Task<IActionResult> CloseYearByLink()
    {
        await stock.CloseYear();
        return NoContent();
    }

    // BR7005: there is nothing in this answer, and 204 says so.
    [HttpDelete("year")]
    public async Task<IActionResult> CloseYear()
    {
        await stock.CloseYear();
        return Ok();
    }

    [HttpDelete("years/{year:int}")]
    public async Task<IActionResult> CloseYear(int year)
    {
        await stock.CloseYear();
        return NoContent();
    }

    [HttpPost("moves")]
    public async Task<IActionResult> Move(int from, int to, int count)
    {
        await stock.Move(from, to, count);
        await alarm.Check();
        return Accepted();
    }

    // BR7007: JSON that says it is plain text.
    [HttpGet("format")]
    public IActionResult Format() => Content(JsonSerializer.Serialize(new { Columns = 3 }));

    [HttpGet("format/name")]
    public IActionResult FormatName() => Content("table");

    // BR8001: every other action asks a service.
    [HttpGet("sold-out")]
    public Task<int> SoldOut([FromServices] ShopContext shop, CancellationToken cancellation) => shop.Products.CountAsync(product => product.Stock == 0, cancellation);

    // BR2020: one caller fills the disk.
    [HttpPost("photos"), RequireAntiforgeryToken, DisableRequestSizeLimit]
    public IActionResult Photo(IFormFile photo) => Ok(photo.Length);

    [HttpPost("scans"), RequireAntiforgeryToken, RequestSizeLimit(20_000_000)]
    public IActionResult Scan(IFormFile scan) => Ok(scan.Length);
}
