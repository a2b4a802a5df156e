namespace BackendRules.Workspaces.Tests;

/// <summary>Pipes, devices and links to nothing under the names of files: nothing waits for them, and what they would have said is missing.</summary>
public sealed class Strangers : IDisposable
{
    private readonly Backend _backend = new();

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData("Shop.Api/Trap.cs")]
    [InlineData("Shop.Api/Pages/Trap.cshtml")]
    [InlineData(".editorconfig")]
    [InlineData("Shop.Api/.globalconfig")]
    public async Task A_pipe_among_the_sources_is_named_and_left_out(string file)
    {
        if (!Pipe(file))
            return;
        using var bench = _backend.Open();
        await IsLeftOut(bench, file);
    }

    [Fact]
    public async Task A_device_and_a_link_to_nothing_are_left_out_too()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.CreateSymbolicLink(_backend.PathOf("Shop.Api/Endless.cs"), "/dev/zero");
        File.CreateSymbolicLink(_backend.PathOf("Shop.Api/Lost.cs"), "nowhere");
        _backend.Write("elsewhere/Linked.txt", "class Linked;");
        File.CreateSymbolicLink(_backend.PathOf("Shop.Api/Linked.cs"), _backend.PathOf("elsewhere/Linked.txt"));
        _backend.Write("Shop.Api/Empty.cs", "");
        using var bench = _backend.Open();
        var coverage = (await bench.AnalyzeAsync(new AnalyzeOptions())).Coverage;
        Assert.Equal(["Shop.Api/Endless.cs", "Shop.Api/Lost.cs"], coverage.Problems.Where(static p => p.Code == "not_a_file").Select(static p => p.Message.Split('\'')[1]));
        Assert.Equal(4, coverage.FilesAnalyzed);
    }

    [Fact]
    public async Task A_file_that_becomes_a_pipe_and_a_file_again_is_seen_by_an_open_solution()
    {
        using var bench = _backend.Open();
        Assert.True((await bench.AnalyzeAsync(new AnalyzeOptions())).Coverage.Complete);
        File.Delete(_backend.PathOf("Shop.Api/Program.cs"));
        if (!Pipe("Shop.Api/Program.cs"))
            return;
        await IsLeftOut(bench, "Shop.Api/Program.cs");
        var comparison = await bench.CompareAsync(new ComparisonRequest { Base = "HEAD" });
        Assert.All(comparison.Parts, static part => Assert.NotEqual("none", part.Status));
        File.Delete(_backend.PathOf("Shop.Api/Program.cs"));
        _backend.Write("Shop.Api/Program.cs", "WebApplication.Create().Run();");
        Assert.True((await bench.AnalyzeAsync(new AnalyzeOptions())).Coverage.Complete);
    }

    [Theory]
    [InlineData("Shop.Api/Shop.Api.csproj")]
    [InlineData("Shop.Api/obj/Shop.Api.csproj.nuget.g.props")]
    [InlineData("Directory.Build.props")]
    [InlineData("Directory.Packages.props")]
    [InlineData("global.json")]
    public async Task What_a_build_would_wait_for_is_no_build(string file)
    {
        File.Delete(_backend.PathOf(file));
        if (!Pipe(file))
            return;
        using var bench = _backend.Open();
        var fault = await Assert.ThrowsAsync<Fault>(() => bench.AnalyzeAsync(new AnalyzeOptions { Path = "Shop.Api/Shop.Api.csproj" }));
        Assert.Equal("workspace_load_failed", fault.Code);
        Assert.True(file.EndsWith("csproj", StringComparison.Ordinal) || fault.Message.Contains($"'{file}'", StringComparison.Ordinal), fault.Message);
    }

    [Fact]
    public async Task A_project_that_is_a_pipe_is_named_beside_those_that_were_read()
    {
        if (!Pipe("Host/Host.csproj"))
            return;
        _backend.Write("Tail/Tail.csproj", """<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><ProjectReference Include="..\Host\Host.csproj" /></ItemGroup></Project>""");
        _backend.Write("Shop.slnx", """<Solution><Project Path="Shop.Api/Shop.Api.csproj" /><Project Path="Host/Host.csproj" /><Project Path="Tail/Tail.csproj" /></Solution>""");
        using var bench = _backend.Open();
        var run = await bench.AnalyzeAsync(new AnalyzeOptions());
        Assert.Single(run.Findings);
        Assert.Equal((false, 3, 1), (run.Coverage.Complete, run.Coverage.ProjectsTotal, run.Coverage.ProjectsAnalyzed));
        Assert.Equal(["Host/Host.csproj", "Tail/Tail.csproj"], run.Coverage.Problems.Where(static p => p.Code == "not_a_file").Select(static p => p.Project));
    }

    [Theory]
    [InlineData(".backendrules/baseline.sarif")]
    [InlineData(".backendrules/suppressions.json")]
    public async Task What_was_accepted_is_not_read_from_a_pipe(string file)
    {
        if (!Pipe(file))
            return;
        using var bench = _backend.Open();
        Assert.Equal("not_a_file", (await Assert.ThrowsAsync<Fault>(() => bench.AnalyzeAsync(new AnalyzeOptions()))).Code);
    }

    private static async Task IsLeftOut(Workbench bench, string file)
    {
        var run = await bench.AnalyzeAsync(new AnalyzeOptions());
        Assert.Single(run.Findings);
        Assert.False(run.Coverage.Complete);
        var problem = Assert.Single(run.Coverage.Problems, static p => p.Code == "not_a_file");
        Assert.Equal("Shop.Api/Shop.Api.csproj", problem.Project);
        Assert.Contains($"'{file}'", problem.Message, StringComparison.Ordinal);
    }

    private bool Pipe(string file)
    {
        if (OperatingSystem.IsWindows())
            return false;
        Directory.CreateDirectory(Path.GetDirectoryName(_backend.PathOf(file))!);
        _backend.Run("mkfifo", _backend.PathOf(file));
        return true;
    }
}
