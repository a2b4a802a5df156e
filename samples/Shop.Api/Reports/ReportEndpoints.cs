namespace Shop.Reports;

public static class ReportEndpoints
{
    public static void MapReports(this IEndpointRouteBuilder app)
    {
        var report = app.MapGroup("/reports").RequireAuthorization();
        report.MapGet("/stock", (string? category, string? sort, ReportRepository reports) =>
            reports.ByCategory(new ReportCriteria(category, sort)));
        report.MapGet("/sorted", (string? category, string? sort, ReportRepository reports) =>
            reports.Sorted(new ReportCriteria(category, sort)));
    }
}
