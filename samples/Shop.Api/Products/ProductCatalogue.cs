using Microsoft.EntityFrameworkCore;
using Shop.Data;

namespace Shop.Products;

public record ProductView(int Id, string Name, decimal Price);

public class ProductCatalogue(ShopContext shop, ILogger<ProductCatalogue> logger)
{
    public void Review(int id, string text) => logger.LogInformation("{ProductId} was reviewed in {ReviewLength} letters", id, text.Length);

    public Task<ProductView?> Find(int id, CancellationToken cancellation) =>
        shop.Products.Where(product => product.Id == id)
            .Select(product => new ProductView(product.Id, product.Name, product.Price))
            .FirstOrDefaultAsync(cancellation);
}
