namespace BackendRules.Tests;

/// <summary>BR2021 speaks of the project, which a specification's comments can't point at.</summary>
public sealed class AuditTests
{
    [Theory]
    [InlineData("build_property.NuGetAudit = false", "'NuGetAudit = false' keeps known vulnerabilities of packages quiet")]
    [InlineData("build_property.BackendRulesAuditMuted = NU1901 NU1902", "'NoWarn' silences NU1901, NU1902, and known vulnerabilities of packages with them")]
    [InlineData("build_property.BackendRulesAuditMuted =  NU1903", "'NoWarn' silences NU1903, and known vulnerabilities of packages with it")]
    [InlineData("build_property.NuGetAuditLevel = Critical", "'NuGetAuditLevel = critical' keeps vulnerabilities of high severity quiet")]
    [InlineData("build_property.NuGetAuditMode = direct\nbuild_property.TargetFramework = net11.0-windows", "'NuGetAuditMode = direct' leaves out")]
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
