namespace BackendRules.Workspaces.Tests;

/// <summary>Configuration is read without the package, beside projects and above them, and no more of it than is configuration.</summary>
public sealed class Configurations : IDisposable
{
    private readonly Backend _backend = new();

    public void Dispose() => _backend.Dispose();

    [Fact]
    public async Task Files_beside_a_project_and_above_it_are_read_and_each_is_told_once()
    {
        _backend.Write("Shop.Api/appsettings.json", """{ "Smtp": { "Password": "correct-horse-9" } }""");
        _backend.Write("docker-compose.yml", "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: tr0ub4dor-and-3\n");
        _backend.Write("deploy/secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\nstringData:\n  db-password: tr0ub4dor-and-3\n");
        _backend.Write("deploy/main.tf", "variable \"db_password\" {\n  default = \"tr0ub4dor-and-3\"\n}\n");
        Assert.Equal(["Shop.Api/appsettings.json:1:26", "deploy/main.tf:2:14", "deploy/secret.yaml:6:16", "docker-compose.yml:4:26"], await Told());
    }

    [Fact]
    public async Task What_is_no_configuration_is_left_alone()
    {
        const string Settings = """{ "Smtp": { "Password": "correct-horse-9" } }""";
        const string Compose = "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: tr0ub4dor-and-3\n";
        _backend.Write("Shop.Api/bin/Debug/appsettings.json", Settings);
        _backend.Write("Shop.Api/Templates/appsettings.json", Settings);
        _backend.Write("node_modules/some/docker-compose.yml", Compose);
        _backend.Write(".github/workflows/build.yml", Compose);
        _backend.Write("docs/openapi.yaml", Compose);
        _backend.Write("Shop.Api/appsettings.Large.json", Settings + new string(' ', 5_000_000));
        var outside = Directory.CreateTempSubdirectory("outside").FullName;
        File.WriteAllText(Path.Combine(outside, "docker-compose.yml"), Compose);
        File.CreateSymbolicLink(_backend.PathOf("docker-compose.yml"), Path.Combine(outside, "docker-compose.yml"));
        Directory.CreateSymbolicLink(_backend.PathOf("linked"), outside);
        Assert.Empty(await Told());
        Directory.Delete(outside, recursive: true);
    }

    [Fact]
    public async Task What_git_ignores_is_nobodys()
    {
        const string Lines = "DB_PASSWORD=tr0ub4dor-and-3\n";
        _backend.Write("Shop.Api/.env", Lines);
        _backend.Write("Shop.Api/.env.production", Lines);
        Assert.Equal(["Shop.Api/.env.production:1:13", "Shop.Api/.env:1:13"], await Told());
        _backend.Write(".gitignore", "bin/\r\n.env\r\n");
        Assert.Equal(["Shop.Api/.env.production:1:13"], await Told());
        _backend.Write(".gitignore", "**/.env*\n!.env.production\n");
        Assert.Equal(["Shop.Api/.env.production:1:13"], await Told());
    }

    [Fact]
    public async Task What_git_is_told_to_ignore_while_the_tool_runs_is_seen()
    {
        _backend.Write("Shop.Api/.env", "DB_PASSWORD=tr0ub4dor-and-3\n");
        using var bench = _backend.Open();
        Assert.Single(await Told(bench));
        _backend.Write(".gitignore", ".env\n");
        Assert.Empty(await Told(bench));
    }

    [Fact]
    public async Task Severities_of_editorconfig_hold_for_files_above_projects()
    {
        _backend.Write("deploy/docker-compose.yml", "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: tr0ub4dor-and-3\n");
        _backend.Write("deploy/.editorconfig", "[*.yml]\ndotnet_diagnostic.BR2004.severity = none\n");
        Assert.Empty(await Told());
    }

    [Fact]
    public async Task A_file_that_comes_or_changes_is_seen()
    {
        using var bench = _backend.Open();
        Assert.Empty(await Told(bench));
        _backend.Write("docker-compose.yml", "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: tr0ub4dor-and-3\n");
        Assert.Single(await Told(bench));
        _backend.Write("docker-compose.yml", "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: ${DB_PASSWORD}\n");
        Assert.Empty(await Told(bench));
    }

    private async Task<string[]> Told()
    {
        using var bench = _backend.Open();
        return await Told(bench);
    }

    private static async Task<string[]> Told(Workbench bench) =>
        [.. (await bench.AnalyzeAsync(new AnalyzeOptions())).Findings.Where(static f => f.RuleId == "BR2004").Select(static f => $"{f.Location.File}:{f.Location.Line}:{f.Location.Column}").Order(StringComparer.Ordinal)];
}
