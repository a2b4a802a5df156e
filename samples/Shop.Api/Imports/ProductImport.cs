using System.Xml;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Shop.Data;

namespace Shop.Imports;

/// <summary>Reads product lists of suppliers. Each fault stands beside the right way to do it.</summary>
public sealed class ProductImport(ShopContext shop, IConfiguration configuration)
{
    // BR6001 and BR6005: a query for each name, and a table that is loaded to be counted.
    public async Task<int> CountKnown(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var known = 0;
        foreach (var name in names)
            known += await shop.Products.CountAsync(product => product.Name == name, cancellation);
        return known + (await shop.Products.ToListAsync(cancellation)).Count;
    }

    public Task<int> CountKnownAtOnce(IReadOnlyList<string> names, CancellationToken cancellation) =>
        shop.Products.CountAsync(product => names.Contains(product.Name), cancellation);

    // BR6017 and BR6003: open after a failure, and never committed.
    public void Clear()
    {
        var connection = new SqliteConnection(configuration.GetConnectionString("Shop"));
        connection.Open();
        using var transaction = connection.BeginTransaction();
        connection.Execute("DELETE FROM Staging WHERE Done = 1", transaction: transaction);
        connection.Close();
    }

    public void ClearSafely()
    {
        using var connection = new SqliteConnection(configuration.GetConnectionString("Shop"));
        connection.Open();
        using var transaction = connection.BeginTransaction();
        connection.Execute("DELETE FROM Staging WHERE Done = 1", transaction: transaction);
        transaction.Commit();
    }

    // BR0002: the next reader can't know whether this still holds. BR6001 is silenced here and below.
    public async Task Touch(IReadOnlyList<string> names, CancellationToken cancellation)
    {
#pragma warning disable BR6001
        foreach (var name in names)
            await shop.Products.AnyAsync(product => product.Name == name, cancellation);
#pragma warning restore BR6001
#pragma warning disable BR6001 // Suppliers send at most three names, and the answer of each decides about the next.
        foreach (var name in names)
            await shop.Products.AnyAsync(product => product.Name == name, cancellation);
#pragma warning restore BR6001
    }

    // BR1015: the list may name files that the server then reads.
    public XmlReader Open(Stream list) => XmlReader.Create(list, new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse, XmlResolver = new XmlUrlResolver() });

    public XmlReader OpenSafely(Stream list) => XmlReader.Create(list, new XmlReaderSettings { Async = true });
}
