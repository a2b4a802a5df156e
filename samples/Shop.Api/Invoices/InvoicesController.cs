using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Shop.Data;

namespace Shop.Invoices;

/// <summary>What customers owe. Each fault stands beside the right way to do it.</summary>
[ApiController, Authorize, Route("invoices")]
public class InvoicesController(IInvoiceService invoices) : ControllerBase
{
    // BR2015 and BR8001: any customer reads any invoice by counting up.
    [HttpGet("{id:int}/any")]
    public async Task<ActionResult<InvoiceView>> Any(int id, [FromServices] ShopContext shop, CancellationToken cancellation)
    {
        var invoice = await shop.Invoices.FindAsync([id], cancellation);
        return invoice is null ? NotFound() : new InvoiceView(invoice.Id, invoice.Total);
    }

    [HttpGet("{id:int}")]
    public async Task<ActionResult<InvoiceView>> Own(int id, CancellationToken cancellation) =>
        await invoices.Find(id, User.FindFirstValue(ClaimTypes.NameIdentifier)!, cancellation) is { } invoice ? invoice : NotFound();

    // BR7006: callers are told of one answer and get two.
    [HttpGet("{id:int}/total"), ProducesResponseType<double>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Total(int id, CancellationToken cancellation)
    {
        var invoice = await invoices.Find(id, User.FindFirstValue(ClaimTypes.NameIdentifier)!, cancellation);
        return invoice is null ? NotFound() : Ok(invoice.Total);
    }

    [HttpGet("{id:int}/open"), ProducesResponseType<bool>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status404NotFound)]
    public async Task<IActionResult> IsOpen(int id, CancellationToken cancellation)
    {
        var invoice = await invoices.Find(id, User.FindFirstValue(ClaimTypes.NameIdentifier)!, cancellation);
        return invoice is null ? NotFound() : Ok(invoice.Total > 0);
    }

    // BR7001: without a verb this answers GET, POST and all others.
    [Route("{id:int}/remind")]
    public async Task<IActionResult> CreateReminder(int id, CancellationToken cancellation)
    {
        await invoices.Remind(id, cancellation);
        return Accepted();
    }

    [AcceptVerbs("PUT", "PATCH"), Route("{id:int}/address")]
    public async Task<IActionResult> ChangeAddress(int id, CancellationToken cancellation)
    {
        await invoices.Remind(id, cancellation);
        return NoContent();
    }

    // BR3006: a caller who leaves is an error in the log.
    [HttpGet("{id:int}/print")]
    public async Task<IActionResult> Print(int id, [FromServices] ILogger<InvoicesController> logger, CancellationToken cancellation)
    {
        try
        {
            return Ok(await invoices.Print(id, cancellation));
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "Printing {InvoiceId} failed", id);
            return StatusCode(StatusCodes.Status502BadGateway);
        }
    }

    [HttpGet("{id:int}/print/safe")]
    public async Task<IActionResult> PrintSafely(int id, [FromServices] ILogger<InvoicesController> logger, CancellationToken cancellation)
    {
        try
        {
            return Ok(await invoices.Print(id, cancellation));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.LogError(failure, "Printing {InvoiceId} failed", id);
            return StatusCode(StatusCodes.Status502BadGateway);
        }
    }

    // BR3004: the caller's programs take this for a success.
    [HttpPost("{id:int}/pay")]
    public async Task<IActionResult> Pay(int id, CancellationToken cancellation)
    {
        try
        {
            await invoices.Remind(id, cancellation);
            return Ok();
        }
        catch (InvoiceException)
        {
            return Ok(new { error = "This invoice can't be paid" });
        }
    }

    [HttpPost("{id:int}/pay/safe")]
    public async Task<IActionResult> PaySafely(int id, CancellationToken cancellation)
    {
        try
        {
            await invoices.Remind(id, cancellation);
            return Ok();
        }
        catch (InvoiceException)
        {
            return Problem("This invoice can't be paid", statusCode: StatusCodes.Status409Conflict);
        }
    }
}
