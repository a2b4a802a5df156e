using System.Text.Json;

namespace BackendRules.Workspaces.Tests;

/// <summary>What lies on disk: the root, targets, baselines, suppressions, state.</summary>
public sealed class Files : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("files").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/etc/passwd")]
    [InlineData("link/passwd")]
    [InlineData("link")]
    [InlineData("loop/x")]
    [InlineData("a\0b")]
    [InlineData("")]
    [InlineData(@"\\server\share")]
    [InlineData("//server/share")]
    public void What_is_outside_is_refused(string path)
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder, "link"), "/etc");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "loop"), Path.Combine(_folder, "loop"));
        Assert.Equal("path_outside_root", Assert.Throws<Fault>(() => new Confinement(_folder).Resolve(path)).Code);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("a/b.cs")]
    [InlineData("a/../b.cs")]
    [InlineData("inner/b.cs")]
    public void What_is_inside_is_not(string path)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "real"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "inner"), "real");
        Assert.StartsWith(_folder, new Confinement(_folder).Resolve(path), StringComparison.Ordinal);
        Assert.False(new Confinement(_folder).Contains(_folder + "-beside/x"));
    }

    [Fact]
    public void A_folder_means_its_only_solution_or_project()
    {
        Assert.Equal("workspace_not_found", Assert.Throws<Fault>(() => Target.Find(_folder)).Code);
        Touch("src/A/A.csproj");
        Assert.EndsWith("A.csproj", Target.Find(_folder), StringComparison.Ordinal);
        Touch("src/bin/B.csproj");
        Assert.EndsWith("A.csproj", Target.Find(_folder), StringComparison.Ordinal);
        Touch("src/Shop.sln");
        Touch("src/Shop.slnx");
        Touch("src/Part.slnf");
        Assert.EndsWith("Shop.slnx", Target.Find(_folder), StringComparison.Ordinal);
        Touch("src/Other.sln");
        var fault = Assert.Throws<Fault>(() => Target.Find(_folder));
        Assert.Equal("workspace_ambiguous", fault.Code);
        Assert.Equal(["src/Other.sln", "src/Shop.slnx"], fault.Candidates);
        Assert.Equal("workspace_not_found", Assert.Throws<Fault>(() => Target.Find(Path.Combine(_folder, "nowhere"))).Code);
    }

    [Fact]
    public void A_solution_that_is_a_pipe_is_not_waited_for()
    {
        if (OperatingSystem.IsWindows())
            return;
        using (var made = System.Diagnostics.Process.Start("mkfifo", Path.Combine(_folder, "Pipe.sln")))
            made.WaitForExit();
        Assert.Equal("workspace_load_failed", Assert.Throws<Fault>(() => Target.Find(Path.Combine(_folder, "Pipe.sln"))).Code);
    }

    [Fact]
    public void A_baseline_is_one_result_a_line_and_reads_back()
    {
        var baseline = new Baseline([Entry("b.cs", "2"), Entry("a b.cs", "1"), Entry("b.cs", "2")], "1.2.3");
        var text = baseline.Write();
        Assert.Equal(4, text.Split('\n').Length - 1);
        using var json = JsonDocument.Parse(text);
        Assert.Equal("2.1.0", json.RootElement.GetProperty("version").GetString());
        var file = Path.Combine(_folder, "baseline.sarif");
        File.WriteAllText(file, text);
        var read = Baseline.Read(file)!;
        Assert.Equal(baseline.Entries, read.Entries);
        Assert.Equal("1.2.3", read.Version);
        Assert.Equal(text, read.Write());
        var added = new Baseline([.. read.Entries, Entry("c.cs", "3")], "1.10.0");
        var removed = new Baseline(read.Entries.Take(1), "1.2.3");
        Assert.Equal(["a b.cs", "c.cs"], Baseline.Merge(read, added, removed).Entries.Select(e => e.Known.File));
        Assert.Equal("1.10.0", Baseline.Merge(read, added, removed).Version);
        File.WriteAllText(file, "{\"runs\":[]}");
        Assert.Equal("invalid_baseline", Assert.Throws<Fault>(() => Baseline.Read(file)).Code);
        Assert.Null(Baseline.Read(file + "x"));
    }

    [Theory]
    [InlineData("2026-06-01", "known and planned for May", true)]
    [InlineData("2026-04-30", "known and planned for May", false)]
    [InlineData("2027-06-01", "known and planned for May", false)]
    [InlineData("2026-06-01", "because", false)]
    [InlineData("01.06.2026", "known and planned for May", false)]
    public void A_suppression_holds_with_a_reason_and_until_a_day(string expires, string reason, bool holds) =>
        Assert.Equal(holds, SuppressionFile.Holds(new Suppression("br1:0", "BR5007", reason, "me", expires), new DateOnly(2026, 5, 1)));

    [Theory]
    [InlineData("plain text, ünïcode\ttoo\n", "plain text, ünïcode\ttoo\n")]
    [InlineData("a\u001b[31mred", "a\\u{001B}[31mred")]
    [InlineData("\u202eevil\u2066\u200b\U000E0041", "\\u{202E}evil\\u{2066}\\u{200B}\\u{E0041}")]
    public void Text_of_a_repository_cannot_act(string text, string shown) => Assert.Equal(shown, Shown.Clean(text));

    [Fact]
    public void Ids_are_in_the_order_of_time_and_name_no_path()
    {
        var ids = Enumerable.Range(0, 5).Select(_ => { Thread.Sleep(2); return Handles.New("run"); }).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.All(ids, id => Assert.True(Handles.IsId(id, "run")));
        Assert.False(Handles.IsId("run_../../../../../etc/passwdxx", "run"));
        Assert.Equal("not_found", Assert.Throws<Fault>(() => new StateStore(_folder).Load<Run>("run", ids[0], "run")).Code);
    }

    private static BaselineEntry Entry(string file, string print) =>
        new(new Recorded("BR5007", file, new Fingerprints("p" + print, "t" + print, "m" + print), "M:A.B"), "warning", "'Result' blocks", "M:A.B", "2026-05-01", null);

    private void Touch(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, file))!);
        File.WriteAllText(Path.Combine(_folder, file), "");
    }
}
