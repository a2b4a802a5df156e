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
    public async Task Where_nothing_can_be_repaired_it_says_so()
    {
        using var bench = _backend.Open();
        Assert.Equal("not_found", (await Assert.ThrowsAsync<Fault>(() => bench.PreviewAsync(null, static _ => false))).Code);
        Assert.Equal("no_fix", (await Assert.ThrowsAsync<Fault>(() => bench.PreviewAsync(null, static _ => true, "no such way"))).Code);
        Assert.Equal("not_found", Assert.Throws<Fault>(() => new PatchWriter(_backend.Store).Apply("pat_../../etc/passwd", _backend.Root)).Code);
    }

    private byte[] Bytes() => System.IO.File.ReadAllBytes(_backend.PathOf(File));
}
