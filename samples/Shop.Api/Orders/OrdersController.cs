using Microsoft.AspNetCore.Mvc;

namespace Shop.Orders;

[ApiController]
[Route("orders")]
public class OrdersController(IOrderService orders, ILogger<OrdersController> logger) : ControllerBase
{
    [HttpGet("{id:int}")]
    public async Task<ActionResult<OrderView>> Get(int id, CancellationToken cancellation)
    {
        var order = await orders.Find(id, cancellation);
        return order is null ? NotFound() : order;
    }

    [HttpGet("count")]
    public int Count(CancellationToken cancellation) => orders.Count(cancellation).Result;

    [HttpPost]
    public async Task<ActionResult<OrderView>> Place(PlaceOrder order, CancellationToken cancellation)
    {
        try
        {
            var placed = await orders.Place(order, cancellation);
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
        }

        return NoContent();
    }
}
