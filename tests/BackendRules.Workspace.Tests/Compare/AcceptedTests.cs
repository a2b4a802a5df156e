using System.Globalization;
using System.Text.Json;

namespace BackendRules.Workspaces.Tests;

/// <summary>A team's levels and acceptances in a comparison.</summary>
public sealed class AcceptedTests : IDisposable
{
    private readonly Shop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task What_is_accepted_stays_in_the_report_and_breaks_no_gate()
    {
        using var bench = _shop.Backend.Open();
        var before = await bench.CompareAsync(new ComparisonRequest { Path = "Shop.Api" });
        var breaking = before.Part(PartNames.Breaking).Items.Where(static i => i.Level == "breaking").ToList();
        var first = breaking[0];
        var others = breaking.Select(static i => i.RuleId!).Where(id => id != first.RuleId).Distinct().ToDictionary(static id => id, static _ => "info");
        var until = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(90).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var accepted = breaking.Where(i => i.RuleId == first.RuleId).Select(i => new { i.Fingerprint, reason = "no client is left", by = "ada", until });
        _shop.Backend.Write(ToolSettings.FileName, JsonSerializer.Serialize(new { breaking = new { levels = others, accepted } }, Json.Indented));

        var after = await bench.CompareAsync(new ComparisonRequest { Path = "Shop.Api" });
        Assert.NotEqual("breaking", after.Verdict);
        Assert.Equal(
            before.Part(PartNames.Breaking).Items.Select(static i => i.Fingerprint).Order(StringComparer.Ordinal),
            after.Part(PartNames.Breaking).Items.Select(static i => i.Fingerprint).Order(StringComparer.Ordinal));
        var kept = after.Part(PartNames.Breaking).Items.Single(i => i.Fingerprint == first.Fingerprint);
        Assert.Equal(("info", $"until {until} by ada: no client is left"), (kept.Level, kept.Accepted));
        Assert.Equal(accepted.Count(), after.Part(PartNames.Breaking).Counts["accepted"]);
        Assert.Equal(
            [.. others.Keys.Select(static id => "severity-lowered " + id).Order(StringComparer.Ordinal), .. accepted.Select(static a => "suppression-added " + a.Fingerprint).Order(StringComparer.Ordinal)],
            after.Part(PartNames.Security).Items.Where(static i => i.File == ToolSettings.FileName).Select(static i => $"{i.Kind} {i.Subject}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_acceptance_that_matches_nothing_is_said()
    {
        using var bench = _shop.Backend.Open();
        var until = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(90).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var print = (await bench.CompareAsync(new ComparisonRequest { Path = "Shop.Api" })).Part(PartNames.Breaking).Items[0].Fingerprint;
        var accepted = new[] { print, "00000000deadbeef" }.Select(one => new { Fingerprint = one, reason = "no client is left", by = "ada", until });
        _shop.Backend.Write(ToolSettings.FileName, JsonSerializer.Serialize(new { breaking = new { accepted } }, Json.Indented));
        Assert.Equal(["The acceptance of 00000000deadbeef by ada matches no change; take it out of backendrules.json."], (await bench.CompareAsync(new ComparisonRequest { Path = "Shop.Api" })).Part(PartNames.Breaking).Notes);
    }

    [Fact]
    public async Task A_setting_that_cannot_be_read_decides_nothing_and_is_said()
    {
        _shop.Backend.Write(ToolSettings.FileName, """{ "breaking": { "levels": { "BRC001": "harmless" } } }""");
        using var bench = _shop.Backend.Open();
        var fault = await Assert.ThrowsAsync<Fault>(() => bench.CompareAsync(new ComparisonRequest { Path = "Shop.Api" }));
        Assert.Equal(("invalid_configuration", "backendrules.json: '$.breaking.levels.BRC001' is no level; the levels are breaking, potential and info."), (fault.Code, fault.Message));
    }
}
