using System.Diagnostics;
using System.Reflection;

namespace BackendRules.Bridge.Tests;

/// <summary>Words that a shell completes.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("backend-rules ana", "analyze")]
    [InlineData("backend-rules analyze --fail", "--fail-level")]
    [InlineData("backend-rules explain BR100", "BR1001")]
    public async Task The_script_for_bash_completes(string line, string word)
    {
        if (OperatingSystem.IsWindows())
            return;
        var tool = typeof(CompletionTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "Tool").Value!;
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true };
        foreach (var argument in new[]
        {
            "-c", "backend-rules() { dotnet \"$0\" \"$@\"; }; eval \"$(backend-rules completion bash)\"; COMP_LINE=\"$1\"; COMP_POINT=${#1}; COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _backend_rules; printf '%s\\n' \"${COMPREPLY[@]}\"",
            tool, line,
        })
            start.ArgumentList.Add(argument);
        using var bash = Process.Start(start)!;
        Assert.Contains(word, (await bash.StandardOutput.ReadToEndAsync()).Split('\n'));
    }

    [Fact]
    public async Task Every_shell_has_a_script_and_others_are_refused()
    {
        using var tool = new Tool();
        foreach (var shell in CompletionVerb.Shells)
            Assert.Contains("[suggest:", await tool.OkAsync("completion", shell), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, (await tool.RunAsync("completion", "tcsh")).Code);
    }
}
