using System.Security.Cryptography;
using System.Text;

namespace BackendRules.Workspaces.Tests;

/// <summary>Git as it is met: shallow, detached, renamed, unborn, dirty, with submodules and other line ends. The repository is the same afterwards.</summary>
public sealed class RevisionTests : IDisposable
{
    private readonly Backend _backend = new();

    public void Dispose() => _backend.Dispose();

    [Fact]
    public async Task A_branch_is_measured_where_it_left_the_main_one_and_says_so()
    {
        var fork = _backend.Run("git", "rev-parse", "HEAD").Trim();
        _backend.Run("git", "checkout", "-q", "-b", "feature");
        AddMore();
        _backend.Commit("more");
        _backend.Run("git", "checkout", "-q", "main");
        _backend.Write("Shop.Api/Later.cs", Controller("Later"));
        _backend.Commit("meanwhile");
        _backend.Run("git", "checkout", "-q", "feature");
        var comparison = await CompareAsync();
        Assert.Equal((fork, "main", "merge base with main"), (comparison.Revisions.Base!.Sha, comparison.Revisions.Base.Ref, comparison.Revisions.Base.How));
        Assert.Equal(("overlay", "feature", 1), (comparison.Revisions.Mode, comparison.Revisions.Branch, comparison.Revisions.ChangedFiles));
        Assert.Equal(["Shop.Api/More.cs"], New(comparison));
        Assert.Equal(["GET /more"], Endpoints(comparison, "endpoint-added"));
        Assert.Empty(Endpoints(comparison, "endpoint-removed"));
    }

    [Fact]
    public async Task An_edit_while_the_solution_is_loaded_makes_the_comparison_stale()
    {
        AddMore();
        using var bench = _backend.Open();
        var edit = new OnFirst(() => _backend.Write("Shop.Api/More.cs", Controller("Most")));
        var comparison = await bench.CompareAsync(new ComparisonRequest(), edit);
        Assert.Equal("The work tree has changed since it was compared: Shop.Api/More.cs.", await Staleness.FindAsync(comparison, default));
        var again = await bench.CompareAsync(new ComparisonRequest());
        Assert.Null(await Staleness.FindAsync(again, default));
        _backend.Run("git", "checkout", "-q", "-b", "other");
        Assert.Null(await Staleness.FindAsync(again, default));
    }

    [Fact]
    public async Task Before_the_first_commit_an_edit_counts_and_the_commit_does_not()
    {
        Directory.Delete(_backend.PathOf(".git"), recursive: true);
        _backend.Run("git", "init", "-q", "-b", "main");
        _backend.Write(".git/info/exclude", ".state/\n");
        using var bench = _backend.Open();
        var comparison = await bench.CompareAsync(new ComparisonRequest());
        _backend.Commit("first");
        Assert.Null(await Staleness.FindAsync(comparison, default));
        AddMore();
        Assert.Contains("Shop.Api/More.cs", await Staleness.FindAsync(comparison, default), StringComparison.Ordinal);
        Directory.Delete(_backend.PathOf(".git"), recursive: true);
        Assert.Equal("The work tree that was compared is gone.", await Staleness.FindAsync(comparison, default));
    }

    [Fact]
    public async Task A_commit_is_compared_without_a_look_at_the_work_tree()
    {
        AddMore();
        var second = _backend.Commit("more");
        _backend.Write("Shop.Api/Third.cs", Controller("Third"));
        var comparison = await CompareAsync(head: second);
        Assert.False(comparison.Revisions.IsWorkTree);
        Assert.Equal(second, comparison.Revisions.Head);
        Assert.StartsWith("the commit before", comparison.Revisions.Base!.How, StringComparison.Ordinal);
        Assert.Equal(["GET /more"], Endpoints(comparison, "endpoint-added"));
        Assert.True(comparison.IsComplete);
    }

    [Fact]
    public async Task A_detached_head_has_no_branch_and_is_compared()
    {
        AddMore();
        _backend.Run("git", "checkout", "-q", "--detach");
        var comparison = await CompareAsync(@base: "main");
        Assert.Null(comparison.Revisions.Branch);
        Assert.Equal(["GET /more"], Endpoints(comparison, "endpoint-added"));
    }

