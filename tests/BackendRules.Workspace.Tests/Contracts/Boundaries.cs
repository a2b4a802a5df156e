namespace BackendRules.Workspaces.Tests;

/// <summary>Which trust boundaries a change brings.</summary>
public sealed class Boundaries
{
    private const string Before = """
        public class Rates(HttpClient client)
        {
            public Task<string> Load(string day) => client.GetStringAsync("https://rates.example.org/latest");
            public string Read(string name) => File.ReadAllText(name);
        }
        """;

    [Theory]
    [InlineData("public Task<string> More(string day) => client.GetStringAsync($\"https://other.example.org/{day}\");", "Host other.example.org")]
    [InlineData("public Task<string> More(string day) => client.GetStringAsync(\"https://other.example.org/\" + day);", "Host other.example.org")]
    [InlineData("const string Base = \"https://other.example.org\"; public Task<string> More(string day) => client.GetStringAsync(new Uri(Base));", "Host other.example.org")]
    [InlineData("public void More() => client.BaseAddress = new Uri(\"https://other.example.org\");", "Host other.example.org")]
    [InlineData("public object More() => new HttpRequestMessage(HttpMethod.Get, \"https://other.example.org/x\");", "Host other.example.org")]
    [InlineData("public int[]? More(string text) => System.Text.Json.JsonSerializer.Deserialize<int[]>(text);", "Deserializer JsonSerializer.Deserialize")]
    [InlineData("public void More() => System.Diagnostics.Process.Start(\"git\");", "Process Process.Start")]
    [InlineData("public string More(string name) => File.ReadAllText(name + name);", "File File.ReadAllText")]
    [InlineData("public object More(string name) => new FileStream(name, FileMode.Open);", "File FileStream")]
    [InlineData("public object More(Microsoft.EntityFrameworkCore.DbContext db) => Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRaw(db.Database, \"SELECT 1\");", "Sql RelationalDatabaseFacadeExtensions.ExecuteSqlRaw")]
    [InlineData("public void More(System.Data.Common.DbCommand command, string name) => command.CommandText = \"SELECT \" + name;", "Sql CommandText")]
    [InlineData("public object More(System.Data.IDbConnection open) { var command = open.CreateCommand(); command.CommandText = \"SELECT 1\"; return command; }", "Sql CommandText")]
    [InlineData("public object More(Npgsql.NpgsqlConnection open) { using var command = open.CreateCommand(); command.CommandText = \"SELECT 1\"; return 1; }", "Sql CommandText")]
    [InlineData("public int More(Microsoft.AspNetCore.Http.HttpRequest request) => request.Form.Files.Count;", "Upload IFormCollection.Files")]
    [InlineData("public object? More(Microsoft.AspNetCore.WebUtilities.MultipartReader reader) => reader.ReadNextSectionAsync();", "Upload MultipartReader.ReadNextSectionAsync")]
    public void What_is_new_is_named_with_where_it_stands(string more, string expected)
    {
        var boundary = Assert.Single(New(Before, Before.Replace("    public string Read", $"    {more}\n    public string Read", StringComparison.Ordinal)));
        Assert.Equal((expected, "Rates.More", 4), ($"{boundary.Kind} {boundary.What}", boundary.Within.Split('(')[0], boundary.Place?.Line));
    }

    [Theory]
    [InlineData("public Task<string> More(string day) => client.GetStringAsync($\"https://rates.example.org/{day}\");")]
    [InlineData("public Task<string> More(string host) => client.GetStringAsync($\"https://{host}/day\");")]
    [InlineData("public Task<string> More(string day) => client.GetStringAsync(\"/\" + day);")]
    [InlineData("public object More() => new Uri(\"https://licence.example.org/mit\");")]
    [InlineData("public object More(Stream stream) => new StreamReader(stream);")]
    [InlineData("public string More(int[] values) => System.Text.Json.JsonSerializer.Serialize(values);")]
    public void What_crosses_no_new_boundary_is_silent(string more) =>
        Assert.Empty(New(Before, Before.Replace("    public string Read", $"    {more}\n    public string Read", StringComparison.Ordinal)));

    [Theory]
    [InlineData("app.MapPost(\"/photos\", (IFormFile photo) => photo.Length);", "POST /photos")]
    [InlineData("app.MapPost(\"/photos\", (IFormFileCollection photos) => photos.Count);", "POST /photos")]
    [InlineData("app.MapPost(\"/photos\", ([Microsoft.AspNetCore.Mvc.FromForm] Album album) => album.Name);", "POST /photos")]
    public void An_endpoint_that_takes_files_is_named(string more, string expected)
    {
        var boundary = Assert.Single(New(App(""), App(more)));
        Assert.Equal((BoundaryKind.Upload, expected), (boundary.Kind, boundary.Within));
        Assert.Empty(New(App(more), App(more.Replace("/photos", "/pictures", StringComparison.Ordinal))));

        static string App(string endpoint) => $$"""
            var app = WebApplication.Create(args);
            app.MapPost("/text", (Album album) => album.Name);
            {{endpoint}}
            app.Run();
            public class Album { public string Name { get; set; } = ""; public List<IFormFile>? Photos { get; set; } }
            """;
    }

    [Fact]
    public void What_is_only_renamed_is_silent() =>
        Assert.Empty(New(Before, Before.Replace("Read(string", "Take(string", StringComparison.Ordinal).Replace("Rates(", "Prices(", StringComparison.Ordinal).Replace("class Rates", "class Prices", StringComparison.Ordinal)));

    private static IReadOnlyList<TrustBoundary> New(string before, string after) => Workspaces.Contract.Compare(Sources.Contract(before), Sources.Contract(after)).Boundaries;
}
