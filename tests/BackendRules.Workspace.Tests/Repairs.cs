using System.Text;

namespace BackendRules.Workspaces.Tests;

/// <summary>Preview, check, apply, undo.</summary>
public sealed class Repairs : IDisposable
{
    private const string File = "Shop.Api/OrdersController.cs";
    private readonly Backend _backend = new();

    public void Dispose() => _backend.Dispose();

    [Fact]
    public async Task A_preview_is_a_checked_diff_and_writes_nothing()
    {
        var before = Bytes();
        using var bench = _backend.Open();
        var patch = await bench.PreviewAsync(null, static _ => true);
        Assert.Equal(
            """
            --- a/Shop.Api/OrdersController.cs
            +++ b/Shop.Api/OrdersController.cs
            @@ -8,8 +8,8 @@
             public class OrdersController(IOrders orders) : ControllerBase
             {
                 [HttpGet]
            -    public int Count()
            +    public async Task<int> Count()
                 {
            -        return orders.Count().Result;
            +        return await orders.Count();
                 }
             }

            """.ReplaceLineEndings("\n"),
            patch.Diff);
        Assert.True(patch.Verification.Compiles);
        Assert.Single(patch.Verification.Fixed);
        Assert.Empty(patch.Verification.NotFixed);
        Assert.Empty(patch.Verification.Introduced);
        Assert.Equal(before, Bytes());
    }

    [Theory]
    [InlineData("\n", false, "utf-8")]
    [InlineData("\r\n", true, "utf-8")]
    [InlineData("\r\n", false, "utf-8")]
    [InlineData("\n", true, "utf-16")]
    public async Task Bytes_outside_the_change_stay_and_undo_gives_them_all_back(string ending, bool mark, string encoding)
    {
        Encoding form = encoding == "utf-8" ? new UTF8Encoding(mark) : new UnicodeEncoding(false, mark);
        _backend.Write(File, ("// Grüße\t \n" + Backend.Orders).ReplaceLineEndings(ending), form);
        var before = Bytes();
        using var bench = _backend.Open();
        var patch = await bench.PreviewAsync(null, static _ => true);
        var (_, written) = new PatchWriter(_backend.Store).Apply(patch.PatchId, _backend.Root);
        Assert.True(written);
        byte[] expected = [.. form.GetPreamble(), .. form.GetBytes(("// Grüße\t \n" + Backend.Orders)
            .Replace("public int Count()", "public async Task<int> Count()", StringComparison.Ordinal)
            .Replace("orders.Count().Result", "await orders.Count()", StringComparison.Ordinal).ReplaceLineEndings(ending))];
        Assert.Equal(expected, Bytes());
        Assert.False(new PatchWriter(_backend.Store).Apply(patch.PatchId, _backend.Root).Written);
        Assert.Empty((await bench.AnalyzeAsync(new AnalyzeOptions())).Findings);
        new PatchWriter(_backend.Store).Undo(patch.PatchId, _backend.Root);
        Assert.Equal(before, Bytes());
    }

