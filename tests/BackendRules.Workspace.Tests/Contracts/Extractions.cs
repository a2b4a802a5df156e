namespace BackendRules.Workspaces.Tests;

/// <summary>What the extractor reads from code.</summary>
public sealed class Extractions
{
    [Fact]
    public void An_endpoint_has_its_parameters_its_body_and_its_answers()
    {
        var contract = Sources.Contract("""
            using Microsoft.AspNetCore.Http.HttpResults;

            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddSingleton<Store>();
            var app = builder.Build();
            var orders = app.MapGroup("/orders").RequireAuthorization("sales");
            orders.MapGet("/{id:int}", (int id, Store store) => store.Find(id) is { } order ? Results.Ok(order) : Results.NotFound());
            orders.MapPost("/", Results<Created<Order>, BadRequest> (Place place, Store store) => TypedResults.BadRequest()).AllowAnonymous();
            app.Run();

            public class Store { public Order? Find(int id) => null; }
            public record Order(int Id, string Customer, State State, DateTimeOffset? Sent, List<Line> Lines);
            public record Line(string Product, decimal Price);
            public record Place(string Customer, int[] Products);
            public enum State { Open, Sent = 5 }
            """);
        var service = Assert.Single(contract.Services);
        Assert.Empty(contract.Unresolved);
        var get = Assert.Single(service.Endpoints, static e => e.Verb == "GET");
        Assert.Equal("GET /orders/{}", get.Id);
        Assert.Equal("policy sales", get.Access.ToString());
        Assert.Equal(["path id int32 True"], get.Parameters.Select(static p => $"{p.In.ToString().ToLowerInvariant()} {p.Name} {p.Type} {p.IsRequired}"));
        Assert.Equal(["200 Order", "404 "], get.Responses.Select(static r => $"{r.Status} {r.Type}"));
        var post = Assert.Single(service.Endpoints, static e => e.Verb == "POST");
        Assert.Equal("Place", post.Body?.Type.ToString());
        Assert.Equal(["201 Order", "400 "], post.Responses.Select(static r => $"{r.Status} {r.Type}"));
        Assert.True(post.Access.IsOpen);
        Assert.Equal(["id int32", "customer string", "state State", "sent date-time?", "lines Line[]"], service.Types["Order"].Properties.Select(static p => $"{p.Name} {p.Type}"));
        Assert.Equal(["Open 0", "Sent 5"], service.Types["State"].Values.Select(static v => $"{v.Name} {v.Number}"));
    }

    [Fact]
    public void A_contract_survives_being_written_down()
    {
        var contract = Sources.Contract("""
            var app = WebApplication.Create(args);
            app.MapGet("/a/{id}", (Guid id) => new { Total = 1 });
            app.Run();
            """);
        var text = System.Text.Json.JsonSerializer.Serialize(contract, Json.Compact);
        var again = System.Text.Json.JsonSerializer.Deserialize<ApiContract>(text, Json.Compact)!;
        Assert.Equal(text, System.Text.Json.JsonSerializer.Serialize(again, Json.Compact));
        Assert.Empty(Contract.Compare(contract, again).Endpoints);
    }

    [Fact]
    public void A_prefix_and_services_of_another_project_count()
    {
        var library = Sales("");
        var program = App("""app.MapGroup("/api").MapSales();""", "", library);
        var contract = Contract.Read([library, program]);
        var endpoint = Assert.Single(Assert.Single(contract.Services).Endpoints);
        Assert.Equal("POST /api/sales", endpoint.ToString());
        Assert.Equal("Sale", endpoint.Body?.Type.ToString());
        Assert.Equal("200 int32", $"{endpoint.Responses[0].Status} {endpoint.Responses[0].Type}");
    }

    [Fact]
    public void A_project_that_sees_another_with_other_libraries_still_knows_what_it_maps()
    {
        var old = Sources.Part("namespace Base { public class Thing { } }", "Base");
        var young = Sources.Part("namespace Base { public class Thing { public int More; } }", "Base");
        var library = Sales("public static Base.Thing Used = new();", old);
        var program = App("""app.MapGroup("/api").RequireAuthorization().MapSales();""", "class Uses { int More => new Base.Thing().More; }", young, library);
        var endpoint = Assert.Single(Contract.Read([library, program]).Endpoints);
        Assert.Equal(("POST /api/sales", "Sale", "authenticated"), (endpoint.ToString(), endpoint.Body?.Type.ToString(), endpoint.Access.ToString()));
    }

