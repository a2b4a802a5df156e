using System.Text.Json;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.EntityFrameworkCore;

namespace BackendRules.Workspaces.Tests;

/// <summary>What is read from sources against what running applications say of themselves.</summary>
public sealed class Oracles
{
    private static readonly Lazy<ApiContract> s_shop = new(static () => Read("samples/Shop.Api", "Shop.Api"));
    private static readonly Lazy<ApiContract> s_garage = new(static () => Read("tests/BackendRules.Workspace.Tests/Contracts/Oracle", "Garage", "Garage.cs"));

    [Fact]
    public async Task The_sample_has_the_endpoints_that_it_lists()
    {
        await using var app = Shop();
        Assert.Equal(app.Endpoints, Listed(s_shop.Value));
    }

    [Fact]
    public async Task The_garage_has_the_endpoints_that_it_lists()
    {
        await using var app = Garage();
        Assert.Equal(app.Endpoints, Listed(s_garage.Value));
    }

    [Fact]
    public async Task Parameters_and_bodies_are_those_of_the_descriptions()
    {
        await using var garage = Garage();
        await using var shop = Shop();
        foreach (var (app, contract) in new[] { (garage, s_garage.Value), (shop, s_shop.Value) })
        {
            foreach (var description in app.Descriptions)
            {
                var endpoint = Of(contract, description);
                // Descriptions of controllers leave [Required] and nullable annotations to others.
                var isMinimal = endpoint.Style == EndpointStyle.Minimal;
                var said = description.ParameterDescriptions.Where(static p => p.Source != BindingSource.Body && p.Source != BindingSource.Services && p.Source != BindingSource.Special)
                    // The description calls arrays required; a request without them gets an empty one.
                    .Select(p => $"{(p.Source == BindingSource.FormFile ? "form" : p.Source.Id.ToLowerInvariant())} {p.Name.ToLowerInvariant()} {isMinimal && p.IsRequired && !p.Type.IsArray}").Order(StringComparer.Ordinal);
                var read = endpoint.Parameters.Select(p => $"{p.In.ToString().ToLowerInvariant()} {p.Name.ToLowerInvariant()} {isMinimal && p.IsRequired}").Order(StringComparer.Ordinal);
                Assert.Equal($"{endpoint}: {string.Join(", ", said)}", $"{endpoint}: {string.Join(", ", read)}");
                var body = description.ParameterDescriptions.FirstOrDefault(static p => p.Source == BindingSource.Body);
                Assert.Equal($"{endpoint}: {body?.Type.Name}", $"{endpoint}: {endpoint.Body?.Type.ToString().TrimEnd('?')}");
            }
        }
    }

    [Fact]
    public async Task Declared_statuses_are_those_of_the_descriptions()
    {
        await using var app = Garage();
        var checks = 0;
        foreach (var description in app.Descriptions)
        {
            var endpoint = Of(s_garage.Value, description);
            if (endpoint.Responses.Any(static r => !r.IsDeclared) || endpoint.Handler == "InvoicesController.Drop")
                continue;
            checks++;
            var said = description.SupportedResponseTypes.Where(static r => !r.IsDefaultResponse).Select(static r => r.StatusCode).Distinct().Order();
            Assert.Equal($"{endpoint}: {string.Join(", ", said)}", $"{endpoint}: {string.Join(", ", endpoint.Responses.Select(static r => r.Status))}");
        }

        Assert.True(checks > 15, $"{checks} endpoints were compared.");
    }

