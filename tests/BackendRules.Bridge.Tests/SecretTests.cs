namespace BackendRules.Bridge.Tests;

/// <summary>The tool never prints a secret, whatever it is asked for.</summary>
public sealed class SecretTests : IDisposable
{
    private const string Value = "Autumn-2026-carrier";
    private readonly Tool _tool = new();

    public SecretTests() => _tool.Backend.Write("Shop.Api/Mail.cs", $$"""
        using System.Net;

        namespace Shop;

        public static class Mail
        {
            public static HttpClientHandler Handler() => new()
            {
                ServerCertificateCustomValidationCallback = (_, _, _, _) => true,
                Credentials = new NetworkCredential("shop", "{{Value}}"),
            };
        }

        """);

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task Not_beside_findings_of_other_rules()
    {
        var output = await _tool.OkAsync("analyze", "--rules", "BR2009", "--fail-level", "none");
        Assert.Contains("=> true", output, StringComparison.Ordinal);
        Assert.Contains("***", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Value, output, StringComparison.Ordinal);
        foreach (var format in Formats.Names)
            Assert.DoesNotContain(Value, await _tool.OkAsync("analyze", "-o", format, "--fail-level", "none"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_in_the_diff_of_a_repair_that_moves_it()
    {
        var output = await _tool.OkAsync("fix", "--rule", "BR2002");
        Assert.Contains("-        Credentials = new NetworkCredential(\"shop\", \"*******************\"),", output, StringComparison.Ordinal);
        Assert.Contains("Secrets are covered in the diff", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Value, output, StringComparison.Ordinal);
        await using var agent = await Agent.StartAsync(_tool.Backend);
        Assert.DoesNotContain(Value, (await agent.OkAsync("preview_fix", new { ruleId = "BR2002" })).GetRawText(), StringComparison.Ordinal);
    }
}
