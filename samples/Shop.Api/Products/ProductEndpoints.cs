using Microsoft.EntityFrameworkCore;
using Shop.Data;

namespace Shop.Products;

public record ProductView(int Id, string Name, decimal Price);

public static class ProductEndpoints
{
    public static void MapProducts(this IEndpointRouteBuilder app)
    {
        var products = app.MapGroup("/products");

        products.MapGet("/{id:int}", async (int id, ShopContext shop, CancellationToken cancellation) =>
            await shop.Products.Where(product => product.Id == id)
                .Select(product => new ProductView(product.Id, product.Name, product.Price))
                .FirstOrDefaultAsync(cancellation) is { } found
                ? Results.Ok(found)
                : Results.NotFound());

        products.MapGet("/price-list", async (ILoggerFactory loggers) =>
        {
            var logger = loggers.CreateLogger("Products");
            // Wrong: a client, and with it a connection, for each request. PaymentClient shows the right way.
            using var http = new HttpClient();
            var list = await http.GetStringAsync("https://prices.example/list");
            logger.LogInformation("Fetched price list of {Length} characters from {Length}", list.Length, "prices.example");
            return Results.Text(list);
        });
    }
}