    [Fact]
    public async Task Names_on_the_wire_are_those_of_the_serializer()
    {
        await using var app = Garage();
        var options = app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>().Value.SerializerOptions;
        var checks = 0;
        foreach (var shape in s_garage.Value.Services.Single().Types.Values)
        {
            if (typeof(Garage.Car).Assembly.GetType(shape.Name.Split(" (")[0]) is not { } type)
                continue;
            checks++;
            if (type.IsEnum)
            {
                Assert.Equal(Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.Serialize(value, type, options).Trim('"')), shape.Values.Select(value => shape.IsText ? value.Name : value.Number));
                continue;
            }

            var info = options.GetTypeInfo(type);
            Assert.Equal($"{type.Name}: {string.Join(", ", info.Properties.Where(static p => p.Get is not null || p.Set is not null).Select(static p => p.Name).Order(StringComparer.Ordinal))}", $"{type.Name}: {string.Join(", ", shape.Properties.Select(static p => p.Name).Order(StringComparer.Ordinal))}");
            Assert.Equal((info.PolymorphismOptions?.DerivedTypes ?? []).Select(static one => $"{one.TypeDiscriminator}").Order(StringComparer.Ordinal), shape.Cases.Select(static one => one.Value).Order(StringComparer.Ordinal));
            Assert.Equal(info.PolymorphismOptions?.TypeDiscriminatorPropertyName, shape.Discriminator);
        }

