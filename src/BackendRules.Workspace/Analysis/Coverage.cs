namespace BackendRules.Workspaces;

/// <summary>What was looked at and what wasn't: incomplete never looks like clean.</summary>
public sealed record Coverage
{
    /// <summary>Begins the code of a problem that takes nothing away from the result.</summary>
    public const string Reserve = "warning:";

    /// <summary>Projects of the solution.</summary>
    public int ProjectsTotal { get; init; }

    /// <summary>Projects that were analysed without a reservation.</summary>
    public int ProjectsAnalyzed { get; init; }

    /// <summary>Source files that were analysed, generated ones left out.</summary>
    public int FilesAnalyzed { get; init; }

    /// <summary>What went wrong.</summary>
    public IReadOnlyList<LoadProblem> Problems { get; init; } = [];

    /// <summary>Errors of the compiler: what doesn't bind isn't seen by rules.</summary>
    public int CompilerErrors { get; init; }

    /// <summary>Whether everything was looked at.</summary>
    public bool Complete { get; init; }
}
