using System.Text.Json;

namespace BackendRules.Workspaces.Tests;

/// <summary>Findings across projects, and what an edit in one of them asks of the others.</summary>
public sealed class Layers : IDisposable
{
    private const string Store = """
        using System.Data.Common;

        namespace Shop.Data;

        public interface IStore { Task<object?> Find(string title); }

        public sealed class Store(DbDataSource source) : IStore
        {
            public async Task<object?> Find(string title)
            {
                await using var command = source.CreateCommand();
                command.CommandText = "SELECT 1 WHERE Title = '" + title + "'";
                return await command.ExecuteScalarAsync();
            }
        }

        """;

    private const string Items = """
        using Microsoft.AspNetCore.Mvc;
        using Shop.Data;

        namespace Shop;

        [ApiController, Route("items")]
        public class ItemsController(IStore store) : ControllerBase
        {
            [HttpGet]
            public async Task<object?> Find(string title) => await store.Find(title);
        }

        """;

    private readonly Backend _backend = new();

    public Layers()
    {
        _backend.Write("Shop.Data/Shop.Data.csproj", Project("Microsoft.NET.Sdk", ""));
        _backend.Write("Shop.Data/Store.cs", Store);
        _backend.Write("Shop.Api/Shop.Api.csproj", Project("Microsoft.NET.Sdk.Web", "<ProjectReference Include=\"../Shop.Data/Shop.Data.csproj\" />"));
        _backend.Write("Shop.Api/ItemsController.cs", Items);
        _backend.Write("Shop.slnx", """<Solution><Project Path="Shop.Api/Shop.Api.csproj" /><Project Path="Shop.Data/Shop.Data.csproj" /></Solution>""");
        _backend.Run("dotnet", "restore", "Shop.slnx", "-v", "q");
    }

    public void Dispose() => _backend.Dispose();

    [Fact]
    public async Task A_value_is_followed_into_another_project()
    {
        using var bench = _backend.Open();
        var run = await bench.AnalyzeAsync(new AnalyzeOptions { Rules = ["BR1001"] });
        Assert.True(run.Coverage.Complete);
        var finding = Assert.Single(run.Findings);
        Assert.Equal(("Shop.Api/ItemsController.cs", 10), (finding.Location.File, finding.Location.Line));
    }

    [Theory]
    [InlineData("a comment", "namespace Shop.Data;", "// More.\nnamespace Shop.Data;", "Shop.Data")]
    [InlineData("a body that does the same", "return await command", "await Task.Yield();\n        return await command", "Shop.Data")]
    [InlineData("a body that takes the value as a parameter", "\"SELECT 1 WHERE Title = '\" + title + \"'\"", "\"SELECT 1\"", "Shop.Api Shop.Data")]
    [InlineData("a declaration", "public interface IStore {", "public interface IMore; public interface IStore {", "Shop.Api Shop.Data")]
    [InlineData("a declaration that doesn't compile", "public interface IStore {", "public interface IStore : IMissing {", "Shop.Api Shop.Data")]
    [InlineData("a private member", "public async Task<object?> Find", "private static int Size => 1;\n\n    public async Task<object?> Find", "Shop.Data")]
    public async Task An_edit_asks_only_those_who_see_it_and_the_answer_is_that_of_a_fresh_run(string edit, string old, string replacement, string asked)
    {
        using var warm = _backend.Open();
        await warm.AnalyzeAsync(new AnalyzeOptions());
        for (var round = 0; round < 2; round++)
        {
            _backend.Write("Shop.Data/Store.cs", round == 0 ? Store.Replace(old, replacement, StringComparison.Ordinal) : Store);
            var analysed = new Names();
            var actual = await warm.AnalyzeAsync(new AnalyzeOptions(), analysed);
            using var fresh = _backend.Open();
            var expected = await fresh.AnalyzeAsync(new AnalyzeOptions());
            Assert.Equal(JsonSerializer.Serialize(expected.Findings, Json.Indented), JsonSerializer.Serialize(actual.Findings, Json.Indented));
            Assert.Equal(expected.Coverage.Problems, actual.Coverage.Problems);
            // Back to what was known is known.
            Assert.Equal((edit, round == 0 ? asked : ""), (edit, string.Join(' ', analysed.Analysed)));
        }
    }

    private static string Project(string sdk, string items) =>
        $"<Project Sdk=\"{sdk}\"><PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup><ItemGroup>{items}</ItemGroup></Project>";

    private sealed class Names : IProgress<(string Phase, string Name)>
    {
        private readonly SortedSet<string> _names = new(StringComparer.Ordinal);

        public IReadOnlyCollection<string> Analysed => _names;

        public void Report((string Phase, string Name) value)
        {
            lock (_names)
            {
                if (value.Phase == "analyze")
                    _names.Add(value.Name);
            }
        }
    }
}
