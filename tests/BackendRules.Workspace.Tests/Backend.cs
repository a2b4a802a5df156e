using System.Diagnostics;
using System.Text;

namespace BackendRules.Workspaces.Tests;

/// <summary>A small backend on disk: one web project, restored, in a git repository.</summary>
public sealed class Backend : IDisposable
{
    public const string Orders = """
        using Microsoft.AspNetCore.Mvc;

        namespace Shop;

        public interface IOrders { Task<int> Count(); }

        [ApiController, Route("orders")]
        public class OrdersController(IOrders orders) : ControllerBase
        {
            [HttpGet]
            public int Count()
            {
                return orders.Count().Result;
            }
        }

        """;

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
          </PropertyGroup>
        </Project>
        """;

    // Restoring takes seconds and its result differs only in the folder's name.
    private static readonly Lazy<Backend> s_restored = new(static () =>
    {
        var first = new Backend("first");
        first.Run("dotnet", "restore", "Shop.Api", "-v", "q");
        return first;
    });

    public Backend()
        : this("backend")
    {
        var restored = s_restored.Value;
        foreach (var file in Directory.GetFiles(restored.PathOf("Shop.Api/obj")))
            Write("Shop.Api/obj/" + Path.GetFileName(file), File.ReadAllText(file).Replace(restored.Folder, Folder, StringComparison.Ordinal));
        Run("git", "init", "-q", "-b", "main");
        Commit("first");
        Write(".git/info/exclude", ".state/\n");
    }

    private Backend(string prefix)
    {
        Folder = Directory.CreateTempSubdirectory(prefix).FullName;
        Store = new StateStore(Path.Combine(Folder, ".state"));
        Root = new Confinement(Folder);
        Write("Shop.Api/Shop.Api.csproj", Project);
        Write("Shop.Api/Program.cs", "var builder = WebApplication.CreateBuilder(args);\nbuilder.Services.AddProblemDetails();\nvar app = builder.Build();\napp.UseExceptionHandler();\napp.Run();\n");
        Write("Shop.Api/OrdersController.cs", Orders);
        Write(".gitignore", "bin/\nobj/\n");
    }

    public string Folder { get; }

    public StateStore Store { get; }

    public Confinement Root { get; }

    public Workbench Open() => new(Root, Store);

    public string PathOf(string file) => Path.Combine(Folder, file);

    public void Write(string file, string text, Encoding? encoding = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text, encoding ?? new UTF8Encoding(false));
    }

    public string Commit(string message)
    {
        Run("git", "add", "-A");
        Run("git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", message, "--allow-empty");
        return Run("git", "rev-parse", "HEAD").Trim();
    }

    public string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {output}{error.Result}");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
