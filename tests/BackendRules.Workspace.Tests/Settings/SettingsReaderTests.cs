using System.Collections.Immutable;

namespace BackendRules.Workspaces.Tests;

/// <summary>What may stand in backendrules.json, and what is said of the rest.</summary>
public sealed class SettingsReaderTests
{
    private static readonly DateOnly s_today = new(2030, 5, 1);

    [Fact]
    public void Levels_and_acceptances_are_read()
    {
        var settings = SettingsReader.Read(
            """
            {
              "$schema": "settings.json",
              "breaking": {
                "levels": { "BRC036": "info", "BRC050": "breaking" }, // the team's
                "accepted": [ { "fingerprint": "0123456789abcdef", "reason": "nobody reads it", "by": "ada", "until": "2030-06-30" } ],
              }
            }
            """, s_today).Breaking;
        Assert.Equal([("BRC036", ContractLevel.Info), ("BRC050", ContractLevel.Breaking)], settings.Levels.Select(static l => (l.Key, l.Value)));
        Assert.Equal(new AcceptedChange("0123456789abcdef", "nobody reads it", "ada", new DateOnly(2030, 6, 30)), Assert.Single(settings.Accepted));
        Assert.Empty(SettingsReader.Read("{}", s_today).Breaking.Levels);
    }

    [Theory]
    [InlineData("[]", "'$' is no object")]
    [InlineData("{ \"breaking\"", "'$' is no JSON")]
    [InlineData("{ \"breaking\": {}, \"breaking\": {} }", "'$' is no JSON")]
    [InlineData("{ \"braking\": {} }", "'$.braking' is unknown; known are $schema, breaking, schema")]
    [InlineData("{ \"breaking\": { \"unstable\": [ \"internal\" ] } }", "'$.breaking.unstable: internal' is neither a route")]
    [InlineData("{ \"breaking\": { \"unstable\": \"/internal\" } }", "'$.breaking.unstable' is no list")]
    [InlineData("{ \"schema\": { \"largeTables\": [ 1 ] } }", "'$.schema.largeTables[0]' is no text")]
    [InlineData("{ \"schema\": { \"bigTables\": [] } }", "'$.schema.bigTables' is unknown; known are largeTables")]
    [InlineData("{ \"breaking\": 1 }", "'$.breaking' is no object")]
    [InlineData("{ \"breaking\": { \"level\": {} } }", "'$.breaking.level' is unknown")]
    [InlineData("{ \"breaking\": { \"levels\": { \"BRC999\": \"info\" } } }", "'$.breaking.levels.BRC999' is no rule")]
    [InlineData("{ \"breaking\": { \"levels\": { \"BRC001\": \"Info\" } } }", "'$.breaking.levels.BRC001' is no level")]
    [InlineData("{ \"breaking\": { \"levels\": { \"BRC001\": 0 } } }", "'$.breaking.levels.BRC001' is no level")]
    [InlineData("{ \"breaking\": { \"accepted\": {} } }", "'$.breaking.accepted' is no list")]
    [InlineData("{ \"breaking\": { \"accepted\": [ 1 ] } }", "'$.breaking.accepted[0]' is no object")]
    public void What_is_wrong_is_named_with_its_place(string json, string message) =>
        Assert.Contains(message, Refused(json).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("0123", "nobody reads it", "ada", "2030-06-30", "[0].fingerprint' is no fingerprint")]
    [InlineData("0123456789abcdef", "meant", "ada", "2030-06-30", "[0].reason' is too short")]
    [InlineData("0123456789abcdef", "nobody reads it", " ", "2030-06-30", "[0].by' is missing")]
    [InlineData("0123456789abcdef", "nobody reads it", "ada", "30.06.2030", "[0].until' is no day")]
    [InlineData("0123456789abcdef", "nobody reads it", "ada", "2031-06-30", "[0].until' is more than 180 days ahead")]
    public void An_acceptance_has_a_reason_and_an_end(string fingerprint, string reason, string by, string until, string message) =>
        Assert.Contains(message, Refused($$"""{ "breaking": { "accepted": [ { "fingerprint": "{{fingerprint}}", "reason": "{{reason}}", "by": "{{by}}", "until": "{{until}}" } ] } }""").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("/internal/**", "GET /internal", true)]
    [InlineData("/internal/**", "GET /internal/jobs/{id}", true)]
    [InlineData("/internal/**", "GET /internals", false)]
    [InlineData("/internal/*", "GET /internal/jobs/{id}", false)]
    [InlineData("/api/*/drafts", "POST /API/orders/drafts v1.0", true)]
    [InlineData("v*-beta", "POST /orders v2.0-beta", true)]
    [InlineData("v*-beta", "POST /orders v2.0", false)]
    [InlineData("v*", "POST /orders", false)]
    [InlineData("/hubs/**", "hub /hubs/prices", true)]
    public void A_pattern_says_what_is_not_promised_yet(string pattern, string endpoint, bool has) => Assert.Equal(has, UnstablePart.Of(pattern)!.Has(endpoint));

