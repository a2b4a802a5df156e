namespace BackendRules.Workspaces.Tests;

/// <summary>The five parts of a change that does a little of everything.</summary>
public sealed class ShopTests : IDisposable
{
    private readonly Shop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Every_part_says_what_the_change_did_and_nothing_else()
    {
        using var bench = _shop.Backend.Open();
        var comparison = await bench.CompareAsync(new ComparisonRequest { Path = "Shop.Api" });
        Assert.True(comparison.IsComplete, string.Join('\n', comparison.Coverage.Problems.Concat(comparison.BaseCoverage!.Problems)));
        Assert.Empty(comparison.Unresolved);
        Assert.Equal("breaking", comparison.Verdict);
        Assert.Equal(
            ["endpoint-added POST /api/orders/search", "endpoint-modified GET /api/orders/{id:int}", "endpoint-modified GET /api/orders/{id:int}/lines", "endpoint-removed DELETE /api/orders/{id:int}"],
            Items(comparison, PartNames.Endpoints).Select(static i => $"{i.Kind} {i.Subject}").Order());

        var drop = Assert.Single(Items(comparison, PartNames.Schema), static i => i.Kind == "drop-column");
        Assert.Equal(("error", "Orders.LegacyCode", "Shop.Api/Migrations/DropLegacyCode.cs"), (drop.Level, drop.Subject, drop.File));

        var security = Items(comparison, PartNames.Security);
        Assert.Contains(security, static i => i is { Kind: "new-finding", RuleId: "BR1001", File: "Shop.Api/Store.cs" });
        Assert.Contains(security, static i => i is { Kind: "access-new-open", Level: "error", Subject: "POST /api/orders/search" });
        Assert.Contains(security, static i => i is { Kind: "access-opened", Level: "error", Subject: "GET /api/orders/{id:int}" });
        Assert.Contains(security, static i => i is { Kind: "suppression-added", RuleId: "BR2001", Level: "warning" });
        Assert.Contains(security, static i => i is { Kind: "suppression-added", Subject: "CS8618", Level: "note" });
        Assert.Contains(security, static i => i is { Kind: "boundary-sql", Subject: "RelationalQueryableExtensions.FromSqlRaw", File: "Shop.Api/Store.cs" });
        Assert.Contains(security, static i => i is { Kind: "setting-changed", Subject: "AllowedHosts" });
        Assert.Contains(security, static i => i is { Kind: "setting-changed", Subject: "Jwt:ValidateIssuer" } && i.Text.Contains("True to False", StringComparison.OrdinalIgnoreCase));
        var key = Assert.Single(security, static i => i.Subject == "Jwt:SigningKey");
        Assert.Equal("warning", key.Level);
        Assert.DoesNotContain(security, static i => i.Text.Contains("not-a-real-key", StringComparison.Ordinal) || i.After?.Contains("not-a-real-key", StringComparison.Ordinal) == true);

        var breaking = Items(comparison, PartNames.Breaking);
        Assert.Contains(breaking, static i => i is { RuleId: "BRC001" or "BRC002", Level: "breaking" } && i.Subject!.StartsWith("DELETE /api/orders/{id", StringComparison.Ordinal));
        Assert.Contains(breaking, static i => i.Subject!.Contains("legacyCode", StringComparison.Ordinal));

        var performance = Items(comparison, PartNames.Performance);
        var blocks = Assert.Single(performance, static i => i is { Kind: "new-finding", RuleId: "BR5007" });
        Assert.Equal(["POST /api/orders/search"], blocks.Endpoints);
        Assert.Contains(performance, static i => i is { Kind: "cache-lost", Subject: "GET /api/orders/{id:int}/lines" });
        Assert.Contains("Static estimates, not measured.", comparison.Part(PartNames.Performance).Notes);
        Assert.All(comparison.Parts, static p => Assert.Equal("changes", p.Status));
    }

    [Fact]
    public async Task The_way_back_fixes_what_the_way_there_brought()
    {
        _shop.Backend.Run("git", "checkout", "-q", "main");
        using var bench = _shop.Backend.Open();
        var comparison = await bench.CompareAsync(new ComparisonRequest { Path = "Shop.Api", Base = "feature", Head = "main" });
        // The branch's fork is the compared commit itself: nothing came since.
        Assert.Equal(0, comparison.Revisions.ChangedFiles);
        _shop.Backend.Run("git", "checkout", "-q", "feature");
        _shop.Backend.Run("git", "revert", "--no-commit", "HEAD");
        comparison = await bench.CompareAsync(new ComparisonRequest { Path = "Shop.Api", Base = "HEAD" });
        Assert.Contains(Items(comparison, PartNames.Security), static i => i is { Kind: "fixed-finding", RuleId: "BR1001" });
        Assert.Contains(Items(comparison, PartNames.Security), static i => i.Kind == "access-closed");
        Assert.DoesNotContain(Items(comparison, PartNames.Security), static i => i.Kind is "new-finding" or "suppression-added" or "access-opened");
        Assert.Contains(Items(comparison, PartNames.Endpoints), static i => i is { Kind: "endpoint-added", Subject: "DELETE /api/orders/{id:int}" });
    }

