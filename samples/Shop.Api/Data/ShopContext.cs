using Microsoft.EntityFrameworkCore;

namespace Shop.Data;

public class ShopContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Product> Products => Set<Product>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Invoice> Invoices => Set<Invoice>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Product>().HasIndex(product => product.Name);
        model.Entity<Product>().HasIndex(product => product.Stock);
        model.Entity<Product>().Property(product => product.Price).HasPrecision(18, 2);
        model.Entity<Order>().HasIndex(order => order.CustomerId);
        model.Entity<Account>().HasQueryFilter(account => !account.IsDeleted);
    }
}

/// <summary>The replica that reports read from.</summary>
public class ReadOnlyShopContext(DbContextOptions<ReadOnlyShopContext> options) : ShopContext(options);
