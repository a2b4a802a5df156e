using Layered.Application;
using Layered.Infrastructure;
using Microsoft.AspNetCore.Mvc;

namespace Layered.Api;

[ApiController, Route("orders")]
public sealed class OrdersController(IOrderService orders, ReportRepository reports) : ControllerBase
{
    /// <summary>Two projects below, the customer is a parameter and the column comes from a list: nothing to say.</summary>
    [HttpGet]
    public Task<IReadOnlyList<Order>> Search(string? customer, string sort, int page, CancellationToken stop) =>
        orders.Search(new OrderSearch(customer, sort, page), stop);

    /// <summary>Another project below, the column becomes part of the statement.</summary>
    [HttpGet("report")]
    public Task<IEnumerable<Order>> Report(string column) => reports.Sorted(column);
}
