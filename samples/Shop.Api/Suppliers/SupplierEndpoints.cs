using System.Data;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Xml;
using Newtonsoft.Json;
using StackExchange.Redis;

namespace Shop.Suppliers;

/// <summary>What suppliers send and ask. Each fault stands beside the right way to do it.</summary>
public static class SupplierEndpoints
{
    private static readonly XmlDocument s_directory = new();

    public static void MapSuppliers(this IEndpointRouteBuilder app)
    {
        var suppliers = app.MapGroup("/suppliers").RequireAuthorization();

        // BR1008: a name may be a script.
        suppliers.MapGet("/{name}/badge", (string name) => Results.Content($"<b>{name}</b>", "text/html"));
        suppliers.MapGet("/{name}/badge/safe", (string name) => Results.Content($"<b>{HtmlEncoder.Default.Encode(name)}</b>", "text/html"));

        // BR1009: what is sent becomes part of the script.
        suppliers.MapGet("/{name}/rank", async (string name, IDatabase redis) => (int)await redis.ScriptEvaluateAsync($"return redis.call('zrank', 'suppliers', '{name}')"));
        suppliers.MapGet("/{name}/rank/safe", async (string name, IDatabase redis) => (int)await redis.ScriptEvaluateAsync("return redis.call('zrank', 'suppliers', ARGV[1])", values: [name]));

        // BR1010: a quote in the name ends the text, and the rest is a condition.
        suppliers.MapGet("/{name}/address", (string name) => s_directory.SelectSingleNode($"//supplier[@name='{name}']/address")?.InnerText);
        suppliers.MapGet("/{id:int}/address/safe", (int id) => s_directory.SelectSingleNode($"//supplier[@id={id}]/address")?.InnerText);

        // BR1011: a formula is a program.
        suppliers.MapGet("/discount", (string formula) => new DataTable().Compute(formula, ""));
        suppliers.MapGet("/discount/safe", (int count, int percent) => new DataTable().Compute($"{count} * {percent} / 100", ""));

        // BR1012: the text says which types are made, and making some of them runs a program.
        suppliers.MapPost("/offers", async (HttpRequest request) => JsonConvert.DeserializeObject(
            await new StreamReader(request.Body).ReadToEndAsync(), new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.All }) is null ? Results.BadRequest() : Results.Accepted());
        suppliers.MapPost("/offers/safe", async (HttpRequest request) => JsonConvert.DeserializeObject<Offer>(await new StreamReader(request.Body).ReadToEndAsync()) is null ? Results.BadRequest() : Results.Accepted());

        // BR1014: a few dozen letters keep this busy for years.
        suppliers.MapGet("/is-name", (string text) => Regex.IsMatch(text, @"^(\w+\s?)*$"));
        suppliers.MapGet("/is-code", (string text) => Regex.IsMatch(text, "^[A-Z]{2}[0-9]{4}$"));

        // BR1017: an unchecked value goes out to the carrier.
        suppliers.MapPost("/{tenant}/relay", async (string tenant, IHttpClientFactory clients, CancellationToken cancellation) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "https://carrier.example/status");
            request.Headers.TryAddWithoutValidation("X-Tenant", tenant);
            request.Headers.Add("X-Caller", tenant);
            using var response = await clients.CreateClient("carrier").SendAsync(request, cancellation);
            return Results.StatusCode((int)response.StatusCode);
        });

        suppliers.MapPost("/search", (string term, ILogger<Offer> logger) =>
        {
            // BR4001: a text of its own for every term, and a line break in it begins an entry of the caller's own: told once.
            logger.LogInformation("Searching for " + term);
            // BR4007: the caller writes the entry.
            logger.LogDebug(term);
            logger.LogInformation("Searched for {Term}", term);
            return Results.Accepted();
        });

        // BR6014: every key of the store is looked at while all others wait.
        suppliers.MapGet("/online", (IConnectionMultiplexer redis) => redis.GetServer("cache", 6379).Keys(pattern: "supplier:*").Count());
        suppliers.MapGet("/online/safe", async (IDatabase redis) => await redis.SetLengthAsync("suppliers:online"));
    }
}

public sealed record Offer(string Supplier, decimal Price);
