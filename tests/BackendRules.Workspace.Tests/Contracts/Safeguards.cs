namespace BackendRules.Workspaces.Tests;

/// <summary>What an application runs before its endpoints, and what a change does to it.</summary>
public sealed class Safeguards
{
    [Theory]
    [InlineData("app.UseHsts();", "UseHsts", false)]
    [InlineData("app.UseHttpsRedirection();", "UseHttpsRedirection", false)]
    [InlineData("app.UseAntiforgery();", "UseAntiforgery", false)]
    [InlineData("app.UseRateLimiter();", "UseRateLimiter", false)]
    [InlineData("app.UseExceptionHandler(\"/error\");", "UseExceptionHandler", false)]
    [InlineData("app.UseResponseCompression();", "UseResponseCompression", true)]
    [InlineData("app.UseOutputCache();", "UseOutputCache", true)]
    public void What_is_gone_and_what_is_new_is_named(string line, string name, bool isSpeed)
    {
        var lost = Assert.Single(Change(App(line), App("")));
        Assert.Equal((name, isSpeed, true, 2), (lost.Safeguard.Name, lost.Safeguard.IsSpeed, lost.IsLost, lost.Safeguard.Place?.Line));
        var won = Assert.Single(Change(App(""), App(line)));
        Assert.Equal((name, false), (won.Safeguard.Name, won.IsLost));
    }

    [Theory]
    [InlineData("if (!app.Environment.IsDevelopment()) app.UseHsts();")]
    [InlineData("Pipeline.Add(app);")]
    public void What_only_moves_is_silent(string line) =>
        Assert.Empty(Change(App("app.UseHsts();") + Helper, App(line) + Helper.Replace("=> app", "=> app.UseHsts()", StringComparison.Ordinal)));

    private const string Helper = """

        public static class Pipeline
        {
            public static IApplicationBuilder Add(IApplicationBuilder app) => app;
        }
        """;

    private static string App(string line) => $"""
        var app = WebApplication.Create(args);
        {line}
        app.MapGet("/orders", () => "none");
        app.Run();
        """;

    private static IReadOnlyList<SafeguardChange> Change(string before, string after) => Workspaces.Contract.Compare(Sources.Contract(before), Sources.Contract(after)).Safeguards;
}
