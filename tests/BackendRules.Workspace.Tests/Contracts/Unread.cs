namespace BackendRules.Workspaces.Tests;

/// <summary>Code that makes or changes endpoints out of sight is named; what only looks like it isn't.</summary>
public sealed class Unread
{
    private const string Types = """
        public class Slug : IOutboundParameterTransformer { public string? TransformOutbound(object? value) => value?.ToString()?.ToLowerInvariant(); }
        public class Prefix : Microsoft.AspNetCore.Mvc.ApplicationModels.IControllerModelConvention { public void Apply(Microsoft.AspNetCore.Mvc.ApplicationModels.ControllerModel controller) { } }
        public class Plugins : EndpointDataSource
        {
            public override IReadOnlyList<Endpoint> Endpoints => [];
            public override Microsoft.Extensions.Primitives.IChangeToken GetChangeToken() => throw new NotSupportedException();
        }
        public class KeyMiddleware(RequestDelegate next) { public Task InvokeAsync(HttpContext context) => next(context); }
        """;

    [Fact]
    public void Conventions_transformers_sources_and_branches_are_named_with_their_place()
    {
        var contract = Sources.Contract("""
            using Microsoft.AspNetCore.Mvc.ApplicationModels;
            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddControllers(options => options.Conventions.Add(new RouteTokenTransformerConvention(new Slug())));
            var app = builder.Build();
            app.UseWhen(context => context.Request.Path.StartsWithSegments("/admin"), branch => branch.UseMiddleware<KeyMiddleware>());
            app.MapGet("/", () => 1);
            app.Run();
            """ + "\n" + Types);
        Assert.Equal(
            [
                "routes of controllers: Prefix may change them when the application starts · Shop.cs:9",
                "the endpoints of Plugins: they are made when the application runs · Shop.cs:10",
                "who may call: UseMiddleware runs for some requests only · Shop.cs:5",
                "words in brackets of routes: Slug rewrites them when the application starts · Shop.cs:3",
            ],
            contract.Unresolved.Select(static u => $"{u.What}: {u.Reason} · {u.Place!.File}:{u.Place.Line}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_transformer_of_one_parameter_and_a_branch_without_a_gate_change_no_route()
    {
        var contract = Sources.Contract("""
            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddRouting(options => options.ConstraintMap["slug"] = typeof(Slug));
            var app = builder.Build();
            app.UseWhen(context => context.Request.Path.StartsWithSegments("/files"), branch => branch.UseResponseCompression());
            app.UseMiddleware<KeyMiddleware>();
            app.MapGet("/", () => 1);
            app.Run();
            public class Slug : IOutboundParameterTransformer { public string? TransformOutbound(object? value) => null; }
            public class KeyMiddleware(RequestDelegate next) { public Task InvokeAsync(HttpContext context) => next(context); }
            public abstract class Source : EndpointDataSource;
            """);
        Assert.Empty(contract.Unresolved);
    }

    [Fact]
    public void Migrations_of_another_library_are_named()
    {
        const string Library = "namespace FluentMigrator { public abstract class MigrationBase { public abstract void Up(); } public abstract class Migration : MigrationBase; }";
        var schema = Schema.Read([Sources.Part("public class AddOrders : FluentMigrator.Migration { public override void Up() { } }\n" + Library)]);
        Assert.Equal("migration AddOrders: migrations of FluentMigrator are not read", Assert.Single(schema.Unresolved.Select(static u => $"{u.What}: {u.Reason}")));
    }
}
