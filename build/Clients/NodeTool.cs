using System.ComponentModel;

namespace BackendRules.Build;

/// <summary>A program of npm that checks what we make; where Node or the registry isn't there, the check is skipped and says so.</summary>
internal sealed record NodeTool(string Package, string Command)
{
    public static readonly NodeTool Inspector = new("@modelcontextprotocol/inspector@2.12.0", "mcp-inspector");
    public static readonly NodeTool SarifMultitool = new("@microsoft/sarif-multitool@5.7.0", "sarif-multitool");

    /// <summary>Why it can't be run, or null.</summary>
    public string? Missing()
    {
        try
        {
            return Shell.Capture("npx", Tree.Root, [.. Start, "--version"]) is (not 0, var output) && output.Contains("npm error", StringComparison.Ordinal) ? $"{Package} is not served" : null;
        }
        catch (Win32Exception)
        {
            return "there is no Node here";
        }
    }

    /// <summary>What it prints, npm's own words left out.</summary>
    public string Run(string folder, params string[] arguments) =>
        string.Join('\n', Shell.Capture("npx", folder, [.. Start, .. arguments]).Output.Split('\n').Where(static line => !line.StartsWith("npm ", StringComparison.Ordinal)));

    // The Inspector needs a newer Node than many have; npm brings it along.
    private string[] Start => ["-y", "-p", "node@22", "-p", Package, "--", Command];
}
