namespace BackendRules.Flow;

/// <summary>The steps of a way through several bodies, joined without copying.</summary>
internal sealed class Trail
{
    private readonly Trail? _left;
    private readonly Trail? _right;
    private readonly string? _file;
    private readonly IReadOnlyList<Step>? _steps;

    public Trail(string file, IReadOnlyList<Step> steps)
    {
        _file = file;
        _steps = steps;
        Length = steps.Count;
    }

    private Trail(Trail left, Trail right)
    {
        _left = left;
        _right = right;
        Length = left.Length + right.Length;
    }

    public int Length { get; }

    public static Trail Join(Trail? left, Trail right) => left is null ? right : new Trail(left, right);

    /// <summary>The steps in order; the same place twice in a row is one step.</summary>
    public IReadOnlyList<FlowStep> Steps()
    {
        var steps = new List<FlowStep>();
        var rest = new Stack<Trail>();
        rest.Push(this);
        while (rest.Count > 0)
        {
            var trail = rest.Pop();
            if (trail._left is not null)
            {
                rest.Push(trail._right!);
                rest.Push(trail._left);
                continue;
            }

            foreach (var step in trail._steps!)
            {
                var next = new FlowStep(trail._file!, step.Start, step.Length);
                if (steps.Count == 0 || steps[steps.Count - 1] != next)
                    steps.Add(next);
            }
        }

        return steps;
    }
}
