using Microsoft.EntityFrameworkCore;

namespace Shop.Data;

public class Account
{
    public int Id { get; set; }

    public required string Email { get; set; }

    public required string PasswordHash { get; set; }

    public bool IsAdmin { get; set; }

    public bool IsDeleted { get; set; }
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

    public bool IsCancelled { get; set; }

    public List<OrderLine> Lines { get; set; } = [];
}

public class OrderLine
{
    public int Id { get; set; }

    public Order? Order { get; set; }

    public int ProductId { get; set; }

    public int Quantity { get; set; }
}

[Index(nameof(CustomerId))]
public class Invoice
{
    public int Id { get; set; }

    public required string CustomerId { get; set; }

    // BR6013: a double can't hold every cent.
    public double Total { get; set; }

    [Precision(18, 2)]
    public decimal Paid { get; set; }
}
