namespace BackendRules.Build;

/// <summary>The built tool, as a shell or a client starts it, with a memory of its own.</summary>
internal static class ToolRun
{
    public static string Assembly { get; } = Tree.At($"src/BackendRules.Bridge/bin/{(AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug")}/net10.0/backend-rules.dll");

    public static string State { get; } = Path.Combine(Tree.Artifacts, "state");

    /// <summary>Why it can't be run, or null.</summary>
    public static string? Missing() => File.Exists(Assembly) ? null : $"there is no {Path.GetRelativePath(Tree.Root, Assembly)}; build src/BackendRules.Bridge";

    public static (int Code, string Output) Capture(string folder, params string[] arguments) =>
        Shell.Capture("dotnet", folder, new Dictionary<string, string> { ["BACKENDRULES_STATE"] = State }, [Assembly, .. arguments]);
}
