using BackendRules.Cao;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>What one server serves.</summary>
/// <param name="Bench">The open solution.</param>
/// <param name="Runs">Runs under way.</param>
/// <param name="Comparisons">Comparisons under way.</param>
/// <param name="Cao">Where the orchestrator is.</param>
/// <param name="Solution">The solution that is meant when none is named.</param>
/// <param name="Base">The base that is meant when none is named.</param>
/// <param name="AllowApply">Whether repairs may be written.</param>
internal sealed record Served(Workbench Bench, Runs Runs, Comparisons Comparisons, Func<CaoSettings> Cao, string? Solution, string? Base, bool AllowApply)
{
    /// <summary>Reports on their way.</summary>
    public Outbox Outbox { get; } = new(Path.Combine(Bench.Store.Folder, "outbox"));

    /// <summary>A finished run of this root.</summary>
    public Run Load(string runId)
    {
        if (Runs.Find(runId) is { Task: not { IsCompleted: true } })
            throw new Fault("busy", "The run is not finished.", "Call analyze again with the same arguments.") { Retryable = true };
        var run = Bench.Store.Load<Run>("run", runId, "run");
        return run.Root == Bench.Root.Root ? run : throw new Fault("not_found", $"There is no run '{Shown.Short(runId)}' of this root.");
    }
}
