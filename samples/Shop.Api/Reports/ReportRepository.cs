using Dapper;
using Microsoft.EntityFrameworkCore;
using Shop.Data;

namespace Shop.Reports;

public record ReportCriteria(string? Category, string? Sort);

public record ReportRow(string Name, long Stock);

public class ReportRepository(ShopContext shop)
{
    // BR1001: a quote in the category ends the text, and the rest is SQL.
    public async Task<IReadOnlyList<ReportRow>> ByCategory(ReportCriteria criteria)
    {
        var conditions = new List<string> { "Stock > 0" };
        if (criteria.Category is not null)
            conditions.Add($"Category = '{criteria.Category}'");
        var sql = "SELECT Name, Stock FROM Products WHERE " + string.Join(" AND ", conditions) + " LIMIT 100";
        return (await shop.Database.GetDbConnection().QueryAsync<ReportRow>(sql)).AsList();
    }

    public async Task<IReadOnlyList<ReportRow>> Sorted(ReportCriteria criteria)
    {
        var column = criteria.Sort switch { "stock" => "Stock", _ => "Name" };
        return (await shop.Database.GetDbConnection().QueryAsync<ReportRow>(
            $"SELECT Name, Stock FROM Products WHERE Category = @Category ORDER BY {column} LIMIT 100", new { criteria.Category })).AsList();
    }
}
