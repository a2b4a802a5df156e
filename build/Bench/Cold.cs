using System.Runtime.InteropServices;

namespace BackendRules.Build;

/// <summary>User CPU of a fresh compiler process, JIT of the analyzers included: what a build without the compiler server pays.</summary>
internal static partial class Cold
{
    /// <summary>CPU seconds of one compiler process for each project, with these analyzer assemblies and no others.</summary>
    /// <returns>And the most memory that one of them held, in megabytes.</returns>
    public static (double Seconds, double Peak) Measure(IEnumerable<CompilerCall> calls, IReadOnlyList<string> analyzers)
    {
        var peak = 0L;
        var compiler = Path.Combine(Sdk(), "Roslyn", "bincore", "csc.dll");
        var before = ChildSeconds();
        foreach (var call in calls)
        {
            var response = Path.Combine(Tree.Artifacts, "cold.rsp");
            var kept = call.Arguments.Where(static argument => !argument.StartsWith("/out:", StringComparison.Ordinal)
                && !argument.StartsWith("/refout:", StringComparison.Ordinal) && !argument.StartsWith("/errorlog:", StringComparison.Ordinal) && !argument.StartsWith("/doc:", StringComparison.Ordinal)
                && !argument.StartsWith("/generatedfilesout:", StringComparison.Ordinal) && !argument.StartsWith("/warnaserror", StringComparison.Ordinal)
                && !(argument.StartsWith("/analyzer:", StringComparison.Ordinal) && (argument.Contains("NetAnalyzers", StringComparison.Ordinal) || argument.Contains("BackendRules", StringComparison.Ordinal))));
            File.WriteAllLines(response, kept.Select(Quote).Append($"/out:\"{Path.Combine(Tree.Artifacts, "cold.dll")}\"").Concat(analyzers.Select(static file => $"/analyzer:\"{file}\"")));
            peak = Math.Max(peak, Shell.Peak("dotnet", call.Folder, compiler, "/noconfig", "@" + response));
        }

        return (ChildSeconds() - before, peak / 1e6);
    }

    public static string Sdk()
    {
        // "10.0.401 [/usr/share/dotnet/sdk]" is a line; the last one is the newest.
        var line = Shell.Capture("dotnet", Tree.Root, "--list-sdks").Output.Trim().Split('\n')[^1];
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return Path.Combine(line[(space + 2)..].TrimEnd(']', '\r'), line[..space]);
    }

    private static string Quote(string argument)
    {
        var colon = argument.StartsWith('/') ? argument.IndexOf(':', StringComparison.Ordinal) : -1;
        return argument.Contains('"', StringComparison.Ordinal) || !argument.Contains(' ', StringComparison.Ordinal) ? argument
            : colon < 0 ? $"\"{argument}\"" : $"{argument[..(colon + 1)]}\"{argument[(colon + 1)..]}\"";
    }

    /// <summary>User CPU of all children so far, from getrusage(2).</summary>
    private static double ChildSeconds()
    {
        const int Children = -1;
        var usage = new long[18];
        return GetUsage(Children, usage) == 0 ? usage[0] + usage[1] / 1e6 : throw new PlatformNotSupportedException("Cold times need getrusage.");
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, [Out] long[] usage);
}
