using System.Diagnostics;
using System.Text.RegularExpressions;

namespace BackendRules.Workspaces;

/// <summary>Restores the packages of a tree that was written down, with the settings that lie in it.</summary>
internal static partial class Restoring
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    /// <summary>Restores.</summary>
    /// <returns>Why it failed, or <see langword="null"/>.</returns>
    public static async Task<string?> RunAsync(string target, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = Path.GetDirectoryName(target), RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "restore", target, "--nologo", "--verbosity", "quiet", "-p:NuGetAudit=false", "-nodeReuse:false" })
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(s_patience);
        try
        {
            using var process = Process.Start(start);
            if (process is null)
                return "dotnet can't be started";
            try
            {
                var error = process.StandardError.ReadToEndAsync(patience.Token);
                var output = await process.StandardOutput.ReadToEndAsync(patience.Token).ConfigureAwait(false) + await error.ConfigureAwait(false);
                await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
                return process.ExitCode == 0 ? null : Code().Match(output) is { Success: true } code ? code.Value : $"exit code {process.ExitCode}";
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellation.ThrowIfCancellationRequested();
                return "it took too long";
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "dotnet is not installed";
        }
    }

    [GeneratedRegex(@"\b(NU|NETSDK|MSB)\d{4}\b")]
    private static partial Regex Code();
}
