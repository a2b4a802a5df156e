using Microsoft.AspNetCore.OData;
using Microsoft.EntityFrameworkCore;
using Partners;

// What partners may ask. Whole-program rules look at all endpoints together, so their faults need a program of their own.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContext<PartnersContext>(options => options.UseSqlite(builder.Configuration.GetConnectionString("Partners")));
builder.Services.AddControllers().AddOData();

var app = builder.Build();

// BR3003: nothing answers for a failure that nobody expected; samples/Shop.Api has UseExceptionHandler.
app.MapControllers();

var v1 = app.MapGroup("/v1");
v1.MapGet("/price-lists", () => 1).WithSummary("The newest price list");
v1.MapGet("/gift-cards", () => 1).WithSummary("How many gift cards there are");
v1.MapGet("/return-labels", () => 1).WithSummary("How many labels were printed");
v1.MapGet("/store-hours", () => 1).WithSummary("When the store opens");
v1.MapGet("/tax-rates", () => 1).WithSummary("The tax of a product");
v1.MapGet("/pick-lists", () => 1).WithSummary("How many lists are open");
v1.MapGet("/stock-counts", () => 1).WithSummary("How much there is");
v1.MapGet("/order-items", () => 1).WithSummary("How many items were ordered");

// BR7002: all others write '-' between words.
v1.MapGet("/orderNotes", () => 1).WithSummary("How many notes there are");

// BR7003: nothing says which version this is, so it can never change. Probes have none.
app.MapGet("/delivery-slots", () => 1).WithSummary("Which slots are free");
app.MapGet("/health", () => "ok").ExcludeFromDescription();

// BR7008: nine of ten are described.
v1.MapGet("/shelf-names", () => 1);

// BR7010: a new promise to partners, and no line of Endpoints.Unshipped.txt says so.
v1.MapGet("/gift-wraps", () => 1).WithSummary("How many wraps are left");

app.Run();