    [Fact]
    public void What_is_not_promised_counts_one_level_less_where_nothing_else_is_reached()
    {
        var settings = SettingsReader.Read("""{ "breaking": { "unstable": [ "/b", "/c" ], "levels": { "BRC030": "breaking" } }, "schema": { "largeTables": [ "Orders" ] } }""", s_today);
        Assert.Equal(["Orders"], settings.Database.LargeTables);
        ImmutableArray<ContractChange> changes =
        [
            Change("BRC001", "a", ContractLevel.Breaking, Confidence.Exact), Change("BRC001", "b", ContractLevel.Breaking, Confidence.Exact), Change("BRC011", "c", ContractLevel.Potential, Confidence.Exact),
            Change("BRC033", "c", ContractLevel.Breaking, Confidence.Exact) with { Endpoints = ["GET /c", "GET /a"] }, Change("BRC030", "b", ContractLevel.Breaking, Confidence.Exact),
        ];
        Assert.Equal(
            ["BRC001 /a Breaking", "BRC001 /b Potential", "BRC011 /c Info", "BRC030 /b Breaking", "BRC033 /c Breaking"],
            TeamLevels.Apply(changes, settings.Breaking, s_today).Select(static c => $"{c.Id} {c.Subject[4..]} {c.Level}").Order(StringComparer.Ordinal));
        Assert.Equal(["2 changes count one level less, because backendrules.json calls /b, /c unstable."], TeamLevels.Lowered(changes, settings.Breaking));
    }

    [Fact]
    public void The_same_change_is_not_accepted_twice()
    {
        const string One = """{ "fingerprint": "0123456789abcdef", "reason": "nobody reads it", "by": "ada", "until": "2030-06-30" }""";
        Assert.Contains("twice", Refused($$"""{ "breaking": { "accepted": [ {{One}}, {{One}} ] } }""").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_concluded_stays_potential_and_what_expired_counts_again()
    {
        var settings = new BreakingSettings
        {
            Levels = new Dictionary<string, ContractLevel> { ["BRC011"] = ContractLevel.Breaking },
            Accepted = [new AcceptedChange("a", "nobody reads it", "ada", s_today), new AcceptedChange("b", "nobody reads it", "ada", s_today.AddDays(-1))],
        };
        ImmutableArray<ContractChange> changes =
        [
            Change("BRC001", "a", ContractLevel.Breaking, Confidence.Exact), Change("BRC001", "b", ContractLevel.Breaking, Confidence.Exact),
            Change("BRC011", "c", ContractLevel.Info, Confidence.Exact), Change("BRC011", "d", ContractLevel.Info, Confidence.Inferred),
        ];
        var judged = TeamLevels.Apply(changes, settings, s_today);
        Assert.Equal(
            [("a", ContractLevel.Info, true), ("b", ContractLevel.Breaking, false), ("c", ContractLevel.Breaking, false), ("d", ContractLevel.Potential, false)],
            judged.OrderBy(static c => c.Fingerprint, StringComparer.Ordinal).Select(static c => (c.Fingerprint, c.Level, c.Accepted is not null)));
        Assert.Equal(["The acceptance of BRC001 on GET /b ended on 2030-04-30; decide again."], TeamLevels.Expired(changes, settings, s_today));
    }

    private static ContractChange Change(string id, string print, ContractLevel level, Confidence confidence) =>
        new() { Id = id, Level = level, Service = "Shop", Subject = "GET /" + print, Message = "", Fingerprint = print, Confidence = confidence };

    private static Fault Refused(string json)
    {
        var fault = Assert.Throws<Fault>(() => SettingsReader.Read(json, s_today));
        Assert.Equal("invalid_configuration", fault.Code);
        return fault;
    }
}
