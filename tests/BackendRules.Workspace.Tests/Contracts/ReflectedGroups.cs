namespace BackendRules.Workspaces.Tests;

/// <summary>Groups that a loop over the classes of an assembly makes, with routes out of class names.</summary>
public sealed class ReflectedGroups
{
    private const string Handlers = """
        public static class Handlers { public static int List() => 1; public static int Get(int id) => id; public static int Add() => 1; }
        """;

    [Fact]
    public void A_looked_up_method_is_called_for_every_class_with_the_prefix_that_the_class_says()
    {
        var contract = Sources.Contract("""
            using System.Reflection;
            var app = WebApplication.Create(args);
            app.MapEndpoints(typeof(Program).Assembly);
            app.Run();

            public interface IEndpointGroup { static virtual string? RoutePrefix => null; static abstract void Map(RouteGroupBuilder group); }
            public class Orders : IEndpointGroup
            {
                public static void Map(RouteGroupBuilder group) { group.RequireAuthorization(); group.MapGet("{id}", Handlers.Get); group.MapPost("", Handlers.Add).AllowAnonymous(); }
            }
            public class Lines : IEndpointGroup
            {
                public static string? RoutePrefix => "/api/orders/{orderId}/lines";
                public static void Map(RouteGroupBuilder group) => group.MapGet("", Handlers.List);
            }
            public class Late : IEndpointGroup
            {
                public static string? RoutePrefix => Environment.GetEnvironmentVariable("LATE");
                public static void Map(RouteGroupBuilder group) => group.MapGet("", Handlers.List);
            }
            public static class Extensions
            {
                public static WebApplication MapEndpoints(this WebApplication app, Assembly assembly)
                {
                    foreach (var type in assembly.GetExportedTypes().Where(t => t is { IsAbstract: false, IsInterface: false } && t.IsAssignableTo(typeof(IEndpointGroup))))
                    {
                        var name = type.Name;
                        var prefix = type.GetProperty(nameof(IEndpointGroup.RoutePrefix))?.GetValue(null) as string ?? $"/api/{name}";
                        var group = app.MapGroup(prefix).WithTags(name);
                        type.GetMethod(nameof(IEndpointGroup.Map))!.Invoke(null, [group]);
                    }

                    return app;
                }
            }
            """ + "\n" + Handlers);
        Assert.Equal(
            ["GET /api/Orders/{id} authenticated", "GET /api/orders/{orderId}/lines anonymous", "GET /{?} anonymous", "POST /api/Orders anonymous"],
            contract.Endpoints.Select(static e => $"{e} {e.Access}").Order(StringComparer.Ordinal));
        Assert.Equal(["GET /{?}: a part of the route is not a constant"], contract.Unresolved.Select(static u => $"{u.What}: {u.Reason}"));
    }

    [Fact]
    public void An_instance_that_is_made_for_every_class_names_its_group()
    {
        const string Source = """
            using System.Reflection;
            var app = WebApplication.Create(args);
            app.MapEndpoints();
            app.Run();

            public abstract class EndpointGroupBase { public virtual string? GroupName { get; } public abstract void Map(RouteGroupBuilder group); }
            public class Orders : EndpointGroupBase { public override void Map(RouteGroupBuilder group) { group.MapGet("", Handlers.List).RequireAuthorization(); group.MapDelete("{id}", Handlers.Get).RequireAuthorization("admin"); } }
            public class Bills : EndpointGroupBase { public override string? GroupName => "invoices"; public override void Map(RouteGroupBuilder group) => group.MapGet("", Handlers.List); }
            public static class Extensions
            {
                private static RouteGroupBuilder MapGroup(this WebApplication app, EndpointGroupBase group)
                {
                    var name = group.GroupName ?? group.GetType().Name;
                    return app.MapGroup($"/api/{name}").WithGroupName(name);
                }

                public static WebApplication MapEndpoints(this WebApplication app)
                {
                    foreach (var type in Assembly.GetExecutingAssembly().GetExportedTypes().Where(t => t.IsSubclassOf(typeof(EndpointGroupBase))))
                    {
                        if (Activator.CreateInstance(type) is EndpointGroupBase instance)
                            instance.Map(app.MapGroup(instance));
                    }

                    return app;
                }
            }
            """;
        var contract = Sources.Contract(Source + "\n" + Handlers);
        Assert.Equal(["DELETE /api/Orders/{id} policy admin", "GET /api/Orders authenticated", "GET /api/invoices anonymous"], contract.Endpoints.Select(static e => $"{e} {e.Access}").Order(StringComparer.Ordinal));
        Assert.Empty(contract.Unresolved);

        var moved = Workspaces.Contract.Compare(contract, Sources.Contract(Source.Replace("class Orders", "class Purchases", StringComparison.Ordinal) + "\n" + Handlers));
        Assert.Equal(["BRC003 Breaking GET /api/Orders", "BRC003 Breaking DELETE /api/Orders/{id}"], moved.Changes.Select(static c => $"{c.Id} {c.Level} {c.Subject}").OrderDescending(StringComparer.Ordinal));
    }

    [Fact]
    public void A_prefix_that_is_made_of_the_name_stays_unknown()
    {
        var contract = Sources.Contract("""
            using System.Reflection;
            var app = WebApplication.Create(args);
            foreach (var type in Assembly.GetExecutingAssembly().GetTypes().Where(t => t.IsAssignableTo(typeof(IModule)) && t.IsClass))
                ((IModule)Activator.CreateInstance(type)!).Map(app.MapGroup("/" + type.Name.Replace("Module", "").ToLowerInvariant()));
            app.MapGroup("/" + typeof(OrdersModule).Name).MapPut("", Handlers.Add);
            app.Run();
            public interface IModule { void Map(IEndpointRouteBuilder group); }
            public class OrdersModule : IModule { public void Map(IEndpointRouteBuilder group) => group.MapGet("", Handlers.List); }
            """ + "\n" + Handlers);
        Assert.Equal(["GET /{?}", "PUT /{?}"], contract.Endpoints.Select(static e => e.ToString()));
        Assert.Equal(2, contract.Unresolved.Length);
    }
}
