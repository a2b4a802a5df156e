using Microsoft.EntityFrameworkCore;
using Shop.Data;

namespace Shop.Invoices;

public sealed record InvoiceView(int Id, double Total);

public class InvoiceException(string message, Exception? cause = null) : Exception(message, cause);

public interface IInvoiceService
{
    Task<InvoiceView?> Find(int id, string customer, CancellationToken cancellation);

    Task<string> Print(int id, CancellationToken cancellation);

    Task Remind(int id, CancellationToken cancellation);
}

public class InvoiceService(ShopContext shop, IHttpClientFactory clients, ILogger<InvoiceService> logger) : IInvoiceService
{
    public Task<InvoiceView?> Find(int id, string customer, CancellationToken cancellation) =>
        shop.Invoices.Where(invoice => invoice.Id == id && invoice.CustomerId == customer)
            .Select(invoice => new InvoiceView(invoice.Id, invoice.Total))
            .FirstOrDefaultAsync(cancellation);

    public async Task<string> Print(int id, CancellationToken cancellation)
    {
        try
        {
            return await clients.CreateClient("printer").GetStringAsync($"invoices/{id}", cancellation);
        }
        catch (HttpRequestException)
        {
            // BR3009: what the printer said is lost.
            throw new InvoiceException("The printer doesn't answer");
        }
        catch (UriFormatException cause)
        {
            throw new InvoiceException("The printer has no address", cause);
        }
    }

    public async Task Remind(int id, CancellationToken cancellation)
    {
        var invoice = await shop.Invoices.FindAsync([id], cancellation);

        // BR3008: nobody can catch this without catching everything.
        if (invoice is null)
            throw new Exception("There is no such invoice");
        if (invoice.Total <= 0)
            throw new InvoiceException("Nothing is owed");

        // BR4004: the second half of these names means nothing in a log store.
        logger.LogInformation("Reminding of {0}", invoice.Id);
        logger.LogInformation("Reminded of {InvoiceId}", invoice.Id);

        // BR4008: the lines of the order, their products and so on are written with it.
        var order = await shop.Orders.Include(order => order.Lines).FirstAsync(order => order.CustomerId == invoice.CustomerId, cancellation);
        logger.LogInformation("The order was {@Order}", order);
        logger.LogInformation("The reminder is {@Reminder}", new InvoiceView(invoice.Id, invoice.Total));
    }
}
