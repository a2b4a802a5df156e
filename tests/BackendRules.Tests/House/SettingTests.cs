namespace BackendRules.Tests;

/// <summary>Settings that can't be read. Their findings have no place in a file, which a specification's comments can't say.</summary>
public sealed class SettingTests
{
    [Theory]
    [InlineData("backendrules.edge_rate_limitng = true", "there is no such setting; did you mean 'backendrules.edge_rate_limiting'?")]
    [InlineData("backendrules.edge_rate_limiting = maybe", "'backendrules.edge_rate_limiting = maybe' has no effect: the value can't be read; write true or false; 'false' holds")]
    [InlineData("backendrules.nonsense = 1", "each rule's page lists its settings")]
    public async Task An_unreadable_setting_is_named(string line, string message)
    {
        var page = Path.Combine(Path.GetTempPath(), $"BR0001.{Guid.NewGuid():N}.md");
        await File.WriteAllTextAsync(page, $"## Case\n```csharp\nclass Anything;\n```\n```editorconfig\n[*.cs]\n{line}\n```\n");
        try
        {
            var finding = Assert.Single(await SpecRunner.See(Case.Read(page).Single()));
            Assert.Contains(message, finding.GetMessage(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(page);
        }
    }
}
