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
        Assert.DoesNotContain(comparison.Unresolved, static g => g.What != "the schema");
        Assert.Equal("breaking", comparison.Verdict);
        Assert.Equal(
            ["endpoint-added POST /api/orders/search", "endpoint-modified GET /api/orders/{id:int}", "endpoint-modified GET /api/orders/{id:int}/lines", "endpoint-removed DELETE /api/orders/{id:int}"],
            Items(comparison, PartNames.Endpoints).Select(static i => $"{i.Kind} {i.Subject}").Order());

        var security = Items(comparison, PartNames.Security);
        Assert.Contains(security, static i => i is { Kind: "new-finding", RuleId: "BR1001", File: "Shop.Api/Store.cs" });
        Assert.Contains(security, static i => i is { Kind: "access-new-open", Level: "error", Subject: "POST /api/orders/search" });
        Assert.Contains(security, static i => i is { Kind: "access-opened", Level: "error", Subject: "GET /api/orders/{id:int}" });
        Assert.Contains(security, static i => i is { Kind: "suppression-added", RuleId: "BR2001", Level: "warning" });
        Assert.Contains(security, static i => i is { Kind: "suppression-added", Subject: "CS8618", Level: "note" });
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
        Assert.All(comparison.Parts.Where(static p => p.Name != PartNames.Schema), static p => Assert.Equal("changes", p.Status));
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

    private static IReadOnlyList<ReportItem> Items(Comparison comparison, string part) => comparison.Part(part).Items;
}
