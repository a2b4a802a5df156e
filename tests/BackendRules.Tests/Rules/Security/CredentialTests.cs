namespace BackendRules.Tests;

/// <summary>The known credentials, from pieces: whole, no scanner of repositories would let this file in.</summary>
public sealed class CredentialTests
{
    private const string Letters = "MadeUpForTheTestsQwertzuiopAsdfghjkyxcvbnm";
    private const string Hex = "0badc0de1badc0de2badc0de3badc0de4badc0de5badc0de6badc0de7badc0de";

    public static TheoryData<string, string, string> Samples => new()
    {
        { "GitHub token", "github" + "_pat_", Take(Letters, 22) + "_" + Repeat(Letters, 59) },
        { "NuGet API key", "oy" + "2", Repeat("madeupforthetests", 43) },
        { "AWS access key id", "AK" + "IA", "MADEUPFORTHETEST" },
        { "Google API key", "AI" + "za", Take(Letters, 35) },
        { "GitLab token", "glpat" + "-", "MadeUp_ForTheTests-1" },
        { "DigitalOcean token", "dop" + "_v1_", Hex },
        { "Stripe key", "sk" + "_live_", Take(Letters, 24) },
        { "Stripe test key", "sk" + "_test_", Take(Letters, 24) },
        { "SendGrid API key", "SG" + ".", Take(Letters, 22) + "." + Repeat(Letters, 43) },
        { "Slack token", "xox" + "b-", "123456789012-" + "1234567890123-" + Take(Letters, 24) },
        { "Slack webhook", "hooks.slack" + ".com/services/", "T0MADEUP1/B0MADEUP1/" + Take(Letters, 24) },
        { "Discord webhook", "discord.com" + "/api/webhooks/", "123456789012345678/" + Repeat(Letters, 68) },
        { "Telegram bot token", "123456789" + ":AA", Take(Letters, 33) },
        { "Mailgun API key", "key" + "-", Take(Hex, 32) },
        { "Mailchimp API key", Take(Hex, 32), "-us" + "12" },
        { "Shopify token", "shpat" + "_", Take(Hex, 32) },
        { "OpenAI API key", "sk-" + "proj-", Take(Letters, 40) + "T3Blbk" + "FJ" + Take(Letters, 40) },
        { "Anthropic API key", "sk-ant" + "-api03-", Repeat(Letters, 93) + "AA" },
        { "Hugging Face token", "hf" + "_", Take(Letters, 34) },
        { "Databricks token", "da" + "pi", Take(Hex, 32) },
        { "Grafana service account token", "glsa" + "_", Take(Letters, 32) + "_0badc0de" },
        { "Vault token", "hvs" + ".", Repeat(Letters, 95) },
        { "Azure key", Repeat(Letters, 52), "JQQJ9" + "9BA" + Take(Letters, 16) + "ACOGabcd" },
        { "Entra client secret", "abc8" + "Q~", Take(Letters, 34) },
        { "Postman API key", "PMAK" + "-", Take(Hex, 24) + "-" + Take(Hex, 34) },
        { "Linear API key", "lin" + "_api_", Take(Letters, 40) },
        { "New Relic user key", "NRAK" + "-", "MADEUPFORTHETESTSMADEUPFORT" },
        { "Octopus Deploy API key", "API" + "-", "MADEUPFORTHETESTSMADEUPFOR" },
        { "age identity", "AGE-SECRET" + "-KEY-1", Repeat("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58) },
    };

    [Theory, MemberData(nameof(Samples))]
    public void Each_is_known_in_a_text(string name, string prefix, string rest)
    {
        var found = CredentialScan.In($"var x = \"{prefix}{rest}\";");
        var one = Assert.Single(found ?? []);
        Assert.Equal(name, one.Format.Name);
        Assert.Equal(9, one.Start);
        Assert.Equal(prefix.Length + rest.Length, one.Length);
        Assert.Equal(Certainty.Structure, one.Certainty);
    }

    [Theory, MemberData(nameof(Samples))]
    public void None_is_known_by_its_beginning(string name, string prefix, string rest)
    {
        Assert.NotEmpty(name);
        Assert.Null(CredentialScan.In($"var x = \"{prefix}{rest[..(rest.Length / 3)]}\";"));
    }

    [Fact]
    public void A_text_of_a_million_characters_without_credentials_is_read_once()
    {
        var text = string.Concat(Enumerable.Repeat("the quick brown fox jumps over the lazy dog; sk key- eyJ AKI gh ", 20_000));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Null(CredentialScan.In(text));
        Assert.True(watch.ElapsedMilliseconds < 2_000, $"{watch.ElapsedMilliseconds} ms");
    }

    private static string Take(string text, int length) => Repeat(text, length);

    private static string Repeat(string text, int length) => string.Concat(Enumerable.Repeat(text, length / text.Length + 1))[..length];
}
