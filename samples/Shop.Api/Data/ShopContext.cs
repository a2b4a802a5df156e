using Microsoft.EntityFrameworkCore;

namespace Shop.Data;

public class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Product> Products => Set<Product>();

    public DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Product>().Property(product => product.Price).HasPrecision(18, 2);
        model.Entity<Order>().HasIndex(order => order.CustomerId);
    }
}

public class Product
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public required string Category { get; set; }

    public decimal Price { get; set; }

    public int Stock { get; set; }
}

public class Order
{
    public int Id { get; set; }

    public required string CustomerId { get; set; }

    public DateTimeOffset PlacedAt { get; set; }

    public List<OrderLine> Lines { get; set; } = [];
}

public class OrderLine
{
    public int Id { get; set; }

    public int ProductId { get; set; }

    public int Quantity { get; set; }
}
