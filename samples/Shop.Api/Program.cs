using Microsoft.EntityFrameworkCore;
using Serilog;
using Shop.Accounts;
using Shop.Data;
using Shop.Documents;
using Shop.Imports;
using Shop.Infrastructure;
using Shop.Orders;
using Shop.Payments;
using Shop.Products;
using Shop.Reports;

var builder = WebApplication.CreateBuilder(args);

builder.Host.UseSerilog((context, logs) => logs.ReadFrom.Configuration(context.Configuration).Enrich.FromLogContext().WriteTo.Console());
builder.Services.AddControllers();
builder.Services.AddProblemDetails();
builder.Services.AddDbContext<ShopContext>(options => options.UseSqlite(builder.Configuration.GetConnectionString("Shop") ?? "Data Source=shop.db"));
builder.Services.AddScoped<ProductCatalogue>();
builder.Services.AddScoped<IOrderService, OrderService>();
builder.Services.AddScoped<ReportRepository>();
builder.Services.AddScoped<ProductImport>();
builder.Services.AddHttpClient<PaymentClient>(client => client.BaseAddress = new Uri("https://payments.example/"));
builder.Services.AddSingleton<CarrierClient>();
builder.Services.AddHostedService<StockRefresher>();

var app = builder.Build();

app.UseExceptionHandler();
app.UseSerilogRequestLogging();
app.MapControllers();
app.MapProducts();
app.MapReports();
app.MapDocuments();
app.MapAccounts();

await using (var scope = app.Services.CreateAsyncScope())
    await scope.ServiceProvider.GetRequiredService<ShopContext>().Database.EnsureCreatedAsync();

app.Run();
