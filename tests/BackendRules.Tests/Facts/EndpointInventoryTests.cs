namespace BackendRules.Tests;

public sealed class EndpointInventoryTests
{
    private const string Page = "Endpoints.md";

    public static IEnumerable<object[]> Headings => FactPage.Headings(Page);

    [Theory, MemberData(nameof(Headings))]
    public Task Lists(string heading) => FactPage.Holds(Page, heading, new Listing(static watch =>
    {
        var inventory = EndpointInventory.Of(watch);
        return (compilation, cancellation) => inventory.Read(compilation, cancellation).Select(static site => Line(site.Endpoint));
    }));

    private static string Line(Endpoint endpoint)
    {
        var parameters = string.Join(", ", endpoint.Parameters.Where(EndpointBinding.IsVisible)
            .Select(static p => $"{p.Binding.ToString().ToLowerInvariant()} {p.Type} {p.Name}"));
        var responses = string.Join(", ", endpoint.Responses.Select(static r => r.Type is null ? $"{r.Status}" : $"{r.Status} {r.Type}"));
        var access = endpoint.Access.Rule switch
        {
            AccessRule.Unsaid => "",
            AccessRule.Anonymous => " | anonymous by " + endpoint.Access.From,
            _ => $" | authorized by {endpoint.Access.From}{string.Concat(endpoint.Access.Policies.Select(static p => " " + p))}",
        };
        var limit = endpoint.Limit.Rule == LimitRule.Unsaid ? "" : $" | limit {endpoint.Limit.Rule.ToString().ToLowerInvariant()} {endpoint.Limit.Policy}".TrimEnd();
        var more = string.Concat(endpoint.Versions.Select(static v => " v" + v)) + string.Concat(endpoint.Filters.Select(static f => " +" + f)) + (endpoint.IsHidden ? " hidden" : "");
        return $"{endpoint} ({parameters}) -> {responses}".TrimEnd() + access + limit + more;
    }
}
