namespace BackendRules.Workspaces.Tests;

/// <summary>Loading and analysing a real project.</summary>
public sealed class Analyses : IDisposable
{
    private readonly Backend _backend = new();

    public void Dispose() => _backend.Dispose();

    [Fact]
    public async Task A_finding_says_where_what_and_how_it_is_recognised()
    {
        using var bench = _backend.Open();
        var run = await bench.AnalyzeAsync(new AnalyzeOptions());
        var finding = Assert.Single(run.Findings);
        Assert.Equal(("BR5007", "warning", "scalability", "new", "Shop.Api"), (finding.RuleId, finding.Level, finding.Category, finding.Status, finding.Project));
        Assert.Equal(new Place("Shop.Api/OrdersController.cs", 13, 16, 13, 37, "M:Shop.OrdersController.Count"), finding.Location);
        Assert.StartsWith("'Result' blocks", finding.Message, StringComparison.Ordinal);
        Assert.True(finding.Fixable);
        Assert.Equal((true, 1, 1, 2), (run.Coverage.Complete, run.Coverage.ProjectsTotal, run.Coverage.ProjectsAnalyzed, run.Coverage.FilesAnalyzed));
        Assert.Equal((1, 1, 0), (run.Counts.Total, run.Counts.New, run.Counts.Suppressed));
        Assert.Equal(run.Findings[0].Fingerprints, _backend.Store.Load<Run>("run", run.RunId, "run").Findings[0].Fingerprints);
    }

    [Fact]
    public async Task Edits_new_files_and_deleted_files_are_seen_and_the_answer_is_that_of_a_fresh_run()
    {
        using var warm = _backend.Open();
        await warm.AnalyzeAsync(new AnalyzeOptions());
        foreach (var edit in new Action[]
        {
            () => _backend.Write("Shop.Api/OrdersController.cs", Backend.Orders.Replace("return orders", "Thread.Sleep(1); return orders", StringComparison.Ordinal)),
            () => _backend.Write("Shop.Api/More.cs", Backend.Orders.Replace("Orders", "More", StringComparison.Ordinal)),
            () => File.Delete(_backend.PathOf("Shop.Api/OrdersController.cs")),
            () => _backend.Write(".editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.BR5007.severity = error\n"),
        })
        {
            edit();
            using var fresh = _backend.Open();
            var expected = await fresh.AnalyzeAsync(new AnalyzeOptions());
            var actual = await warm.AnalyzeAsync(new AnalyzeOptions());
            Assert.NotEmpty(actual.Findings);
            Assert.Equal(expected.Findings, actual.Findings);
        }
    }

    [Fact]
    public async Task The_word_is_left_to_a_rule_of_the_sdk_only_where_it_runs()
    {
        _backend.Write(".editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.CA1849.severity = warning\n");
        _backend.Write("Shop.Api/OrdersController.cs", Backend.Orders.Replace("public int Count()", "public async Task<int> Count()", StringComparison.Ordinal));
        using var bench = _backend.Open();
        Assert.Equal("BR5007", Assert.Single((await bench.AnalyzeAsync(new AnalyzeOptions())).Findings).RuleId);
        Assert.Equal("CA1849", Assert.Single((await bench.AnalyzeAsync(new AnalyzeOptions { ProjectAnalyzers = true })).Findings, static finding => finding.RuleId is "BR5007" or "CA1849").RuleId);
    }

