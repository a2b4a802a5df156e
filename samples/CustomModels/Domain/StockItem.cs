namespace Depot.Domain;

public sealed record StockItem(string Sku, string Bin, int Quantity);