    private static CodePart Sales(string member, params CodePart[] below) => Sources.Part($$"""
        namespace Sales;
        public static class Endpoints
        {
            {{member}}
            public static void MapSales(this IEndpointRouteBuilder app) => app.MapPost("/sales", (Ledger ledger, Sale sale) => ledger.Add(sale));
        }
        public class Ledger { public int Add(Sale sale) => 1; }
        public record Sale(decimal Amount);
        """, "Sales", below);

    private static CodePart App(string mapping, string type, params CodePart[] below) => Sources.Part($$"""
        using Sales;
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddScoped<Ledger>();
        var app = builder.Build();
        {{mapping}}
        app.Run();
        {{type}}
        """, "App", below);

    [Fact]
    public void A_group_that_is_made_out_of_sight_leaves_its_routes_unknown()
    {
        const string Source = """
            using System.Reflection;
            var app = WebApplication.Create(args);
            foreach (var type in Assembly.GetExecutingAssembly().GetTypes())
                type.GetMethod("Map")?.Invoke(null, [app.MapGroup("/api/" + type.Name)]);
            app.Run();
            public class Orders { public static void Map(RouteGroupBuilder group) => group.MapPost("/", Create); static int Create(int id) => id; }
            public class Bills { public static void Map(RouteGroupBuilder group) => group.MapPost("/", Create); static int Create(int id) => id; }
            """;
        var contract = Sources.Contract(Source);
        Assert.Equal(["POST /{?}", "POST /{?}"], contract.Endpoints.Select(static e => e.ToString()));
        Assert.Equal(2, contract.Unresolved.Length);
        var without = Workspaces.Contract.Compare(contract, Sources.Contract(Source.Replace("public class Orders", "public class Sales", StringComparison.Ordinal).Replace("public class Bills { public static void Map(RouteGroupBuilder group) => group.MapPost", "public class Bills { public static void Map(RouteGroupBuilder group) => group.MapPut", StringComparison.Ordinal)));
        Assert.All(without.Changes, static change => Assert.NotEqual(ContractLevel.Breaking, change.Level));
    }

    [Fact]
    public void A_helper_that_the_application_never_calls_maps_nothing()
    {
        var library = Sources.Part("""
            namespace Shared;
            public static class Endpoints { public static void MapHealth(this IEndpointRouteBuilder app) => app.MapGet("/health", () => "ok"); }
            """, "Shared");
        var program = Sources.Part("""
            var app = WebApplication.Create(args);
            app.MapGet("/orders", () => 1);
            app.Run();
            """, "App", library);
        Assert.Equal(["GET /orders"], Contract.Read([library, program]).Endpoints.Select(static e => e.ToString()));
    }

    [Fact]
    public void An_application_that_starts_others_does_not_answer_for_them()
    {
        var shop = Sources.Part("""
            var app = WebApplication.Create(args);
            app.MapGet("/orders", () => 1);
            app.Run();
            """);
        var host = Sources.Part("System.Console.WriteLine(1);", "Host", shop);
        Assert.Equal(["Shop"], Contract.Read([shop, host]).Services.Select(static s => s.Name));
    }

    [Fact]
    public void Versions_are_read_in_every_spelling_and_classes_that_ask_for_services_are_none_of_the_body()
    {
        var contract = Sources.Contract("""
            var app = WebApplication.Create(args);
            var api = app.NewVersionedApi("Shop");
            api.MapGroup("/a").HasApiVersion(1, 0).HasApiVersion(2, 0).MapGet("", () => 1);
            api.MapGroup("/b").HasApiVersion(1.0).MapGet("", () => 1);
            app.MapPost("/c", (Place place, Handler handler) => 1);
            app.Run();
            public record Place(int Id);
            public class Handler(ILogger<Handler> log) { public void Run() => log.LogInformation("Ran"); }
            """);
        Assert.Equal(["GET /a v1.0", "GET /a v2.0", "GET /b v1.0", "POST /c"], contract.Endpoints.Select(static e => e.ToString()));
        Assert.Equal("Place", contract.Endpoints.Last().Body?.Type.ToString());
    }
}