    [Fact]
    public async Task A_renamed_file_brings_nothing_new()
    {
        _backend.Run("git", "mv", "Shop.Api/OrdersController.cs", "Shop.Api/Renamed.cs");
        _backend.Commit("renamed");
        var comparison = await CompareAsync(@base: "HEAD~1");
        Assert.Equal(1, comparison.Revisions.RenamedFiles);
        Assert.Empty(New(comparison));
        Assert.All(comparison.Parts, static p => Assert.Empty(p.Items));
    }

    [Fact]
    public async Task A_deleted_file_takes_its_endpoint_and_its_finding_with_it()
    {
        File.Delete(_backend.PathOf("Shop.Api/OrdersController.cs"));
        var comparison = await CompareAsync();
        Assert.Equal(["GET /orders"], Endpoints(comparison, "endpoint-removed"));
        Assert.Equal(["BR5007"], comparison.Part(PartNames.Performance).Items.Where(static i => i.Kind == "fixed-finding").Select(static i => i.RuleId));
    }

    [Fact]
    public async Task A_shallow_clone_says_that_it_does_not_know_the_fork()
    {
        AddMore();
        _backend.Commit("more");
        var clone = Directory.CreateTempSubdirectory("shallow").FullName;
        try
        {
            _backend.Run("git", "clone", "-q", "--depth", "1", "file://" + _backend.Folder, clone + "/c");
            var root = new Confinement(clone + "/c");
            using var bench = new Workbench(root, _backend.Store);
            var fault = await Assert.ThrowsAsync<Fault>(() => bench.CompareAsync(new ComparisonRequest { Base = "HEAD~1" }));
            Assert.Equal("base_not_found", fault.Code);
            Assert.Contains("shallow", fault.Hint, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(clone, recursive: true);
        }
    }

    [Fact]
    public async Task Before_the_first_commit_everything_is_new()
    {
        Directory.Delete(_backend.PathOf(".git"), recursive: true);
        _backend.Run("git", "init", "-q", "-b", "main");
        var comparison = await CompareAsync();
        Assert.Equal("empty", comparison.Revisions.Mode);
        Assert.Null(comparison.Revisions.Base);
        Assert.Equal(["GET /orders"], Endpoints(comparison, "endpoint-added"));
        Assert.Equal(["Shop.Api/OrdersController.cs"], New(comparison));
    }

    [Fact]
    public async Task Staged_unstaged_and_new_files_of_a_dirty_tree_all_count_and_line_ends_alone_do_not()
    {
        _backend.Write("Shop.Api/Staged.cs", Controller("Staged"));
        _backend.Run("git", "add", "Shop.Api/Staged.cs");
        _backend.Write("Shop.Api/New.cs", Controller("New"));
        _backend.Write("Shop.Api/OrdersController.cs", Backend.Orders.Replace("\n", "\r\n", StringComparison.Ordinal));
        var comparison = await CompareAsync();
        Assert.Equal(["GET /new", "GET /staged"], Endpoints(comparison, "endpoint-added").Order());
        Assert.Equal(["Shop.Api/New.cs", "Shop.Api/Staged.cs"], New(comparison).Order());
        Assert.Equal("merge base with main, which is the last commit: only what isn't committed counts as changed", comparison.Revisions.Base!.How);
    }

    [Fact]
    public async Task Line_ends_that_git_converts_are_no_change()
    {
        _backend.Run("git", "config", "core.autocrlf", "true");
        _backend.Write("Shop.Api/OrdersController.cs", Backend.Orders.Replace("\n", "\r\n", StringComparison.Ordinal));
        var comparison = await CompareAsync();
        Assert.Equal(("same", 0), (comparison.Revisions.Mode, comparison.Revisions.ChangedFiles));
        Assert.All(comparison.Parts, static p => Assert.Equal("none", p.Status));
        Assert.Equal("compatible", comparison.Verdict);
    }

    [Fact]
    public async Task A_project_file_that_changed_has_the_earlier_tree_built_as_it_was()
    {
        _backend.Write("Shop.Api/Shop.Api.csproj", File.ReadAllText(_backend.PathOf("Shop.Api/Shop.Api.csproj")).Replace("<Nullable>enable", "<DefineConstants>$(DefineConstants);MORE</DefineConstants><Nullable>enable", StringComparison.Ordinal));
        _backend.Write("Shop.Api/More.cs", "#if MORE\n" + Controller("More") + "#endif\n");
        _backend.Commit("more");
        File.WriteAllText(_backend.PathOf("Shop.Api/Shop.Api.csproj"), File.ReadAllText(_backend.PathOf("Shop.Api/Shop.Api.csproj")).Replace(";MORE", "", StringComparison.Ordinal));
        var before = Fingerprint();
        var comparison = await CompareAsync();
        Assert.Equal(("materialized", true), (comparison.Revisions.Mode, comparison.IsComplete));
        Assert.Equal(["GET /more"], Endpoints(comparison, "endpoint-removed"));
        Assert.Equal(before, Fingerprint());
    }

    [Fact]
    public async Task A_base_that_cannot_be_loaded_makes_every_part_less_than_sure()
    {
        var project = File.ReadAllText(_backend.PathOf("Shop.Api/Shop.Api.csproj"));
        _backend.Write("Shop.Api/Shop.Api.csproj", "<Project Sdk=");
        _backend.Commit("broken");
        _backend.Write("Shop.Api/Shop.Api.csproj", project);
        var comparison = await CompareAsync();
        Assert.False(comparison.IsComplete);
        Assert.DoesNotContain(comparison.Parts, static p => p.Status is "none" or "changes");
        Assert.Contains(comparison.Unresolved, static g => g.What == "the base" || g.Reason.Contains("base", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_project_that_is_new_is_new_as_a_whole()
    {
        _backend.Write("Other.Api/Other.Api.csproj", File.ReadAllText(_backend.PathOf("Shop.Api/Shop.Api.csproj")));
        _backend.Write("Other.Api/Program.cs", "WebApplication.Create().Run();\n");
        _backend.Write("Other.Api/OtherController.cs", Controller("Other"));
        _backend.Run("dotnet", "restore", "Other.Api", "-v", "q");
        using var bench = _backend.Open();
        var comparison = await bench.CompareAsync(new ComparisonRequest { Path = "Other.Api" });
        Assert.Equal(("empty", true), (comparison.Revisions.Mode, comparison.IsComplete));
        Assert.Equal(["GET /other"], Endpoints(comparison, "endpoint-added"));
    }

    [Fact]
    public async Task A_solution_that_came_with_a_new_project_is_compared_project_by_project()
    {
        _backend.Write("Other.Api/Other.Api.csproj", File.ReadAllText(_backend.PathOf("Shop.Api/Shop.Api.csproj")));
        _backend.Write("Other.Api/Program.cs", "WebApplication.Create().Run();\n");
        _backend.Write("Other.Api/OtherController.cs", Controller("Other"));
        _backend.Write("Shop.slnx", """<Solution><Project Path="Shop.Api/Shop.Api.csproj" /><Project Path="Other.Api/Other.Api.csproj" /></Solution>""");
        _backend.Run("dotnet", "restore", "Other.Api", "-v", "q");
        var comparison = await CompareAsync();
        Assert.Equal("materialized", comparison.Revisions.Mode);
        Assert.True(comparison.IsComplete, string.Join('\n', comparison.Unresolved));
        Assert.Equal(["GET /other"], Endpoints(comparison, "endpoint-added"));
        Assert.Empty(Endpoints(comparison, "endpoint-removed"));
    }

    [Fact]
    public async Task Names_with_blanks_and_letters_of_all_kinds_are_read()
    {
        _backend.Write("Shop.Api/Ünder scores/Ä b.cs", Controller("Ab"));
        _backend.Commit("odd name");
        File.Delete(_backend.PathOf("Shop.Api/Ünder scores/Ä b.cs"));
        _backend.Write("Shop.Api/数 c.cs", Controller("Cd"));
        var comparison = await CompareAsync();
        Assert.Equal(["GET /cd"], Endpoints(comparison, "endpoint-added"));
        Assert.Equal(["GET /ab"], Endpoints(comparison, "endpoint-removed"));
    }

    [Fact]
    public async Task What_an_earlier_state_that_did_not_compile_hid_is_not_called_new()
    {
        _backend.Write("Shop.Api/IOrders.cs", "namespace Shop;\n\npublic interface IOrders { Missing Count(); }\n");
        _backend.Write("Shop.Api/OrdersController.cs", Backend.Orders.Replace("public interface IOrders { Task<int> Count(); }\n", "", StringComparison.Ordinal));
        _backend.Commit("doesn't compile");
        _backend.Write("Shop.Api/IOrders.cs", "namespace Shop;\n\npublic interface IOrders { Task<int> Count(); }\n");
        var comparison = await CompareAsync();
        Assert.Empty(New(comparison));
        Assert.False(comparison.IsComplete);
        Assert.Contains(comparison.Unresolved, static g => g.What == "1 findings in files that didn't change (BR5007)");
        Assert.Equal("unknown", comparison.Verdict);
        Assert.Equal("partial", comparison.Part(PartNames.Performance).Status);
    }

    [Fact]
    public async Task An_endpoint_that_went_out_of_sight_is_no_fact()
    {
        _backend.Write("Shop.Api/Paths.cs", "namespace Shop;\n\npublic static class Paths { public const string Orders = \"orders\"; }\n");
        _backend.Write("Shop.Api/OrdersController.cs", Backend.Orders.Replace("\"orders\"", "Paths.Orders", StringComparison.Ordinal));
        _backend.Commit("paths");
        _backend.Write("Shop.Api/Paths.cs", "namespace Shop;\n\npublic static class Paths { public const string Order = \"orders\"; }\n");
        var comparison = await CompareAsync();
        Assert.NotEqual("breaking", comparison.Verdict);
        Assert.DoesNotContain(comparison.Part(PartNames.Breaking).Items, static i => i.Level == "breaking");
        Assert.All(comparison.Part(PartNames.Endpoints).Items, static i => Assert.Equal("unknown", i.Confidence));
        _backend.Write("Shop.Api/Paths.cs", "namespace Shop;\n\npublic static class Paths { public const string Orders = \"order\"; }\n");
        comparison = await CompareAsync();
        Assert.Equal(("breaking", true), (comparison.Verdict, comparison.IsComplete));
    }

    [Fact]
    public async Task A_submodule_with_its_commit_is_part_of_the_earlier_tree()
    {
        var library = Directory.CreateTempSubdirectory("library").FullName;
        try
        {
            _backend.Run("git", "init", "-q", "-b", "main", library);
            File.WriteAllText(Path.Combine(library, "Shared.cs"), "namespace Shared;\n" + Controller("Shared").Replace("namespace Shop;", "", StringComparison.Ordinal));
            _backend.Run("git", "-C", library, "add", "-A");
            _backend.Run("git", "-C", library, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "first");
            _backend.Run("git", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library, "Shop.Api/lib");
            _backend.Commit("with a library");
            File.Delete(_backend.PathOf("Shop.Api/lib/Shared.cs"));
            _backend.Run("git", "-C", _backend.PathOf("Shop.Api/lib"), "add", "-A");
            _backend.Run("git", "-C", _backend.PathOf("Shop.Api/lib"), "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "second");
            var comparison = await CompareAsync();
            Assert.Equal("materialized", comparison.Revisions.Mode);
            Assert.Equal(["GET /shared"], Endpoints(comparison, "endpoint-removed"));
        }
        finally
        {
            Directory.Delete(library, recursive: true);
        }
    }

    [Fact]
    public async Task A_submodule_that_is_not_there_is_said()
    {
        var library = Directory.CreateTempSubdirectory("library").FullName;
        try
        {
            _backend.Run("git", "init", "-q", "-b", "main", library);
            _backend.Run("git", "-C", library, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "--allow-empty", "-m", "first");
            _backend.Run("git", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library, "lib");
            _backend.Commit("with a library");
            _backend.Run("git", "-C", _backend.PathOf("lib"), "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "--allow-empty", "-m", "second");
            var before = Fingerprint();
            var comparison = await CompareAsync();
            Assert.Contains(comparison.Revisions.Notes, static n => n.Contains("submodule lib", StringComparison.Ordinal));
            Assert.All(comparison.Parts, static p => Assert.NotEqual("none", p.Status));
            Assert.Equal(before, Fingerprint());
        }
        finally
        {
            Directory.Delete(library, recursive: true);
        }
    }

    [Fact]
    public async Task The_repository_is_left_byte_for_byte_as_it_was()
    {
        AddMore();
        _backend.Run("git", "stash", "push", "-q", "-u");
        AddMore();
        _backend.Commit("more");
        _backend.Write("Shop.Api/Dirty.cs", "class Dirty;\n");
        _backend.Run("git", "add", "Shop.Api/Dirty.cs");
        _backend.Write("Shop.Api/OrdersController.cs", Backend.Orders + "// more\n");
        var before = Fingerprint();
        await CompareAsync(@base: "HEAD~1");
        await CompareAsync(@base: "HEAD~1", head: "HEAD");
        Assert.Equal(before, Fingerprint());
    }

    [Theory]
    [InlineData("nowhere", null)]
    [InlineData("--output=x", null)]
    [InlineData(null, "nowhere")]
    [InlineData(null, "-c")]
    public async Task A_revision_that_is_not_there_is_refused(string? @base, string? head) =>
        Assert.Equal("base_not_found", (await Assert.ThrowsAsync<Fault>(() => CompareAsync(@base, head))).Code);

    [Fact]
    public async Task Without_git_there_is_nothing_to_compare()
    {
        Directory.Delete(_backend.PathOf(".git"), recursive: true);
        Assert.Equal("git_unavailable", (await Assert.ThrowsAsync<Fault>(() => CompareAsync())).Code);
    }

    [Fact]
    public async Task A_project_that_cannot_be_loaded_has_lost_nothing()
    {
        _backend.Write("Shop.Api/appsettings.json", """{ "Jwt": { "ValidateIssuer": true } }""");
        _backend.Commit("settings");
        var project = File.ReadAllText(_backend.PathOf("Shop.Api/Shop.Api.csproj"));
        _backend.Write("Shop.Api/Shop.Api.csproj", project.Replace("</Project>", "", StringComparison.Ordinal));
        _backend.Write("Shop.Api/OrdersController.cs", Backend.Orders + "// touched\n");
        _backend.Write("Shop.Api/appsettings.json", """{ "Jwt": { "ValidateIssuer": """);
        using var bench = _backend.Open();
        var comparison = await bench.CompareAsync(new ComparisonRequest { Path = "Shop.Api", Base = "HEAD" });
        Assert.False(comparison.IsComplete);
        Assert.Equal("unknown", comparison.Verdict);
        Assert.All(comparison.Parts, static part => Assert.Equal("unknown", part.Status));
        Assert.Empty(comparison.Parts.SelectMany(static part => part.Items));
        Assert.Contains(comparison.Unresolved, static gap => gap.Reason.Contains("project file could not be loaded", StringComparison.Ordinal));
    }

    private void AddMore() => _backend.Write("Shop.Api/More.cs", Controller("More"));

    private static string Controller(string name) =>
        Backend.Orders.Replace("Orders", name, StringComparison.Ordinal).Replace("\"orders\"", $"\"{name.ToLowerInvariant()}\"", StringComparison.Ordinal);

    private async Task<Comparison> CompareAsync(string? @base = null, string? head = null)
    {
        using var bench = _backend.Open();
        return await bench.CompareAsync(new ComparisonRequest { Base = @base, Head = head });
    }

    private static IEnumerable<string?> New(Comparison comparison) =>
        comparison.Parts.SelectMany(static p => p.Items).Where(static i => i is { Kind: "new-finding", RuleId: "BR5007" }).Select(static i => i.File);

    private static IEnumerable<string> Endpoints(Comparison comparison, string kind) =>
        comparison.Part(PartNames.Endpoints).Items.Where(i => i.Kind == kind).Select(static i => i.Subject!);

    // Every file of the work tree and of .git, contents and all; below obj the build of the loaded solution writes.
    private string Fingerprint()
    {
        var text = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(_backend.Folder, "*", SearchOption.AllDirectories).Where(static f => !f.Contains("/.state/", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            text.Append(file).Append(' ').Append(Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))).Append('\n');
        return text.ToString();
    }

    /// <summary>Does something when the first thing is told.</summary>
    private sealed class OnFirst(Action act) : IProgress<(string Phase, string Name)>
    {
        private Action? _act = act;

        public void Report((string Phase, string Name) value) => Interlocked.Exchange(ref _act, null)?.Invoke();
    }
}