    [Fact]
    public async Task Mixed_line_endings_stay_where_the_change_does_not_reach()
    {
        var lines = Backend.Orders.Split('\n');
        var mixed = string.Concat(lines.Select((l, i) => i == lines.Length - 1 ? l : l + (i % 3 == 0 ? "\r\n" : "\n")));
        _backend.Write(File, mixed);
        using var bench = _backend.Open();
        var patch = await bench.PreviewAsync(null, static _ => true);
        new PatchWriter(_backend.Store).Apply(patch.PatchId, _backend.Root);
        var after = System.IO.File.ReadAllText(_backend.PathOf(File)).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i is not (10 or 12))
                Assert.Equal(mixed.Split('\n')[i], after[i]);
        }
    }

    [Fact]
    public async Task The_diff_is_one_that_git_applies()
    {
        using var bench = _backend.Open();
        var patch = await bench.PreviewAsync(null, static _ => true);
        _backend.Write("fix.diff", patch.Diff);
        _backend.Run("git", "apply", "fix.diff");
        Assert.Equal(Convert.ToHexString(patch.Files[0].Post), Convert.ToHexString(Bytes()));
    }

    [Fact]
    public async Task A_file_that_changed_since_stops_the_whole_patch()
    {
        _backend.Write("Shop.Api/More.cs", Backend.Orders.Replace("Orders", "More", StringComparison.Ordinal).Replace("Count", "Sum", StringComparison.Ordinal));
        using var bench = _backend.Open();
        var patch = await bench.PreviewAsync(null, static _ => true);
        Assert.Equal(2, patch.Files.Count);
        _backend.Write(File, Backend.Orders + "// more\n");
        var fault = Assert.Throws<Fault>(() => new PatchWriter(_backend.Store).Apply(patch.PatchId, _backend.Root));
        Assert.Equal(("stale_patch", true), (fault.Code, fault.Retryable));
        Assert.Contains(".Result", System.IO.File.ReadAllText(_backend.PathOf("Shop.Api/More.cs")), StringComparison.Ordinal);
        System.IO.File.Delete(_backend.PathOf(File));
        Assert.Equal("stale_patch", Assert.Throws<Fault>(() => new PatchWriter(_backend.Store).Apply(patch.PatchId, _backend.Root)).Code);
        Assert.DoesNotContain(Directory.GetFiles(_backend.PathOf("Shop.Api")), f => f.EndsWith(".brtmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_writer_that_died_half_way_is_finished_by_the_next()
    {
        _backend.Write("Shop.Api/More.cs", Backend.Orders.Replace("Orders", "More", StringComparison.Ordinal).Replace("Count", "Sum", StringComparison.Ordinal));
        using var bench = _backend.Open();
        var patch = await bench.PreviewAsync(null, static _ => true);
        System.IO.File.WriteAllBytes(_backend.PathOf(patch.Files[0].File), patch.Files[0].Post);
        _backend.Store.Save("pat", patch.PatchId, patch with { State = PatchState.Applying });
        Assert.True(new PatchWriter(_backend.Store).Apply(patch.PatchId, _backend.Root).Written);
        Assert.All(patch.Files, f => Assert.Equal(f.PostSha256, PatchFile.Hash(System.IO.File.ReadAllBytes(_backend.PathOf(f.File)))));
    }

    [Fact]
    public async Task Where_one_file_cannot_be_written_none_is()
    {
        _backend.Write("Shop.Api/More.cs", Backend.Orders.Replace("Orders", "More", StringComparison.Ordinal).Replace("Count", "Sum", StringComparison.Ordinal));
        using var bench = _backend.Open();
        var patch = await bench.PreviewAsync(null, static _ => true);
        var before = patch.Files.Select(f => System.IO.File.ReadAllText(_backend.PathOf(f.File))).ToList();
        Directory.CreateDirectory(_backend.PathOf(patch.Files[1].File + ".brtmp"));
        Assert.Equal("write_failed", Assert.Throws<Fault>(() => new PatchWriter(_backend.Store).Apply(patch.PatchId, _backend.Root)).Code);
        Assert.Equal(before, patch.Files.Select(f => System.IO.File.ReadAllText(_backend.PathOf(f.File))));
        Directory.Delete(_backend.PathOf(patch.Files[1].File + ".brtmp"));
        Assert.DoesNotContain(Directory.GetFiles(_backend.PathOf("Shop.Api")), f => f.EndsWith(".brtmp", StringComparison.Ordinal));
        Assert.True(new PatchWriter(_backend.Store).Apply(patch.PatchId, _backend.Root).Written);
    }

    [Fact]
    public async Task Without_a_journal_nothing_is_written_and_a_run_is_still_answered()
    {
        _backend.Write("full", "no folder");
        var store = new StateStore(_backend.PathOf("full/state"));
        using var bench = new Workbench(_backend.Root, store);
        var run = await bench.AnalyzeAsync(new AnalyzeOptions());
        Assert.Equal(run.RunId, store.Load<Run>("run", run.RunId, "run").RunId);
        Assert.True(store.IsForgetful);
        var patch = await bench.PreviewAsync(null, static _ => true);
        var before = Bytes();
        Assert.Equal("write_failed", Assert.Throws<Fault>(() => new PatchWriter(store).Apply(patch.PatchId, _backend.Root)).Code);
        Assert.Equal(before, Bytes());
    }

    [Fact]
    public async Task Of_two_writers_at_once_one_writes_and_the_other_finds_it_done()
    {
        using var bench = _backend.Open();
        var patch = await bench.PreviewAsync(null, static _ => true);
        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => new PatchWriter(new StateStore(_backend.Store.Folder)).Apply(patch.PatchId, _backend.Root).Written)));
        Assert.Single(written, static w => w);
        Assert.Equal(patch.Files[0].PostSha256, PatchFile.Hash(Bytes()));
    }

    [Fact]
    public async Task A_list_beside_the_sources_is_repaired_too()
    {
        _backend.Write("Shop.Api/Shop.Api.csproj", System.IO.File.ReadAllText(_backend.PathOf("Shop.Api/Shop.Api.csproj")).Replace("</Project>", "<ItemGroup><AdditionalFiles Include=\"Endpoints.*.txt\" /></ItemGroup></Project>", StringComparison.Ordinal));
        _backend.Write("Shop.Api/Endpoints.Shipped.txt", "");
        _backend.Write("Shop.Api/Endpoints.Unshipped.txt", "");
        _backend.Write("Shop.Api/More.cs", Backend.Orders.Replace("Orders", "More", StringComparison.Ordinal).Replace("\"orders\"", "\"more\"", StringComparison.Ordinal));
        using var bench = _backend.Open();
        var patch = await bench.PreviewAsync(null, static f => f.RuleId == "BR7010");
        Assert.Equal("Shop.Api/Endpoints.Unshipped.txt", Assert.Single(patch.Files).File);
        Assert.Equal(2, patch.Verification.Fixed.Count);
        Assert.Contains("+GET /orders", patch.Diff, StringComparison.Ordinal);
        new PatchWriter(_backend.Store).Apply(patch.PatchId, _backend.Root);
        Assert.DoesNotContain((await bench.AnalyzeAsync(new AnalyzeOptions())).Findings, static f => f.RuleId == "BR7010");
        new PatchWriter(_backend.Store).Undo(patch.PatchId, _backend.Root);
        Assert.Equal(2, (await bench.AnalyzeAsync(new AnalyzeOptions { Rules = ["BR7010"] })).Findings.Count);
    }

    [Fact]
    public async Task A_lesser_finding_on_what_a_repair_writes_is_told_and_stops_nothing()
    {
        _backend.Write("Shop.Api/More.cs", """
            using Microsoft.AspNetCore.Mvc;

            namespace Shop;

            [ApiController, Route("more")]
            public class MoreController(ILogger<MoreController> logger) : ControllerBase
            {
                [HttpGet]
                public void Get(int id) => logger.LogInformation($"More {id}");
            }

            """);
        _backend.Write(".editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.BR4001.severity = warning\ndotnet_diagnostic.BR4011.severity = suggestion\n");
        using var bench = _backend.Open();
        var patch = await bench.PreviewAsync(null, static f => f.RuleId == "BR4001");
        Assert.True(patch.Verification.Holds);
        Assert.StartsWith("lesser, and new: note BR4011 Shop.Api/More.cs:9 ", Assert.Single(patch.Verification.Notes), StringComparison.Ordinal);
        _backend.Write(".editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.BR4001.severity = warning\ndotnet_diagnostic.BR4011.severity = warning\n");
        Assert.Equal("warning BR4011", Assert.Single((await bench.PreviewAsync(null, static f => f.RuleId == "BR4001")).Verification.Introduced)[..14]);
    }

    [Fact]
    public async Task Where_nothing_can_be_repaired_it_says_so()
    {
        using var bench = _backend.Open();
        Assert.Equal("not_found", (await Assert.ThrowsAsync<Fault>(() => bench.PreviewAsync(null, static _ => false))).Code);
        Assert.Equal("no_fix", (await Assert.ThrowsAsync<Fault>(() => bench.PreviewAsync(null, static _ => true, "no such way"))).Code);
        Assert.Equal("not_found", Assert.Throws<Fault>(() => new PatchWriter(_backend.Store).Apply("pat_../../etc/passwd", _backend.Root)).Code);
    }

    private byte[] Bytes() => System.IO.File.ReadAllBytes(_backend.PathOf(File));
}
