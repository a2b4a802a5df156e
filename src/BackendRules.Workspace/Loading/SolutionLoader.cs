using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.MSBuild;

namespace BackendRules.Workspaces;

/// <summary>Loads a solution or a project with MSBuild, and says what it couldn't load.</summary>
public static partial class SolutionLoader
{
    /// <summary>Loads. MSBuild runs the project's own targets, as a build does.</summary>
    /// <param name="target">The solution or project file.</param>
    /// <param name="root">What may be read.</param>
    /// <param name="progress">Told each project that was read.</param>
    /// <param name="cancellation">Stops the loading.</param>
    public static async Task<LoadedSolution> LoadAsync(string target, Confinement root, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        if (!root.Contains(target))
            throw new Fault("path_outside_root", "The solution is outside the root.");
        var workspace = MSBuildWorkspace.Create();
        workspace.LoadMetadataForReferencedProjects = false;
        workspace.SkipUnrecognizedProjects = true;
        List<LoadProblem> problems = [];
        using var failures = workspace.RegisterWorkspaceFailedHandler(e =>
        {
            lock (workspace)
                problems.Add(Problem(e.Diagnostic, root));
        });
        var loaded = false;
        try
        {
            var stopped = Stopped(target, root, out var readable);
            var opened = readable is null ? OpenAsync(workspace, target, progress, cancellation) : OpenEachAsync(workspace, readable, progress, cancellation);
            // The build host doesn't always hear that it is to stop; what it waits for is not waited for here.
            var solution = Strange.Emptied(ConfigurationFiles.Added(await opened.WaitAsync(cancellation).ConfigureAwait(false), root), out var strange);
            var unrestored = Unrestored(solution, root).ToList();
            problems = [.. problems.Select(p => Weigh(p, solution, unrestored, root)), .. unrestored, .. stopped, .. strange.Select(s => s.Told(root))];
            var result = new LoadedSolution(workspace, solution, target, root, [.. problems.Distinct()], [.. strange.Select(static s => s.Path)]);
            loaded = true;
            return result;
        }
        catch (Exception e) when (IsOfBuildHost(e) && e.Message.Contains("SDK was not found", StringComparison.OrdinalIgnoreCase))
        {
            throw new Fault("sdk_missing", $"The .NET SDK that global.json asks for is not installed. {Requested().Match(e.Message).Value}".TrimEnd(), "Install it, or set rollForward in global.json.");
        }
        catch (Exception e) when (IsOfBuildHost(e) || e is InvalidOperationException or IOException or InvalidDataException or ArgumentException or System.Xml.XmlException)
        {
            throw new Fault("workspace_load_failed", $"'{root.Show(target)}' can't be loaded: {Shown.Short(Told(e.Message, root), 300)}");
        }
        finally
        {
            if (!loaded)
                workspace.Dispose();
        }
    }

    // MSBuild runs in a process of its own; what it throws arrives in types that can't be named here.
    private static bool IsOfBuildHost(Exception e) => e.GetType().Namespace?.StartsWith("Microsoft.CodeAnalysis.MSBuild", StringComparison.Ordinal) == true;