        Assert.True(checks > 13, $"{checks} types were compared.");
    }

    [Fact]
    public void Migrations_do_what_was_read()
    {
        const string Context = "\nnamespace Shop.Data { public class ShopContext : Microsoft.EntityFrameworkCore.DbContext; }\n";
        var (own, read) = MigrationOracle.Of(Directory.GetFiles(Path.Combine(Sources.Root, "samples/Shop.Api/Data/Migrations"), "*.cs"), Context + """
            [Microsoft.EntityFrameworkCore.Migrations.Migration("20260101000000_Many")]
            public class Many : Microsoft.EntityFrameworkCore.Migrations.Migration
            {
                private const string Schema = "sales";
                private static readonly string[] s_moments = ["Placed", "Sent"];

                protected override void Up(Microsoft.EntityFrameworkCore.Migrations.MigrationBuilder migrationBuilder)
                {
                    migrationBuilder.EnsureSchema(name: Schema);
                    migrationBuilder.CreateTable(
                        name: "Orders", schema: Schema,
                        columns: table => new { Id = table.Column<int>(type: "int", nullable: false).Annotation("SqlServer:Identity", "1, 1"), Note = table.Column<string>(maxLength: 200, nullable: true), Total = table.Column<decimal>(precision: 18, scale: 2, nullable: false) },
                        constraints: table => { table.PrimaryKey("PK_Orders", x => x.Id); table.UniqueConstraint("AK_Orders_Note", x => x.Note); });
                    foreach (var moment in s_moments)
                        migrationBuilder.AddColumn<DateTimeOffset>(moment, "Orders", schema: Schema, nullable: true);
                    migrationBuilder.AlterColumn<string>(name: "Note", schema: Schema, table: "Orders", type: "nvarchar(50)", maxLength: 50, nullable: false, defaultValue: "", oldClrType: typeof(string), oldType: "nvarchar(200)", oldMaxLength: 200, oldNullable: true);
                    migrationBuilder.RenameColumn("Total", "Orders", "Amount", Schema);
                    migrationBuilder.RenameTable("Carts", newName: "Baskets");
                    migrationBuilder.CreateIndex("IX_Orders_" + nameof(Many), "Orders", new[] { "Note", "Amount" }, Schema, unique: true);
                    migrationBuilder.DropIndex("IX_Old", "Baskets");
                    migrationBuilder.AddForeignKey("FK_Lines", "Lines", "OrderId", "Orders", principalSchema: Schema, principalColumn: "Id", onDelete: Microsoft.EntityFrameworkCore.Migrations.ReferentialAction.Cascade);
                    migrationBuilder.DropForeignKey("FK_Other", "Lines");
                    migrationBuilder.AddCheckConstraint("CK_Positive", "Lines", "Count > 0");
                    migrationBuilder.CreateSequence<int>("Numbers", Schema);
                    migrationBuilder.InsertData("States", new[] { "Id", "Name" }, new object[] { 1, "open" });
                    migrationBuilder.UpdateData("States", "Id", 1, "Name", "new");
                    migrationBuilder.DeleteData("States", "Id", 2);
                    migrationBuilder.Sql("UPDATE Orders SET Note = '' WHERE Note IS NULL; DELETE FROM Lines;");
                    migrationBuilder.DropColumn("Old", "Lines");
                    migrationBuilder.DropTable("Gone", Schema);
                }
            }
            """);
        Assert.Equal(own, read);
        Assert.True(own.Count > 20, $"{own.Count} operations were compared.");
    }

    private static ApiEndpoint Of(ApiContract contract, ApiDescription description)
    {
        var found = contract.Endpoints.Where(e => RouteShape.Of(e.Route) == RouteShape.Of("/" + description.RelativePath?.TrimEnd('/')) && e.Verb == (description.HttpMethod ?? "ANY")).ToList();
        return found.Count == 1 ? found[0] : throw new InvalidOperationException($"{found.Count} endpoints are {description.HttpMethod} {description.RelativePath}");
    }

    private static IReadOnlyList<string> Listed(ApiContract contract)
    {
        Assert.Empty(contract.Unresolved.Where(static one => !one.What.StartsWith("the answers", StringComparison.Ordinal)));
        return [.. contract.Endpoints.Select(static e => $"{e.Verb} /{e.Route.Trim('/')}").Distinct().Order(StringComparer.Ordinal)];
    }

    private static RunningApp Shop() => new("Shop", static services =>
    {
        services.AddDbContext<global::Shop.Data.ShopContext>(static options => options.UseSqlite("Data Source=:memory:"));
        services.AddDbContextFactory<global::Shop.Data.ShopContext>(static options => options.UseSqlite("Data Source=:memory:"), ServiceLifetime.Scoped);
        services.AddDbContext<global::Shop.Data.ReadOnlyShopContext>(static options => options.UseSqlite("Data Source=:memory:"));
        services.AddSingleton<StackExchange.Redis.IConnectionMultiplexer>(static _ => throw new NotSupportedException("Nothing is asked."));
        services.AddSingleton<StackExchange.Redis.IDatabase>(static _ => throw new NotSupportedException("Nothing is asked."));
        services.AddSingleton<global::Shop.Accounts.TokenService>();
        services.AddScoped<global::Shop.Accounts.IAccountService, global::Shop.Accounts.AccountService>();
        services.AddScoped<global::Shop.Orders.IOrderService, global::Shop.Orders.OrderService>();
        services.AddScoped<global::Shop.Products.ProductCatalogue>();
        services.AddScoped<global::Shop.Reports.ReportRepository>();
        services.AddScoped<global::Shop.Imports.ProductImport>();
        services.AddHttpClient<global::Shop.Payments.PaymentClient>();
        services.AddSingleton<global::Shop.Infrastructure.CarrierClient>();
    }, static app =>
    {
        app.MapControllers();
        // The sample grows: every extension method that maps something is called, as its program does.
        foreach (var map in typeof(global::Shop.Data.ShopContext).Assembly.GetTypes().Where(static type => type is { IsAbstract: true, IsSealed: true } && type.Namespace?.StartsWith("Shop.", StringComparison.Ordinal) == true)
            .SelectMany(static type => type.GetMethods()).Where(static method => method.Name.StartsWith("Map", StringComparison.Ordinal)))
            map.Invoke(null, [app]);
    });

    private static RunningApp Garage() => new("Garage", static services => services.AddSingleton<Garage.ICarStore, Garage.CarStore>(), static app => global::Garage.GarageApp.Map(app));

    private static ApiContract Read(string folder, string name, string pattern = "*.cs")
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var root = Path.Combine(Sources.Root, folder);
        var trees = Directory.GetFiles(root, pattern, SearchOption.AllDirectories).Where(static file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file)).ToList();
        trees.Add((CSharpSyntaxTree)CSharpSyntaxTree.ParseText(Sources.Usings, options));
        if (name == "Garage")
            trees.Add((CSharpSyntaxTree)CSharpSyntaxTree.ParseText("var builder = WebApplication.CreateBuilder(args);\nbuilder.Services.AddSingleton<Garage.ICarStore, Garage.CarStore>();\nvar app = builder.Build();\nGarage.GarageApp.Map(app);\napp.Run();", options));
        return Contract.Read([Sources.Part(trees, name)]);
    }
}
