using System.Globalization;
using System.Text;

namespace BackendRules.Build;

/// <summary>
/// A generated backend of modules with four layers each, so that what grows with a solution can be measured: every feature is an entity, a repository, a
/// service and a controller in projects of their own, and one feature in ten has a fault.
/// </summary>
internal sealed class LargeBackend
{
    private const int EachFault = 10;
    private readonly int _modules;
    private readonly int _features;
    private readonly int _methods;

    /// <param name="folder">Where it is written; replaced when it is there.</param>
    /// <param name="modules">Groups of four projects.</param>
    /// <param name="features">Features of each module, of four documents each.</param>
    /// <param name="methods">Methods of each class.</param>
    public LargeBackend(string folder, int modules, int features, int methods)
    {
        Folder = folder;
        (_modules, _features, _methods) = (modules, features, methods);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        // Nothing of the repository around it holds here.
        Put("Directory.Build.props", "<Project />\n");
        Put("Directory.Build.targets", "<Project />\n");
        Put("Directory.Packages.props", "<Project />\n");
        Put(".editorconfig", "root = true\n");
        var solution = new StringBuilder("<Solution>\n");
        for (var module = 0; module < modules; module++)
            WriteModule(module, solution);
        WriteHost(solution);
        Put("Shop.slnx", solution.Append("</Solution>\n").ToString());
        Shell.Capture("dotnet", folder, "restore", "Shop.slnx", "-v", "q");
    }

    public string Folder { get; }

    public string Target => Path.Combine(Folder, "Shop.slnx");

    public int Documents { get; private set; }

    public int Lines { get; private set; }

    /// <summary>A file of a layer.</summary>
    public string File(int module, string layer, int feature) => Path.Combine(Folder, $"M{module}.{layer}", $"{Name(module, feature)}{(layer == "Domain" ? "" : layer)}.cs");

