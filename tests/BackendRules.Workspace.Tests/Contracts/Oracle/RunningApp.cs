using System.Reflection;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace BackendRules.Workspaces.Tests;

/// <summary>A backend built inside the tests, never started: its own lists say what it answers.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    public RunningApp(string space, Action<IServiceCollection> services, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        services(builder.Services);
        builder.Services.AddAuthorization();
        builder.Services.AddEndpointsApiExplorer();
        builder.Services.AddControllers().AddApplicationPart(typeof(RunningApp).Assembly).ConfigureApplicationPartManager(manager =>
        {
            manager.FeatureProviders.Remove(manager.FeatureProviders.OfType<ControllerFeatureProvider>().Single());
            manager.FeatureProviders.Add(new Controllers(space));
        });
        _app = builder.Build();
        map(_app);
    }

    public IServiceProvider Services => _app.Services;

    /// <summary>Verb and route of every endpoint.</summary>
    public IReadOnlyList<string> Endpoints =>
    [
        .. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(static endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"]).Select(verb => $"{verb} /{endpoint.RoutePattern.RawText?.Trim('/')}"))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    public IReadOnlyList<ApiDescription> Descriptions
    {
        get
        {
            // Mapped endpoints are described once the data sources are known to routing.
            var sources = ((IEndpointRouteBuilder)_app).DataSources.ToList();
            ((IApplicationBuilder)_app).UseRouting();
            ((IApplicationBuilder)_app).UseEndpoints(endpoints =>
            {
                foreach (var source in sources.Where(source => !endpoints.DataSources.Contains(source)))
                    endpoints.DataSources.Add(source);
            });
            return [.. _app.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups.Items.SelectMany(static group => group.Items)];
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Controllers(string space) : ControllerFeatureProvider
    {
        protected override bool IsController(TypeInfo typeInfo) => base.IsController(typeInfo) && typeInfo.Namespace?.StartsWith(space, StringComparison.Ordinal) == true;
    }
}