    [Fact]
    public async Task Only_what_somebody_wrote_to_silence_a_rule_counts_and_each_once()
    {
        _shop.Backend.Write("Shop.Api/Quiet.cs", """
            using System.Diagnostics.CodeAnalysis;

            namespace Shop;

            #pragma warning disable BR1001, 618 // the names are ours
            [SuppressMessage("Security", "BR2003:Name", Justification = "tested")]
            public class Quiet
            {
            #pragma warning restore BR1001
                // #pragma warning disable BR2001
                public string Text => "#pragma warning disable BR2002";
            }
            #pragma warning disable
            """);
        _shop.Backend.Write("Shop.Api/Made.cs", "// <auto-generated/>\n#pragma warning disable BR1001\nnamespace Shop;\n");
        _shop.Backend.Write(".editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.BR1001.severity = none\ndotnet_diagnostic.BR4001.severity = error\n");
        _shop.Backend.Write("Directory.Build.props", "<Project><PropertyGroup><NoWarn>$(NoWarn);BR2004;CS1591</NoWarn><RunAnalyzers>false</RunAnalyzers></PropertyGroup></Project>\n");
        using var bench = _shop.Backend.Open();
        var comparison = await bench.CompareAsync(new ComparisonRequest { Path = "Shop.Api", Base = "HEAD" });
        Assert.Equal(
            [
                ".editorconfig severity-lowered BR1001", "Directory.Build.props severity-lowered RunAnalyzers", "Directory.Build.props suppression-added BR2004", "Directory.Build.props suppression-added CS1591",
                "Shop.Api/Quiet.cs suppression-added BR1001", "Shop.Api/Quiet.cs suppression-added BR2003", "Shop.Api/Quiet.cs suppression-added CS0618", "Shop.Api/Quiet.cs suppression-added every rule",
            ],
            Items(comparison, PartNames.Security).Where(static i => i.Kind is "suppression-added" or "severity-lowered").Select(static i => $"{i.File} {i.Kind} {i.Subject}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Schemas_and_scripts_beside_the_sources_are_compared_with_what_they_were()
    {
        _shop.Backend.Write("Shop.Api/schema.graphql", "type Query { order(id: Int!): Order customer: String }\ntype Order { id: Int! }\n");
        _shop.Backend.Write("Shop.Api/Scripts/001_old.sql", "CREATE TABLE a (id int);\n");
        _shop.Backend.Commit("schemas");
        _shop.Backend.Write("Shop.Api/schema.graphql", "type Query { order(id: Int!): Order }\ntype Order { id: Int! }\n");
        _shop.Backend.Write("Shop.Api/Scripts/002_new.sql", "DROP TABLE a;\n");
        using var bench = _shop.Backend.Open();
        var comparison = await bench.CompareAsync(new ComparisonRequest { Path = "Shop.Api", Base = "HEAD" });
        Assert.Equal("overlay", comparison.Revisions.Mode);
        Assert.Contains(Items(comparison, PartNames.Breaking), static i => i is { Level: "breaking" } && i.Text.Contains("customer", StringComparison.Ordinal));
        Assert.Contains(Items(comparison, PartNames.Endpoints), static i => i is { Kind: "endpoint-removed", Text: "GraphQL field Query.customer is gone" });
        var drop = Assert.Single(Items(comparison, PartNames.Schema));
        Assert.Equal(("error", "Shop.Api/Scripts/002_new.sql"), (drop.Level, drop.File));
    }

    [Fact]
    public async Task What_signing_in_answers_is_not_called_gone()
    {
        const string Door = """
            using Microsoft.AspNetCore.Http.HttpResults;

            namespace Shop;

            public record Token(string Value);

            public static class Door
            {
                public static void Map(WebApplication app) => app.MapPost("/login", Results<SignInHttpResult, BadRequest, Ok<Token>> (string name) =>
                    name.Length == 0 ? TypedResults.BadRequest() : TypedResults.SignIn(new System.Security.Claims.ClaimsPrincipal())).AllowAnonymous();
            }
            """;
        _shop.Backend.Write("Shop.Api/Door.cs", Door);
        _shop.Backend.Write("Shop.Api/Program.cs", File.ReadAllText(_shop.Backend.PathOf("Shop.Api/Program.cs")).Replace("app.Run();", "Door.Map(app);\napp.Run();", StringComparison.Ordinal));
        _shop.Backend.Commit("door");
        _shop.Backend.Write("Shop.Api/Door.cs", Door.Replace(", Ok<Token>>", ">", StringComparison.Ordinal));
        using var bench = _shop.Backend.Open();
        var comparison = await bench.CompareAsync(new ComparisonRequest { Path = "Shop.Api", Base = "HEAD" });
        Assert.True(comparison.IsComplete);
        Assert.DoesNotContain(Items(comparison, PartNames.Breaking), static i => i.Level == "breaking");
    }

    [Fact]
    public async Task Methods_and_events_of_hubs_count_as_endpoints()
    {
        const string Hub = """
            using Microsoft.AspNetCore.SignalR;

            namespace Shop;

            public class Board : Hub
            {
                public Task Post(string text) => Clients.All.SendAsync("posted", text);
            }
            """;
        var program = File.ReadAllText(_shop.Backend.PathOf("Shop.Api/Program.cs"));
        _shop.Backend.Write("Shop.Api/Program.cs", program.Replace("app.Run();", "app.MapHub<Board>(\"/board\");\napp.Run();", StringComparison.Ordinal));
        _shop.Backend.Write("Shop.Api/Board.cs", Hub);
        _shop.Backend.Commit("hub");
        _shop.Backend.Write("Shop.Api/Board.cs", Hub.Replace("Post(", "Publish(", StringComparison.Ordinal).Replace("\"posted\"", "\"published\"", StringComparison.Ordinal));
        using var bench = _shop.Backend.Open();
        var comparison = await bench.CompareAsync(new ComparisonRequest { Path = "Shop.Api", Base = "HEAD" });
        Assert.Equal(
            ["hub event Board.posted is gone", "hub event Board.published is new", "hub method Board.Post is gone", "hub method Board.Publish is new"],
            Items(comparison, PartNames.Endpoints).Select(static i => i.Text).Order(StringComparer.Ordinal));
        Assert.Equal("breaking", comparison.Verdict);
    }

    [Fact]
    public async Task Packages_and_settings_are_compared_and_secrets_not_shown()
    {
        var project = File.ReadAllText(_shop.Backend.PathOf("Shop.Api/Shop.Api.csproj"));
        _shop.Backend.Write("Shop.Api/Shop.Api.csproj", project.Replace("</ItemGroup>", "  <PackageReference Include=\"Microsoft.EntityFrameworkCore.InMemory\" Version=\"10.0.12\" />\n  </ItemGroup>", StringComparison.Ordinal));
        _shop.Backend.Write("Shop.Api/appsettings.Production.json", """
            { "ConnectionStrings": { "Shop": "Server=db;Password=hunter2hunter2" }, "Smtp": { "Password": "${SMTP_PASSWORD}" }, "Cors": { "AllowedOrigins": [ "*" ] }, "Title": "Shop" }
            """);
        _shop.Backend.Write("Shop.Api/Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nUSER root\n");
        using var bench = _shop.Backend.Open();
        var comparison = await bench.CompareAsync(new ComparisonRequest { Path = "Shop.Api", Base = "HEAD" });
        var items = Items(comparison, PartNames.Security).Where(static i => i.Kind.StartsWith("setting", StringComparison.Ordinal) || i.Kind.StartsWith("dependency", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            ["dependency-added Microsoft.EntityFrameworkCore.InMemory", "setting-added ConnectionStrings:Shop", "setting-added Cors:AllowedOrigins:0", "setting-added Smtp:Password", "setting-changed USER"],
            items.Select(static i => $"{i.Kind} {i.Subject}").Order(StringComparer.Ordinal));
        Assert.Equal(("warning", "note"), (items.Single(static i => i.Subject == "ConnectionStrings:Shop").Level, items.Single(static i => i.Subject == "Smtp:Password").Level));
        Assert.DoesNotContain("hunter2", System.Text.Json.JsonSerializer.Serialize(comparison), StringComparison.Ordinal);
        Assert.Contains(comparison.Part(PartNames.Security).Notes, static n => n.Contains("known vulnerabilities", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_that_only_settings_name_is_a_boundary()
    {
        _shop.Backend.Write("Shop.Api/appsettings.json", """
            {
              "AllowedHosts": "*",
              "Jwt": { "ValidateIssuer": false, "SigningKey": "not-a-real-key-but-long-enough", "Authority": "https://login.example.org" },
              "Payments": { "BaseUrl": "https://shop:letmein-4711@api.payments.example/v1", "Retry": "https://API.payments.example/v2", "Token": "https://token.example.net/x" },
              "Cors": { "Origins": [ "https://front.example.org" ] },
              "Kestrel": { "Endpoints": { "Http": { "Url": "http://0.0.0.0:80" } } },
              "Local": "http://localhost:5000", "Path": "/var/lib", "Note": "see: the wiki"
            }

            """);
        using var bench = _shop.Backend.Open();
        var comparison = await bench.CompareAsync(new ComparisonRequest { Path = "Shop.Api", Base = "HEAD" });
        var hosts = Items(comparison, PartNames.Security).Where(static i => i.Kind == "boundary-host").ToList();
        Assert.Equal(["api.payments.example", "login.example.org"], hosts.Select(static i => i.Subject!.ToLowerInvariant()).Order(StringComparer.Ordinal));
        Assert.Equal(("Shop.Api/appsettings.json", 4), (hosts[^1].File, hosts.Single(static i => i.Subject == "api.payments.example").Line));
        Assert.DoesNotContain("letmein", System.Text.Json.JsonSerializer.Serialize(comparison), StringComparison.Ordinal);
    }

    private static IReadOnlyList<ReportItem> Items(Comparison comparison, string part) => comparison.Part(part).Items;
}
