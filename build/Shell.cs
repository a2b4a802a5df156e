using System.Diagnostics;

namespace BackendRules.Build;

/// <summary>Starts programs without a shell.</summary>
internal static class Shell
{
    /// <summary>Runs a program, shows what it prints, and gives its exit code.</summary>
    public static int Run(string program, string folder, params string[] arguments)
    {
        using var process = Start(program, folder, arguments, capture: false);
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Runs a program and gives its exit code and all it printed.</summary>
    public static (int Code, string Output) Capture(string program, string folder, params string[] arguments) => Capture(program, folder, settings: null, arguments);

    /// <param name="settings">Environment variables, which MSBuild takes for properties, also where a program starts it by itself.</param>
    public static (int Code, string Output) Capture(string program, string folder, IReadOnlyDictionary<string, string>? settings, params string[] arguments)
    {
        using var process = Start(program, folder, arguments, capture: true, settings);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }

    /// <summary>Runs a program and gives the most memory that it was seen to hold, in bytes. Looked at ten times a second, because nothing tells afterwards.</summary>
    public static long Peak(string program, string folder, params string[] arguments)
    {
        using var process = Start(program, folder, arguments, capture: true);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        var peak = 0L;
        while (!process.WaitForExit(100))
        {
            process.Refresh();
            try
            {
                peak = Math.Max(peak, process.PeakWorkingSet64);
            }
            catch (InvalidOperationException)
            {
                // It ended between the two.
            }
        }

        Task.WaitAll(errors, output);
        return peak;
    }

    private static Process Start(string program, string folder, string[] arguments, bool capture, IReadOnlyDictionary<string, string>? settings = null)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = folder, RedirectStandardOutput = capture, RedirectStandardError = capture };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"'{program}' did not start.");
    }
}
