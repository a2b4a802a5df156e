namespace BackendRules.Workspaces.Tests;

/// <summary>Endpoints held against OpenAPI documents.</summary>
public sealed class Descriptions
{
    private const string Shop = """
        using Asp.Versioning;
        var app = WebApplication.Create(args);
        app.MapGet("/orders/{id:int}", (int id) => id);
        app.MapPost("/orders", (Order order) => order);
        app.MapGet("/hidden", () => 1).ExcludeFromDescription();
        app.MapHealthChecks("/health");
        app.NewVersionedApi("c").MapGroup("/api/v{version:apiVersion}/catalog").HasApiVersion(2.0).MapGet("/items", () => 1);
        app.Run();
        public record Order(int Id);
        """;

    private const string Whole = """
        { "openapi": "3.0.1", "info": { "title": "Shop", "version": "1" }, "servers": [ { "url": "https://shop.example.org/" } ],
          "paths": { "/orders/{orderId}": { "get": { "responses": {} } }, "/orders": { "post": { "responses": {} } }, "/api/v2/catalog/items": { "get": { "responses": {} } } } }
        """;

    [Fact]
    public void A_document_that_agrees_says_nothing() => Assert.Empty(Gaps("openapi.json", Whole));

    [Fact]
    public void Older_and_newer_documents_and_yaml_are_read()
    {
        Assert.Equal(["GET /orders/{id:int}: swagger.json doesn't describe it"], Gaps("swagger.json", """
            { "swagger": "2.0", "info": { "title": "Shop", "version": "1" }, "basePath": "/api/v2",
              "paths": { "/catalog/items": { "get": { "responses": { "200": { "description": "ok" } } } }, "/orders": { "post": { "responses": { "200": { "description": "ok" } } } } } }
            """));
        Assert.Empty(Gaps("openapi.yaml", """
            openapi: 3.1.0
            info: { title: Shop, version: "1" }
            paths:
              /orders/{id}:
                get: { responses: { "200": { description: ok } } }
              /orders:
                post: { responses: { "200": { description: ok } } }
              /api/v2.0/catalog/items:
                get: { responses: { "200": { description: ok } } }
            """));
    }

    [Fact]
    public void What_only_one_of_them_has_is_not_resolved()
    {
        var gaps = Gaps("openapi.json", Whole.Replace("\"/orders\": { \"post\"", "\"/orders\": { \"put\"", StringComparison.Ordinal));
        Assert.Equal(["POST /orders: openapi.json doesn't describe it", "PUT /orders: openapi.json describes it and the code doesn't show it"], gaps.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("src/Shop/openapi.json", true)]
    [InlineData("src/Shop/swagger.yaml", true)]
    [InlineData("src/Shop/v1.openapi.yaml", true)]
    [InlineData("src/Shop.Api/Shop.Api.json", true)]
    [InlineData("src/Shop.Api/Shop.Api_v2.json", true)]
    [InlineData("src/Shop.Api/appsettings.json", false)]
    [InlineData("Shop.json", false)]
    [InlineData("src/Shop/openapi.cs", false)]
    public void A_document_is_known_by_its_name(string path, bool expected) => Assert.Equal(expected, ApiDescriptions.IsNamed(path));

    [Theory]
    [InlineData("""{ "openapi": "3.0.1", "info": { "title": "Other", "version": "1" }, "paths": { "/a": { "get": { "responses": {} } }, "/b": { "get": { "responses": {} } }, "/orders": { "post": { "responses": {} } } } }""")]
    [InlineData("""{ "name": "no document" }""")]
    [InlineData("broken {")]
    public void A_document_of_another_api_and_what_is_none_count_for_nothing(string text) => Assert.Empty(Gaps("openapi.json", text));

    [Fact]
    public void A_document_that_was_named_counts_whatever_it_says()
    {
        var other = new CodeText("docs/api.json", "docs/api.json", """{ "openapi": "3.0.1", "info": { "title": "Other", "version": "1" }, "paths": { "/a": { "get": { "responses": {} } } } }""");
        var parts = new[] { Sources.Page(Shop) };
        Assert.Equal(4, Contract.Read(parts, default, new ApiDescriptions([other], false)).Unresolved.Length);
        Assert.Equal(["the OpenAPI document"], Contract.Read(parts, default, new ApiDescriptions([other with { Text = "broken {" }], false)).Unresolved.Select(static gap => gap.What));
        Assert.Empty(Contract.Read(parts, default, ApiDescriptions.None).Unresolved);
    }

    private static IEnumerable<string> Gaps(string file, string text) =>
        Contract.Read([Sources.Page(Shop, texts: [(file, text)])]).Unresolved.Select(static gap => $"{gap.What}: {gap.Reason}");
}
