using System.IO.Pipes;
using Depot.Application;
using Depot.Infrastructure.Host;
using Depot.Infrastructure.Scanners;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddControllers();
builder.Services.AddExceptionHandler(static options => options.ExceptionHandlingPath = "/error");
builder.Services.AddScoped<StockService>();
builder.Services.AddScoped<IStock, HostStock>();
builder.Services.AddSingleton(new HostLink(builder.Configuration["Host:Server"] ?? "localhost"));
builder.Services.AddSingleton(new ScannerPort(new NamedPipeClientStream(".", "scanner", PipeDirection.In)));
builder.Services.AddHostedService(services =>
    new Arrivals(services.GetRequiredService<ScannerPort>(), builder.Environment.ContentRootPath, services.GetRequiredService<ILogger<Arrivals>>()));

// The one place that knows every layer: statements of the program belong to no layer.
var app = builder.Build();
app.UseExceptionHandler();
app.MapControllers();
app.Run();
