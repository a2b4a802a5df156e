namespace BackendRules.Tests;

/// <summary>BR2021 speaks of the project, which a specification's comments can't point at.</summary>
public sealed class AuditTests
{
    [Theory]
    [InlineData("build_property.NuGetAudit = false", "'NuGetAudit = false' keeps known vulnerabilities of packages quiet")]
    [InlineData("build_property.BackendRulesAuditMuted = true", "'NoWarn' silences NU1901 to NU1904")]
    [InlineData("build_property.NuGetAuditMode = direct\nbuild_property.TargetFramework = net10.0", "'NuGetAuditMode = direct' leaves out the packages that packages bring along")]
    public async Task A_muted_audit_is_named(string lines, string message)
    {
        var page = Path.Combine(Path.GetTempPath(), $"BR2021.{Guid.NewGuid():N}.md");
        await File.WriteAllTextAsync(page, $"## Case\n```csharp\nConsole.WriteLine();\n```\n```editorconfig\nis_global = true\n{lines}\n```\n");
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
