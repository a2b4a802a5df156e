using System.Diagnostics;
using System.Text.Json;

namespace BackendRules.Tests;

/// <summary>Which files the package's targets hand to the compiler: nothing that would break a build which did well without them.</summary>
public sealed class TargetsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("it's (a) project").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Links_and_binary_files_are_left_out()
    {
        const string Settings = """{ "Smtp": { "Host": "mail" } }""";
        Write("appsettings.json", Settings);
        Write("appsettings.Empty.json", "");
        Write("appsettings.Broken.json", "{ \"Smtp\": ");
        File.WriteAllBytes(Path.Combine(_folder, "appsettings.Binary.json"), [1, 0, 0, 2]);
        File.WriteAllBytes(Path.Combine(_folder, ".env"), [0, 0, 0, 0]);
        File.WriteAllBytes(Path.Combine(_folder, "appsettings.Latin.json"), [(byte)'{', 0xE9, 0xFF, (byte)'}']);
        Directory.CreateDirectory(Path.Combine(_folder, "appsettings.Folder.json"));
        var outside = Directory.CreateTempSubdirectory("outside").FullName;
        File.WriteAllText(Path.Combine(outside, "appsettings.json"), Settings);
        File.CreateSymbolicLink(Path.Combine(_folder, "appsettings.Link.json"), Path.Combine(outside, "appsettings.json"));
        File.CreateSymbolicLink(Path.Combine(_folder, "appsettings.Dead.json"), Path.Combine(outside, "nothing.json"));
        Assert.Equal(["appsettings.Broken.json", "appsettings.Empty.json", "appsettings.Latin.json", "appsettings.json"], Handed());
        Directory.Delete(outside, recursive: true);
    }

    [Fact]
    public void A_surface_needs_no_list_of_what_is_not_shipped()
    {
        Write("Endpoints.Shipped.txt", "");
        Assert.Equal(["Endpoints.Shipped.txt"], Handed());
    }

    [Theory]
    [InlineData(".env\nlocal.settings.json\n", ".env.production", "appsettings.json")]
    [InlineData("# secrets\r\n**/.env\r\n/local.settings.json\r\n", ".env.production", "appsettings.json")]
    [InlineData(".env*\n!.env.production\n", ".env.production", "appsettings.json", "local.settings.json")]
    [InlineData("bin/\nsome.env\n.environment\nmy.local.settings.json.bak\n", ".env", ".env.production", "appsettings.json", "local.settings.json")]
    [InlineData("", ".env", ".env.production", "appsettings.json", "local.settings.json")]
    public void What_git_ignores_is_left_out(string ignored, params string[] handed)
    {
        foreach (var file in new[] { ".env", ".env.production", "appsettings.json", "local.settings.json" })
            Write(file, "{ }");
        Write(".gitignore", ignored);
        Assert.Equal(handed, Handed());
    }

    [Fact]
    public void Names_with_signs_of_patterns_break_nothing()
    {
        string[] odd = ["appsettings.a+(b.json", "appsettings.it's [me].json", "appsettings.json"];
        foreach (var file in odd)
            Write(file, "{ }");
        Write(".gitignore", "appsettings.a+(b.json\n$(Nothing) %41 ; [*\n");
        Assert.Equal(odd, Handed());
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);

    private string[] Handed()
    {
        var build = Path.Combine(Repository.Root, "src/BackendRules.Analyzers/build/BackendRules.Analyzers");
        Write("Some.proj", $"""<Project><Import Project="{build}.props" /><Import Project="{build}.targets" /></Project>""");
        var start = new ProcessStartInfo("dotnet", ["msbuild", "Some.proj", "-nologo", "-t:BackendRulesConfigurationFiles", "-getItem:AdditionalFiles"]) { WorkingDirectory = _folder, RedirectStandardOutput = true };
        using var run = Process.Start(start)!;
        var output = run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        Assert.True(run.ExitCode == 0, output);
        using var items = JsonDocument.Parse(output);
        return [.. items.RootElement.GetProperty("Items").GetProperty("AdditionalFiles").EnumerateArray().Select(static item => item.GetProperty("Filename").GetString() + item.GetProperty("Extension").GetString()).Order(StringComparer.Ordinal)];
    }
}
