namespace BackendRules.Flow;

/// <summary>The steps that a value took, last one first.</summary>
internal sealed class Trace(Step step, Trace? before)
{
    private const int Longest = 24;

    public int Length { get; } = before is null ? 1 : before.Length + 1;

    public Step Step { get; } = step;

    public Trace? Before { get; } = before;

    /// <summary>This and one more step; a step that stays where it is adds nothing.</summary>
    public static Trace After(Trace? before, Step step) =>
        before is not null && (before.Step == step || before.Length >= Longest) ? before : new Trace(step, before);

    public static IReadOnlyList<Step> Steps(Trace? last)
    {
        var steps = new Step[last?.Length ?? 0];
        for (var trace = last; trace is not null; trace = trace.Before)
            steps[trace.Length - 1] = trace.Step;
        return steps;
    }
}
