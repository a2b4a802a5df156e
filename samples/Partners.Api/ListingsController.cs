using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OData.Query;

namespace Partners;

[Route("v1/listings")]
public class ListingsController(PartnersContext partners) : ControllerBase
{
    // BR7011: one address asks for the whole table.
    [HttpGet, EnableQuery, EndpointSummary("Everything that partners sell")]
    public IQueryable<Listing> All() => partners.Listings;

    [HttpGet("paged"), EnableQuery(PageSize = 50), EndpointSummary("What partners sell, page by page")]
    public IQueryable<Listing> Paged() => partners.Listings;
}
