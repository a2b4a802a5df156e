using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Garage;

/// <summary>A backend that says things in as many ways as there are. It runs inside the tests, and its source is read by them.</summary>
public static class GarageApp
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/", () => "garage");
        app.MapMethods("/both", ["GET", "HEAD"], () => TypedResults.NoContent());
        var cars = app.MapGroup("/cars").WithTags("cars").RequireAuthorization();
        cars.MapGet("", ([AsParameters] CarFilter filter, ICarStore store) => store.List(filter));
        cars.MapGet("{id:guid}", Results<Ok<Car>, NotFound> (Guid id, ICarStore store) => store.Find(id) is { } car ? TypedResults.Ok(car) : TypedResults.NotFound());
        cars.MapPost("/", async Task<Created<Car>> (NewCar car, ICarStore store, CancellationToken stopping) =>
        {
            await Task.Yield();
            return TypedResults.Created("/cars/1", store.Add(car));
        });
        cars.MapPut("/{id:guid}/engine", Engines.Replace);
        cars.MapDelete("/{id:guid}", Engines.Scrap).AllowAnonymous();
        cars.MapGroup("{id:guid}/parts").MapParts("wheels").MapParts("doors");
        app.MapModule<Bays>("/bays");
        const string version = "v1";
        app.MapPatch($"/api/{version}/jobs/{{number:int:min(1)}}", ([FromRoute(Name = "number")] int job, [FromHeader(Name = "X-Why")] string? why, [FromBody] Patch patch) => Results.Accepted())
            .Produces<Car>(202).ProducesProblem(409);
        app.MapControllers();
    }

    private static IEndpointRouteBuilder MapParts(this IEndpointRouteBuilder parts, string kind)
    {
        parts.MapGet("/" + kind, (Guid id, int? size) => new List<Part>());
        return parts;
    }

    private static void MapModule<T>(this IEndpointRouteBuilder app, string prefix)
        where T : IModule => T.Map(app.MapGroup(prefix));
}

public interface IModule
{
    static abstract void Map(IEndpointRouteBuilder app);
}

public sealed class Bays : IModule
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("{bay:int?}", (int? bay, string[] names) => new Dictionary<string, Bay>());
        app.MapPost("plan", (Plan? plan) => TypedResults.Ok(plan));
        app.MapGet("lift/{**path}", (string path, HttpContext context) => TypedResults.Text(path));
    }
}

public static class Engines
{
    public static Ok<Engine> Replace(Guid id, Engine engine, [FromQuery] bool test = false) => TypedResults.Ok(engine);

    public static Results<NoContent, Conflict<string>> Scrap(Guid id) => TypedResults.Conflict("moving");
}

[ApiController, Route("api/[controller]"), Authorize]
public abstract class ApiBase : ControllerBase
{
    [HttpGet("ping")]
    public string Ping() => "pong";
}

public sealed class InvoicesController : ApiBase
{
    [HttpGet]
    public ActionResult<IEnumerable<Invoice>> List([FromQuery] Paging paging, string? customer) => Ok(Array.Empty<Invoice>());

    [HttpGet("{id:int}"), ProducesResponseType<Invoice>(200), ProducesResponseType(404)]
    public IActionResult Get(int id) => id > 0 ? Ok(new Invoice(id, 1, null, InvoiceState.Open)) : NotFound();

    [HttpPost, ProducesResponseType<Invoice>(201)]
    public async Task<IActionResult> Add(NewInvoice invoice, [FromHeader(Name = "X-Key"), Required] string key)
    {
        await Task.Yield();
        return CreatedAtAction(nameof(Get), new { id = 1 }, invoice);
    }

    [HttpPut("/legacy/invoices/{id:int}"), HttpPost("{id:int}/replace")]
    public void Replace(int id, [FromBody] NewInvoice invoice)
    {
    }

    [AcceptVerbs("DELETE", "PATCH", Route = "{id:int}"), AllowAnonymous]
    public NoContentResult Drop(int id) => NoContent();

    [NonAction]
    public void Nothing()
    {
    }
}

[Route("shop/[controller]/[action]"), Route("store/[controller]/[action]")]
public sealed class TillController : Controller
{
    [HttpGet, ActionName("state")]
    public JsonResult Show(int till) => Json(new { till });

    [HttpPost("{till:int}")]
    public Task<Invoice> CloseAsync(int till) => Task.FromResult(new Invoice(1, 1, null, InvoiceState.Paid));
}

public interface ICarStore
{
    List<Car> List(CarFilter filter);

    Car? Find(Guid id);

    Car Add(NewCar car);
}

public sealed class CarStore : ICarStore
{
    public List<Car> List(CarFilter filter) => [];

    public Car? Find(Guid id) => null;

    public Car Add(NewCar car) => new();
}

public record CarFilter(string? Make, int Page = 1, [FromQuery(Name = "page_size")] int PageSize = 20, [FromHeader(Name = "X-Tenant")] string? Tenant = null);

public abstract class Thing
{
    public Guid Id { get; set; }

    [JsonPropertyName("made_at")]
    public DateTimeOffset MadeAt { get; init; }
}

public class Car : Thing
{
    public required string Plate { get; set; }

    public Colour Colour { get; set; }

    public Paint? Paint { get; set; }

    public IReadOnlyList<Part> Parts { get; } = [];

    [JsonIgnore]
    public string Secret { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Owner { get; set; }

    [JsonInclude]
    internal int Doors { get; set; }

    public static int Count { get; set; }

    internal int Hidden { get; set; }

    public string URLName { get; set; } = "";

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public Car() => Plate = "";
}

public enum Colour
{
    Red,
    Green = 7,
}

[JsonConverter(typeof(JsonStringEnumConverter<Paint>))]
public enum Paint
{
    Matte,
    [JsonStringEnumMemberName("high-gloss")]
    Gloss,
}

public record NewCar(string Plate, int? Year, Colour Colour = Colour.Red);

public readonly record struct Part(string Name, decimal Price);

public record Bay(int Number, bool IsFree);

public record Plan(DateOnly Day, TimeOnly From, Dictionary<string, int[]> Hours, object Any);

public record Patch(string Path);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind"), JsonDerivedType(typeof(Diesel), "diesel"), JsonDerivedType(typeof(Electric), "electric")]
public record Engine(int Power);

public record Diesel(int Power, double Litres) : Engine(Power);

public record Electric(int Power, int Range) : Engine(Power);

public record Invoice(int Id, decimal Total, string? Note, InvoiceState State);

public enum InvoiceState
{
    Open,
    Paid,
}

public class NewInvoice
{
    [Required]
    public string? Customer { get; set; }

    [Range(0, 100)]
    public int Discount { get; set; }
}

public class Paging
{
    public int Page { get; set; } = 1;

    [Range(1, 100)]
    public int Size { get; set; } = 20;
}
