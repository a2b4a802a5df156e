using MassTransit;
using Microsoft.EntityFrameworkCore;
using Serilog;
using Shop.Accounts;
using Shop.Data;
using Shop.Documents;
using Shop.Imports;
using Shop.Infrastructure;
using Shop.Invoices;
using Shop.Orders;
using Shop.Payments;
using Shop.Products;
using Shop.Reports;
using Shop.Security;
using Shop.Shipping;
using Shop.Stock;
using Shop.Suppliers;
using StackExchange.Redis;

var builder = WebApplication.CreateBuilder(args);

builder.Host.UseSerilog((context, logs) => logs.ReadFrom.Configuration(context.Configuration).Enrich.FromLogContext().WriteTo.Console());
builder.AddSecurity();
builder.Services.AddControllers();
builder.Services.AddProblemDetails();
builder.Services.AddValidation();
builder.Services.AddDbContext<ShopContext>(options => options.UseSqlite(builder.Configuration.GetConnectionString("Shop")));
builder.Services.AddDbContextFactory<ShopContext>(options => options.UseSqlite(builder.Configuration.GetConnectionString("Shop")), ServiceLifetime.Scoped);
builder.Services.AddDbContext<ReadOnlyShopContext>(options => options.UseSqlite(builder.Configuration.GetConnectionString("Replica")));
builder.Services.AddMassTransit(static bus => bus.UsingInMemory());
builder.Services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(builder.Configuration.GetConnectionString("Redis")!));
builder.Services.AddSingleton(static services => services.GetRequiredService<IConnectionMultiplexer>().GetDatabase());
builder.Services.AddOptions<TokenOptions>().BindConfiguration("Tokens");
builder.Services.AddSingleton<TokenService>();
builder.Services.AddScoped<IAccountService, AccountService>();
builder.Services.AddScoped<IInvoiceService, InvoiceService>();
builder.Services.AddScoped<IStockService, StockService>();
builder.Services.AddScoped<IStockAlarm, StockAlarm>();
builder.Services.AddScoped<IPager, Pager>();
builder.Services.AddScoped<ProductCatalogue>();
builder.Services.AddScoped<IOrderService, OrderService>();
builder.Services.AddScoped<ReportRepository>();
builder.Services.AddScoped<ProductImport>();
builder.Services.AddHttpClient<ReleaseFeed>();
builder.Services.AddPayments();
builder.Services.AddShipping(builder.Configuration);
builder.Services.AddSingleton<CarrierClient>();
builder.Services.AddHostedService<StockRefresher>();

var app = builder.Build();

app.UseSecurity();
app.UseSerilogRequestLogging();
app.MapControllers();
app.MapSessions();
app.MapAccounts();
app.MapProducts();
app.MapReports();
app.MapDocuments();
app.MapSuppliers();

// BR6015: what migrations would change later isn't in a schema that was made like this.
await using (var scope = app.Services.CreateAsyncScope())
    await scope.ServiceProvider.GetRequiredService<ShopContext>().Database.EnsureCreatedAsync();

if (app.Environment.IsDevelopment())
{
    await using var scope = app.Services.CreateAsyncScope();
    await scope.ServiceProvider.GetRequiredService<ShopContext>().Database.EnsureCreatedAsync();
}

app.Run();
