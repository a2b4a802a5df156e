namespace Shop.Reports;

public static class ReportEndpoints
{
    public static void MapReports(this IEndpointRouteBuilder app)
    {
        app.MapGet("/reports/stock", (string? category, string? sort, ReportRepository reports) =>
            reports.ByCategory(new ReportCriteria(category, sort)));
        app.MapGet("/reports/sorted", (string? category, string? sort, ReportRepository reports) =>
            reports.Sorted(new ReportCriteria(category, sort)));
    }
}
