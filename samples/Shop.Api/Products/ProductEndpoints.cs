namespace Shop.Products;

public static class ProductEndpoints
{
    public static void MapProducts(this IEndpointRouteBuilder app)
    {
        var products = app.MapGroup("/products").AllowAnonymous();

        products.MapGet("/{id:int}", async (int id, ProductCatalogue catalogue, CancellationToken cancellation) =>
            await catalogue.Find(id, cancellation) is { } found ? Results.Ok(found) : Results.NotFound());

        // BR5008: the caller leaves, and the work goes on.
        products.MapGet("/price-list", async (ILoggerFactory loggers) =>
        {
            var logger = loggers.CreateLogger("Products");

            // BR6004: a client, and with it a connection, for each request. PaymentClient shows the right way.
            using var http = new HttpClient();
            var list = await http.GetStringAsync("https://prices.example/list");

            // BR4002: two values under one name.
            logger.LogInformation("Fetched price list of {Length} characters from {Length}", list.Length, "prices.example");
            return Results.Text(list);
        });

        // BR2014: nothing says who may do this.
        app.MapPost("/products/{id:int}/reviews", (int id, string text, ProductCatalogue catalogue) => catalogue.Review(id, text));
        app.MapPost("/products/{id:int}/questions", (int id, string text, ProductCatalogue catalogue) => catalogue.Review(id, text)).RequireAuthorization();
    }
}
