using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shop.Data;

namespace Shop.Orders;

[ApiController, Authorize, Route("orders")]
public class OrdersController(IOrderService orders, ILogger<OrdersController> logger) : ControllerBase
{
    [HttpGet("{id:int}")]
    public async Task<ActionResult<OrderView>> Get(int id, CancellationToken cancellation)
    {
        var order = await orders.Find(id, cancellation);
        return order is null ? NotFound() : order;
    }

    // BR5007: a thread waits here for the database, and others wait for the thread.
    [HttpGet("count")]
    public int Count(CancellationToken cancellation) => orders.Count(cancellation).Result;

    [HttpGet("count/safe")]
    public Task<int> CountSafely(CancellationToken cancellation) => orders.Count(cancellation);

    // BR6016: whatever is read only is watched for changes.
    [HttpGet("{id:int}/lines")]
    public async Task<ActionResult<int>> Lines(int id, [FromServices] ShopContext shop, CancellationToken cancellation)
    {
        var order = await shop.Orders.Include(order => order.Lines).FirstOrDefaultAsync(order => order.Id == id && order.CustomerId == User.Identity!.Name, cancellation);
        return order is null ? NotFound() : order.Lines.Count;
    }

    [HttpGet("{id:int}/quantity")]
    public async Task<ActionResult<int>> Quantity(int id, [FromServices] ShopContext shop, CancellationToken cancellation)
    {
        var order = await shop.Orders.AsNoTracking().Include(order => order.Lines).FirstOrDefaultAsync(order => order.Id == id && order.CustomerId == User.Identity!.Name, cancellation);
        return order is null ? NotFound() : order.Lines.Sum(line => line.Quantity);
    }

    [HttpPost("{id:int}/announcement")]
    public async Task<IActionResult> Announce(int id, CancellationToken cancellation)
    {
        await orders.Announce(id, cancellation);
        return Accepted();
    }

    [HttpPost]
    public async Task<ActionResult<OrderView>> Place(PlaceOrder order, CancellationToken cancellation)
    {
        try
        {
            var placed = await orders.Place(order, cancellation);

            // BR3005: nobody hears when this fails, and its services are gone with the request.
            orders.Notify(placed.Id);
            return CreatedAtAction(nameof(Get), new { id = placed.Id }, placed);
        }
        catch (InvalidOperationException refused)
        {
            logger.LogWarning(refused, "Order of {CustomerId} refused", order.CustomerId);
            return Conflict();
        }
    }

    [HttpDelete("{id:int}/draft")]
    public async Task<IActionResult> DropDraft(int id, CancellationToken cancellation)
    {
        try
        {
            await orders.Find(id, cancellation);
        }
        catch (Exception)
        {
            // BR3002: whatever happened, nobody learns of it.
        }

        return NoContent();
    }
}