    private void WriteModule(int module, StringBuilder solution)
    {
        Project(solution, $"M{module}.Domain", "Microsoft.NET.Sdk");
        Project(solution, $"M{module}.Data", "Microsoft.NET.Sdk", $"M{module}.Domain");
        Project(solution, $"M{module}.Services", "Microsoft.NET.Sdk", $"M{module}.Domain", $"M{module}.Data");
        Project(solution, $"M{module}.Api", "Microsoft.NET.Sdk.Web", $"M{module}.Services");
        for (var feature = 0; feature < _features; feature++)
        {
            var name = Name(module, feature);
            var faulty = (module * _features + feature) % EachFault == 0;
            Source(module, "Domain", feature, $$"""
                namespace Shop.M{{module}}.Domain;

                public sealed record {{name}}(int Id, string Title, decimal Price);

                public interface I{{name}}Store
                {
                {{Each(i => $"    Task<IReadOnlyList<{name}>> Find{i}Async(string title, int limit, CancellationToken cancellation);\n")}}}

                public sealed class {{name}}Rules
                {
                {{Each(i => $$"""
                        public bool Allows{{i}}({{name}} item, decimal most)
                        {
                            if (item.Price < {{i}} || item.Title.Length > 200)
                                return false;
                            var words = item.Title.Split(' ');
                            foreach (var word in words)
                            {
                                if (word.Length > {{20 + i}})
                                    return false;
                            }

                            return item.Price <= most;
                        }


                    """)}}
                }
                """);
            Source(module, "Data", feature, $$"""
                using System.Data.Common;
                using Shop.M{{module}}.Domain;

                namespace Shop.M{{module}}.Data;

                public sealed class {{name}}Store(DbDataSource source) : I{{name}}Store
                {
                {{Each(i => $$"""
                        public async Task<IReadOnlyList<{{name}}>> Find{{i}}Async(string title, int limit, CancellationToken cancellation)
                        {
                            await using var connection = await source.OpenConnectionAsync(cancellation);
                            await using var command = connection.CreateCommand();
                            command.CommandText = {{(faulty && i == 0 ? $"\"SELECT Id, Title, Price FROM {name} WHERE Title = '\" + title + \"'\"" : $"\"SELECT Id, Title, Price FROM {name} WHERE Title = @title ORDER BY Id LIMIT @limit\"")}};
                            var parameter = command.CreateParameter();
                            parameter.ParameterName = "@title";
                            parameter.Value = title;
                            command.Parameters.Add(parameter);
                            var found = new List<{{name}}>();
                            await using var reader = await command.ExecuteReaderAsync(cancellation);
                            while (found.Count < limit && await reader.ReadAsync(cancellation))
                                found.Add(new {{name}}(reader.GetInt32(0), reader.GetString(1), reader.GetDecimal(2)));
                            return found;
                        }


                    """)}}
                }
                """);
            Source(module, "Services", feature, $$"""
                using Shop.M{{module}}.Domain;

                namespace Shop.M{{module}}.Services;

                public sealed class {{name}}Service(I{{name}}Store store, {{name}}Rules rules)
                {
                {{Each(i => $$"""
                        public async Task<IReadOnlyList<{{name}}>> List{{i}}Async(string title, int limit, CancellationToken cancellation)
                        {
                            var trimmed = title.Trim();
                            var all = await store.Find{{i}}Async(trimmed, Math.Clamp(limit, 1, 100), cancellation);
                            var allowed = new List<{{name}}>();
                            foreach (var item in all)
                            {
                                if (rules.Allows{{i}}(item, {{1000 + i}}))
                                    allowed.Add(item with { Title = item.Title.Trim() });
                            }

                            return allowed;
                        }


                    """)}}
                }
                """);
            Source(module, "Api", feature, $$"""
                using Microsoft.AspNetCore.Authorization;
                using Microsoft.AspNetCore.Mvc;
                using Shop.M{{module}}.Services;

                namespace Shop.M{{module}}.Api;

                [ApiController, Authorize, Route("api/v1/{{name.ToLowerInvariant()}}")]
                public sealed class {{name}}Controller({{name}}Service service) : ControllerBase
                {
                {{Each(i => $$"""
                        [HttpGet("{{i}}")]
                        public async Task<IActionResult> List{{i}}(string title, int limit, CancellationToken cancellation)
                        {
                            if (title.Length is 0 or > 100)
                                return BadRequest();
                            var found = {{(faulty && i == 1 ? $"service.List{i}Async(title, limit, cancellation).Result" : $"await service.List{i}Async(title, limit, cancellation)")}};
                            return found.Count == 0 ? NotFound() : Ok(found);
                        }


                    """)}}
                }
                """);
        }
    }

    private void WriteHost(StringBuilder solution)
    {
        Project(solution, "Host", "Microsoft.NET.Sdk.Web", [.. Enumerable.Range(0, _modules).Select(static module => $"M{module}.Api")]);
        Put("Host/Program.cs", """
            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddControllers();
            builder.Services.AddAuthorization();
            builder.Services.AddProblemDetails();
            var app = builder.Build();
            app.UseExceptionHandler();
            app.UseAuthorization();
            app.MapControllers();
            app.Run();

            """);
    }

    private void Project(StringBuilder solution, string name, string sdk, params string[] references)
    {
        var items = string.Concat(references.Select(static reference => $"<ProjectReference Include=\"../{reference}/{reference}.csproj\" />"));
        var kind = sdk.EndsWith("Web", StringComparison.Ordinal) && name != "Host" ? "<OutputType>Library</OutputType>" : "";
        Put($"{name}/{name}.csproj", $"<Project Sdk=\"{sdk}\"><PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable>{kind}</PropertyGroup><ItemGroup>{items}</ItemGroup></Project>\n");
        solution.Append(CultureInfo.InvariantCulture, $"  <Project Path=\"{name}/{name}.csproj\" />\n");
    }

    private void Source(int module, string layer, int feature, string text)
    {
        Put(Path.GetRelativePath(Folder, File(module, layer, feature)), text + "\n");
        Documents++;
        Lines += text.Count(static c => c == '\n') + 1;
    }

    private string Each(Func<int, string> method) => string.Concat(Enumerable.Range(0, _methods).Select(method));

    private void Put(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text);
    }

    private static string Name(int module, int feature) => string.Create(CultureInfo.InvariantCulture, $"Item{module}{(char)('A' + feature / 10)}{feature % 10}");
}
