using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.MSBuild;

namespace BackendRules.Workspaces;

/// <summary>Something that went wrong while loading.</summary>
/// <param name="Project">The project's file, relative to the root, where it is known.</param>
/// <param name="Code">The build's code, such as NU1101, or <c>load</c>.</param>
/// <param name="Message">What it said.</param>
public sealed record LoadProblem(string? Project, string Code, string Message);

/// <summary>A solution in memory, as the files were when it was read.</summary>
public sealed class LoadedSolution : IDisposable
{
    private readonly MSBuildWorkspace _workspace;

    internal LoadedSolution(MSBuildWorkspace workspace, Solution solution, string target, Confinement root, ImmutableArray<LoadProblem> problems, ImmutableHashSet<string> strange)
    {
        _workspace = workspace;
        Solution = solution;
        Target = target;
        Root = root;
        Problems = problems;
        Strange = strange;
        Stamps = FileStamps.Of(solution, root);
    }

    /// <summary>The solution; replaced when files change.</summary>
    public Solution Solution { get; internal set; }

    /// <summary>The file that was loaded.</summary>
    public string Target { get; }

    /// <summary>What may be read.</summary>
    public Confinement Root { get; }

    /// <summary>What went wrong while loading.</summary>
    public ImmutableArray<LoadProblem> Problems { get; }

    /// <summary>What lies among the sources and is no file.</summary>
    internal ImmutableHashSet<string> Strange { get; }

    internal FileStamps Stamps { get; set; }

    /// <inheritdoc/>
    public void Dispose() => _workspace.Dispose();
}
