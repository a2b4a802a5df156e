namespace BackendRules.Workspaces.Tests;

/// <summary>
/// A small web API with a database in two commits. The second adds an endpoint that anybody may call and that joins input into SQL, removes another, takes a policy away, drops a column
/// by a migration, blocks a thread, silences a rule, adds a package and switches a setting.
/// </summary>
public sealed class Shop : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Microsoft.EntityFrameworkCore.Sqlite" Version="10.0.12" />
          </ItemGroup>
        </Project>

        """;

    private const string Program = """
        using Microsoft.EntityFrameworkCore;
        using Shop;

        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddProblemDetails();
        builder.Services.AddAuthorization();
        builder.Services.AddDbContext<ShopContext>(o => o.UseSqlite(builder.Configuration.GetConnectionString("Shop")));
        builder.Services.AddScoped<IOrders, Orders>();
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseAuthorization();
        var orders = app.MapGroup("/api/orders").RequireAuthorization("orders.read");
        orders.MapGet("/{id:int}", (int id, IOrders store) => store.Find(id));
        orders.MapGet("/{id:int}/lines", (int id, IOrders store) => store.Lines(id)).CacheOutput();
        app.MapDelete("/api/orders/{id:int}", (int id, IOrders store) => store.Remove(id)).RequireAuthorization("orders.write");
        app.Run();

        """;

    private const string Store = """
        using Microsoft.EntityFrameworkCore;

        namespace Shop;

        public class Order
        {
            public int Id { get; set; }
            public required string Customer { get; set; }
            public string? LegacyCode { get; set; }
        }

        public record OrderView(int Id, string Customer, string? LegacyCode);

        public class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
        {
            public DbSet<Order> Orders => Set<Order>();
        }

        public interface IOrders
        {
            Task<OrderView?> Find(int id);
            Task<int> Lines(int id);
            Task Remove(int id);
        }

        public class Orders(ShopContext db) : IOrders
        {
            public async Task<OrderView?> Find(int id) =>
                await db.Orders.Where(o => o.Id == id).Select(o => new OrderView(o.Id, o.Customer, o.LegacyCode)).SingleOrDefaultAsync();

            public async Task<int> Lines(int id) => await db.Orders.CountAsync(o => o.Id == id);

            public async Task Remove(int id) => await db.Orders.Where(o => o.Id == id).ExecuteDeleteAsync();
        }

        """;

    private const string First = """
        using Microsoft.EntityFrameworkCore.Infrastructure;
        using Microsoft.EntityFrameworkCore.Migrations;

        namespace Shop.Migrations;

        [DbContext(typeof(ShopContext))]
        [Migration("20260101000000_First")]
        public partial class First : Migration
        {
            protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
                name: "Orders",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Customer = table.Column<string>(type: "TEXT", nullable: false),
                    LegacyCode = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table => table.PrimaryKey("PK_Orders", x => x.Id));

            protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable(name: "Orders");
        }

        """;

    private const string Drop = """
        using Microsoft.EntityFrameworkCore.Infrastructure;
        using Microsoft.EntityFrameworkCore.Migrations;

        namespace Shop.Migrations;

        [DbContext(typeof(ShopContext))]
        [Migration("20260201000000_DropLegacyCode")]
        public partial class DropLegacyCode : Migration
        {
            protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.DropColumn(name: "LegacyCode", table: "Orders");

            protected override void Down(MigrationBuilder migrationBuilder) =>
                migrationBuilder.AddColumn<string>(name: "LegacyCode", table: "Orders", type: "TEXT", nullable: true);
        }

        """;

    private static readonly Lazy<Dictionary<string, string>> s_restored = new(static () =>
    {
        using var first = new Backend();
        first.Write("Shop.Api/Shop.Api.csproj", Project);
        first.Run("dotnet", "restore", "Shop.Api", "-v", "q");
        return Directory.GetFiles(first.PathOf("Shop.Api/obj")).ToDictionary(static f => Path.GetFileName(f), f => File.ReadAllText(f).Replace(first.Folder, "{folder}", StringComparison.Ordinal));
    });

    public Shop()
    {
        foreach (var (name, text) in s_restored.Value)
            Backend.Write("Shop.Api/obj/" + name, text.Replace("{folder}", Backend.Folder, StringComparison.Ordinal));
        Backend.Write("Shop.Api/Shop.Api.csproj", Project);
        Backend.Write("Shop.Api/Program.cs", Program);
        Backend.Write("Shop.Api/Store.cs", Store);
        Backend.Write("Shop.Api/Migrations/First.cs", First);
        Backend.Write("Shop.Api/appsettings.json", """
            {
              "AllowedHosts": "shop.example.org",
              "Jwt": { "ValidateIssuer": true }
            }

            """);
        File.Delete(Backend.PathOf("Shop.Api/OrdersController.cs"));
        Before = Backend.Commit("before");
        Backend.Run("git", "checkout", "-q", "-b", "feature");
        Backend.Write("Shop.Api/Program.cs", Program
            .Replace(".RequireAuthorization(\"orders.read\")", "", StringComparison.Ordinal)
            .Replace(".CacheOutput()", "", StringComparison.Ordinal)
            .Replace("app.MapDelete(\"/api/orders/{id:int}\", (int id, IOrders store) => store.Remove(id)).RequireAuthorization(\"orders.write\");",
                "app.MapPost(\"/api/orders/search\", (Search search, IOrders store) => store.Search(search.Name));", StringComparison.Ordinal));
        Backend.Write("Shop.Api/Store.cs", Store
            .Replace("    public string? LegacyCode { get; set; }\n", "", StringComparison.Ordinal)
            .Replace(", string? LegacyCode", "", StringComparison.Ordinal).Replace(", o.LegacyCode", "", StringComparison.Ordinal)
            .Replace("    Task Remove(int id);", "    Task<List<Order>> Search(string name);", StringComparison.Ordinal)
            .Replace("public record OrderView", "public record Search(string Name);\n\npublic record OrderView", StringComparison.Ordinal)
            .Replace("    public async Task Remove(int id) => await db.Orders.Where(o => o.Id == id).ExecuteDeleteAsync();", """
                    public Task<List<Order>> Search(string name) => Task.FromResult(Load(name).Result);

                #pragma warning disable CS8618, BR2001
                    private Task<List<Order>> Load(string name) =>
                        db.Orders.FromSqlRaw("SELECT * FROM Orders WHERE Customer = '" + name + "'").ToListAsync();
                """, StringComparison.Ordinal));
        Backend.Write("Shop.Api/Migrations/DropLegacyCode.cs", Drop);
        Backend.Write("Shop.Api/appsettings.json", """
            {
              "AllowedHosts": "*",
              "Jwt": { "ValidateIssuer": false, "SigningKey": "not-a-real-key-but-long-enough" }
            }

            """);
        After = Backend.Commit("after");
    }

    public Backend Backend { get; } = new();

    public string Before { get; }

    public string After { get; }

    public void Dispose() => Backend.Dispose();
}