    private static async Task<Solution> OpenAsync(MSBuildWorkspace workspace, string target, IProgress<string>? progress, CancellationToken cancellation)
    {
        var seen = new SynchronousProgress(p =>
        {
            if (p.Operation == ProjectLoadOperation.Resolve)
                progress?.Report(Path.GetFileNameWithoutExtension(p.FilePath));
        });
        if (target.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase))
            return (await workspace.OpenProjectAsync(target, seen, cancellation).ConfigureAwait(false)).Solution;
        return await workspace.OpenSolutionAsync(target, seen, cancellation).ConfigureAwait(false);
    }

    // Projects that can't be read to the end are left out, and with them what refers to them.
    private static List<LoadProblem> Stopped(string target, Confinement root, out IReadOnlyList<string>? readable)
    {
        var projects = ReadableProjects.Of(target);
        var stops = projects.Projects.Where(File.Exists).Select(p => (Project: p, Stop: projects.StopOf(p))).ToList();
        readable = null;
        var stopped = stops.Where(static s => s.Stop is not null).Select(s => new LoadProblem(root.Show(s.Project), "not_a_file", $"'{root.Show(s.Stop!)}' is a pipe, a socket or a device: a build would wait for it.")).ToList();
        if (stopped.Count == 0)
            return stopped;
        readable = [.. stops.Where(static s => s.Stop is null).Select(static s => s.Project)];
        return readable.Count > 0 ? stopped : throw new Fault("workspace_load_failed", $"'{root.Show(target)}' can't be loaded: {stopped[0].Message}");
    }

    private static async Task<Solution> OpenEachAsync(MSBuildWorkspace workspace, IReadOnlyList<string> projects, IProgress<string>? progress, CancellationToken cancellation)
    {
        foreach (var project in projects.Where(p => workspace.CurrentSolution.Projects.All(known => known.FilePath != p)))
            await OpenAsync(workspace, project, progress, cancellation).ConfigureAwait(false);
        return workspace.CurrentSolution;
    }

    // A project without its assets file has no packages: everything about their types would be silence.
    private static IEnumerable<LoadProblem> Unrestored(Solution solution, Confinement root)
    {
        foreach (var project in solution.Projects.Where(p => p.Language == LanguageNames.CSharp).DistinctBy(p => p.FilePath))
        {
            var name = project.FilePath is { } file ? root.Show(file) : project.Name;
            var restored = project.FilePath is { } path && File.Exists(Path.Combine(Path.GetDirectoryName(path)!, "obj", "project.assets.json"));
            if (!restored && project.CompilationOutputInfo.AssemblyPath is { } output && !AssetsBeside(output))
                yield return new LoadProblem(name, "restore_required", $"The project isn't restored; run dotnet restore {name}.");
            else if (!project.MetadataReferences.Any())
                yield return new LoadProblem(name, "no_references", "The project has no references; its SDK is missing.");
        }
    }

    // The workspace calls every message of the build a failure, and skips a project that it can't load with a warning. What counts is whether the project
    // is there with its references: what it then lacks shows as compiler errors.
    private static LoadProblem Weigh(LoadProblem problem, Solution solution, List<LoadProblem> unrestored, Confinement root)
    {
        if (problem.Project is not { } name)
            return problem;
        var bare = problem.Code.Replace(Coverage.Reserve, "", StringComparison.Ordinal);
        var loaded = solution.Projects.Any(p => p.FilePath is { } file && root.Show(file) == name && p.MetadataReferences.Any() && p.DocumentIds.Count > 0) && !unrestored.Exists(u => u.Project == name);
        return problem with { Code = loaded ? Coverage.Reserve + bare : bare };
    }

    // With an artifacts path or another intermediate folder the file lies above where the assembly is compiled to.
    private static bool AssetsBeside(string assembly)
    {
        for (var folder = Path.GetDirectoryName(assembly); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "project.assets.json")))
                return true;
        }

        return false;
    }

    private static LoadProblem Problem(WorkspaceDiagnostic diagnostic, Confinement root)
    {
        var message = diagnostic.Message;
        var code = BuildCode().Match(message) is { Success: true } match ? match.Value : "load";
        var project = ProjectFile().Match(message) is { Success: true } file && root.Contains(file.Groups["path"].Value) ? root.Show(file.Groups["path"].Value) : null;
        return new LoadProblem(project, diagnostic.Kind == WorkspaceDiagnosticKind.Warning ? Coverage.Reserve + code : code, Shown.Short(Told(message, root).ReplaceLineEndings(" "), 300));
    }

    private static string Told(string message, Confinement root) => message.Replace(root.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    [GeneratedRegex(@"\b(NU|NETSDK|MSB|CS)\d{4}\b")]
    private static partial Regex BuildCode();

    [GeneratedRegex(@"Requested SDK version: [\w.-]+")]
    private static partial Regex Requested();

    [GeneratedRegex(@"'(?<path>[^']+\.csproj)'")]
    private static partial Regex ProjectFile();

    private sealed class SynchronousProgress(Action<ProjectLoadProgress> report) : IProgress<ProjectLoadProgress>
    {
        public void Report(ProjectLoadProgress value) => report(value);
    }
}