    [Fact]
    public async Task What_does_not_compile_makes_the_result_incomplete()
    {
        _backend.Write("Shop.Api/Broken.cs", "class Broken { Missing Field; }\n");
        using var bench = _backend.Open();
        var coverage = (await bench.AnalyzeAsync(new AnalyzeOptions())).Coverage;
        Assert.False(coverage.Complete);
        Assert.Equal(1, coverage.CompilerErrors);
        var problem = Assert.Single(coverage.Problems);
        Assert.Equal(("Shop.Api/Shop.Api.csproj", "compiler_errors"), (problem.Project, problem.Code));
        Assert.Contains("Shop.Api/Broken.cs:1 CS0246", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_that_the_sources_silence_is_none()
    {
        _backend.Write("Shop.Api/Early.cs", """
            [System.Diagnostics.CodeAnalysis.Experimental("SHOP1")]
            class Early;
            #pragma warning disable SHOP1
            class User { Early Field = new(); }

            """);
        using var bench = _backend.Open();
        Assert.Equal((true, 0), ((await bench.AnalyzeAsync(new AnalyzeOptions())).Coverage is var coverage ? (coverage.Complete, coverage.CompilerErrors) : default));
    }

    [Fact]
    public async Task A_project_that_is_not_restored_is_named()
    {
        Directory.Delete(_backend.PathOf("Shop.Api/obj"), recursive: true);
        using var bench = _backend.Open();
        var coverage = (await bench.AnalyzeAsync(new AnalyzeOptions())).Coverage;
        Assert.False(coverage.Complete);
        Assert.Contains(coverage.Problems, p => p is { Project: "Shop.Api/Shop.Api.csproj", Code: "restore_required" });
    }

    [Fact]
    public async Task A_project_that_is_no_xml_is_an_error_or_an_incomplete_result_and_never_clean()
    {
        _backend.Write("Shop.Api/Shop.Api.csproj", "<Project Sdk=");
        using var bench = _backend.Open();
        try
        {
            Assert.False((await bench.AnalyzeAsync(new AnalyzeOptions())).Coverage.Complete);
        }
        catch (Fault fault)
        {
            Assert.Equal("workspace_load_failed", fault.Code);
            Assert.DoesNotContain(_backend.Folder, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_project_that_cannot_be_loaded_is_named_beside_those_that_were()
    {
        _backend.Write("Host/Host.csproj", """<Project Sdk="No.Such.Sdk/9.0.0"></Project>""");
        _backend.Write("Shop.slnx", """<Solution><Project Path="Shop.Api/Shop.Api.csproj" /><Project Path="Host/Host.csproj" /></Solution>""");
        using var bench = _backend.Open();
        var run = await bench.AnalyzeAsync(new AnalyzeOptions());
        Assert.Single(run.Findings);
        Assert.Equal((false, 2, 1), (run.Coverage.Complete, run.Coverage.ProjectsTotal, run.Coverage.ProjectsAnalyzed));
        Assert.Contains(run.Coverage.Problems, p => p.Project == "Host/Host.csproj" && !p.Code.StartsWith(Coverage.Reserve, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_sdk_that_is_not_there_is_named()
    {
        _backend.Write("global.json", """{ "sdk": { "version": "99.0.100", "rollForward": "disable" } }""");
        using var bench = _backend.Open();
        var fault = await Assert.ThrowsAsync<Fault>(() => bench.AnalyzeAsync(new AnalyzeOptions()));
        Assert.Equal("sdk_missing", fault.Code);
        Assert.Contains("99.0.100", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_backend.Folder, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_shows_what_it_brought_and_not_what_was_there()
    {
        _backend.Write("Shop.Api/OrdersController.cs", "// A line more.\n" + Backend.Orders);
        _backend.Write("Shop.Api/More.cs", Backend.Orders.Replace("Orders", "More", StringComparison.Ordinal));
        using var bench = _backend.Open();
        var run = await bench.AnalyzeAsync(new AnalyzeOptions { Scope = "changed", Base = "HEAD" });
        Assert.Equal([("Shop.Api/More.cs", "new"), ("Shop.Api/OrdersController.cs", "unchanged")], run.Findings.Select(f => (f.Location.File, f.Status)));
        Assert.Equal((1, 1, 0), (run.Counts.New, run.Counts.Unchanged, run.Counts.Fixed));
        _backend.Write("Shop.Api/OrdersController.cs", Backend.Orders.Replace("orders.Count().Result", "1", StringComparison.Ordinal));
        File.Delete(_backend.PathOf("Shop.Api/More.cs"));
        run = await bench.AnalyzeAsync(new AnalyzeOptions { Scope = "changed" });
        Assert.Empty(run.Findings);
        Assert.Equal(1, run.Counts.Fixed);
    }

    [Fact]
    public async Task Git_is_as_it_was()
    {
        _backend.Write("Shop.Api/More.cs", Backend.Orders.Replace("Orders", "More", StringComparison.Ordinal));
        var before = _backend.Run("git", "status", "--porcelain=v2", "--branch") + _backend.Run("git", "for-each-ref") + _backend.Run("git", "stash", "list");
        using var bench = _backend.Open();
        await bench.AnalyzeAsync(new AnalyzeOptions { Scope = "changed" });
        Assert.Equal(before, _backend.Run("git", "status", "--porcelain=v2", "--branch") + _backend.Run("git", "for-each-ref") + _backend.Run("git", "stash", "list"));
    }

    [Theory]
    [InlineData("--output=x", "base_not_found")]
    [InlineData("nowhere", "base_not_found")]
    public async Task A_base_that_is_not_there_is_refused(string name, string code)
    {
        using var bench = _backend.Open();
        var fault = await Assert.ThrowsAsync<Fault>(() => bench.AnalyzeAsync(new AnalyzeOptions { Scope = "changed", Base = name }));
        Assert.Equal(code, fault.Code);
    }

    [Fact]
    public async Task Options_choose_and_words_that_mean_nothing_are_refused()
    {
        _backend.Write("Shop.Api/More.cs", Backend.Orders.Replace("Orders", "More", StringComparison.Ordinal)
            .Replace("return more", "#pragma warning disable BR5007 // known\nreturn more", StringComparison.Ordinal)
            .Replace("return orders", "#pragma warning disable BR5007 // known\nreturn orders", StringComparison.Ordinal));
        using var bench = _backend.Open();
        Assert.Single((await bench.AnalyzeAsync(new AnalyzeOptions())).Findings);
        var all = await bench.AnalyzeAsync(new AnalyzeOptions { IncludeSuppressed = true });
        Assert.Equal((2, 1), (all.Findings.Count, all.Counts.Suppressed));
        Assert.Empty((await bench.AnalyzeAsync(new AnalyzeOptions { Rules = ["BR0*"] })).Findings);
        Assert.Empty((await bench.AnalyzeAsync(new AnalyzeOptions { MinLevel = "error" })).Findings);
        Assert.Empty((await bench.AnalyzeAsync(new AnalyzeOptions { Categories = ["injection"] })).Findings);
        Assert.Empty((await bench.AnalyzeAsync(new AnalyzeOptions { Scope = "files", Files = ["**/Program.cs"] })).Findings);
        Assert.Single((await bench.AnalyzeAsync(new AnalyzeOptions { Scope = "files", Files = ["Shop.Api/*.cs"] })).Findings);
        foreach (var wrong in new[]
        {
            new AnalyzeOptions { Scope = "all" }, new AnalyzeOptions { MinLevel = "info" }, new AnalyzeOptions { Rules = ["CA1822"] },
            new AnalyzeOptions { Categories = ["performance"] }, new AnalyzeOptions { Scope = "files" },
        })
        {
            Assert.Equal("invalid_argument", (await Assert.ThrowsAsync<Fault>(() => bench.AnalyzeAsync(wrong))).Code);
        }
    }
}
