using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using BackendRules.Workspaces;
using BackendRules.Workspaces.Tests;

namespace BackendRules.Bridge.Tests;

/// <summary>The tool as a process of its own that is killed, or that can't write.</summary>
public sealed class Interruptions : IDisposable
{
    private const string More = "Shop.Api/More.cs";
    private const string Orders = "Shop.Api/OrdersController.cs";
    private static readonly string s_tool = typeof(Interruptions).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "Tool").Value!;
    private readonly Backend _backend = new();

    public Interruptions() => _backend.Write(More, Backend.Orders.Replace("Orders", "More", StringComparison.Ordinal).Replace("Count", "Sum", StringComparison.Ordinal));

    public void Dispose() => _backend.Dispose();

    [Fact]
    public async Task One_that_is_killed_while_it_writes_leaves_whole_files_and_the_next_call_finishes()
    {
        if (OperatingSystem.IsWindows())
            return;
        var before = (Read(More), Read(Orders));
        // A pipe that nobody reads holds the writer between the first file and the second.
        _backend.Run("mkfifo", _backend.PathOf(Orders + ".brtmp"));
        using (var writer = Start("fix", "--rule", "BR5007", "--write"))
        {
            while (!File.Exists(_backend.PathOf(More + ".brtmp")) && !writer.HasExited)
                await Task.Delay(50);
            Assert.False(writer.HasExited);
            writer.Kill(entireProcessTree: true);
            await writer.WaitForExitAsync();
        }

        Assert.Equal(before, (Read(More), Read(Orders)));
        File.Delete(_backend.PathOf(Orders + ".brtmp"));
        var patch = _backend.Store.Load<Patch>("pat", _backend.Store.Newest("pat")!, "patch");
        Assert.Equal(PatchState.Applying, patch.State);
        await using var agent = await Agent.StartAsync(_backend);
        Assert.Equal("applied", (await agent.OkAsync("apply_fix", new { patchId = patch.PatchId, confirm = true })).GetProperty("state").GetString());
        Assert.DoesNotContain(".Result", Read(More) + Read(Orders), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_backend.PathOf("Shop.Api"), "*.brtmp"));
    }

    [Fact]
    public async Task Where_output_cannot_be_written_it_says_so_and_ends_with_a_code()
    {
        _backend.Write("full", "no folder");
        using var tool = Start("analyze", "-o", "sarif=full/findings.sarif");
        var error = await tool.StandardError.ReadToEndAsync();
        await tool.WaitForExitAsync();
        Assert.Equal(ExitCodes.Environment, tool.ExitCode);
        Assert.StartsWith("write_failed: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Equal("no folder", Read("full"));
    }

    [Fact]
    public async Task Where_nothing_can_be_written_nothing_is_lost_and_no_half_is_left()
    {
        if (OperatingSystem.IsWindows())
            return;
        const string Accepted = ".backendrules/baseline.sarif";
        using var tool = new Tool(_backend);
        await tool.OkAsync("baseline", "create");
        _backend.Write("Shop.Api/Most.cs", Backend.Orders.Replace("Orders", "Most", StringComparison.Ordinal));
        await tool.RunAsync("compare", "--base", "HEAD", "--fail-on", "none");
        await tool.OkAsync("report");
        var run = JsonDocument.Parse(await tool.OkAsync("analyze", "-o", "json")).RootElement;
        var print = run.GetProperty("findings")[0].GetProperty("fingerprint").GetString()!;
        var before = Everything();

        foreach (var (code, said, arguments) in new (int, string, string[])[]
        {
            (ExitCodes.Ok, "isn't remembered", ["analyze"]),
            (ExitCodes.Environment, "write_failed: ", ["analyze", "-o", "html=out/findings.html"]),
            (ExitCodes.Environment, "write_failed: ", ["baseline", "update", "--add-new", "--reason", "planned for later"]),
            (ExitCodes.Environment, "write_failed: ", ["suppress", print, "--run", run.GetProperty("runId").GetString()!, "--reason", "planned for later", "--expires", DateTime.UtcNow.AddDays(9).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)]),
            (ExitCodes.NotFixed, "write_failed: ", ["fix", "--rule", "BR5007", "--write"]),
            (ExitCodes.Environment, "outbox_not_writable", ["send", "--to", "12345678"]),
        })
        {
            using var full = StartWithoutRoom(arguments);
            var error = full.StandardError.ReadToEndAsync();
            var output = await full.StandardOutput.ReadToEndAsync();
            await full.WaitForExitAsync();
            Assert.True(code == full.ExitCode, $"{string.Join(' ', arguments)}: {full.ExitCode} {await error}");
            Assert.Contains(said, output + await error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", await error, StringComparison.Ordinal);
            Assert.Equal(before, Everything());
        }

        Assert.Contains(Accepted, before.Keys);
        await tool.OkAsync("baseline", "update", "--add-new", "--reason", "planned for later");
        Assert.NotEqual(before[Accepted], Everything()[Accepted]);
    }

    [Fact]
    public async Task A_build_that_waits_for_ever_is_given_up()
    {
        if (OperatingSystem.IsWindows())
            return;
        const string Project = "Shop.Api/Shop.Api.csproj";
        _backend.Write(Project, Read(Project).Replace("</Project>", """<Import Project="$(MSBuildProjectDirectory)/Late.props" /></Project>""", StringComparison.Ordinal));
        _backend.Run("mkfifo", _backend.PathOf("Shop.Api/Late.props"));
        using (var tool = Start("analyze", "--timeout", "5"))
        {
            var error = await tool.StandardError.ReadToEndAsync();
            await tool.WaitForExitAsync();
            Assert.Equal(ExitCodes.Incomplete, tool.ExitCode);
            Assert.StartsWith("timeout: ", error, StringComparison.Ordinal);
        }

        // Lets the build end that still waits.
        await using var end = new FileStream(_backend.PathOf("Shop.Api/Late.props"), FileMode.Open, FileAccess.ReadWrite);
    }

    private SortedDictionary<string, string> Everything() => new(
        Directory.GetFiles(_backend.Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_backend.Folder, file).Replace('\\', '/'))
            .Where(static file => !file.EndsWith(".lock", StringComparison.Ordinal) && !file.StartsWith("Shop.Api/obj/", StringComparison.Ordinal))
            .ToDictionary(static file => file, file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(_backend.PathOf(file))))),
        StringComparer.Ordinal);

    // A limit of the shell's stands for a full disk: no byte may be written to any file.
    private Process StartWithoutRoom(params string[] arguments)
    {
        var start = Described("bash", ["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "bash", "dotnet", s_tool, .. arguments]);
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return Process.Start(start)!;
    }

    private string Read(string file) => File.ReadAllText(_backend.PathOf(file));

    private Process Start(params string[] arguments) => Process.Start(Described("dotnet", [s_tool, .. arguments]))!;

    private ProcessStartInfo Described(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = _backend.Folder, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["BACKENDRULES_STATE"] = _backend.Store.Folder;
        return start;
    }
}
