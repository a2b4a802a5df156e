namespace BackendRules.Flow;

/// <summary>A place in a file.</summary>
public readonly record struct FlowStep(string File, int Start, int Length);

/// <summary>A value that comes in from outside gets to where it is dangerous.</summary>
/// <param name="SourceKinds">Where it comes from.</param>
/// <param name="SinkKinds">What it is dangerous as, cleaned kinds left out.</param>
/// <param name="Source">The source in words.</param>
/// <param name="Sink">The member that takes it.</param>
/// <param name="Prefix">What precedes it, see <see cref="BackendRules.Flow.Prefix"/>.</param>
/// <param name="Steps">The way, source first, sink last.</param>
public sealed record FlowFinding(ulong SourceKinds, ulong SinkKinds, string Source, string Sink, string Prefix, IReadOnlyList<FlowStep> Steps)
{
    /// <summary>The dangerous expression.</summary>
    public FlowStep At => Steps[Steps.Count - 1];

    /// <summary>Shortest first, then by where it begins: the same order whatever thread found it.</summary>
    public static int Compare(FlowFinding left, FlowFinding right)
    {
        var order = left.Steps.Count.CompareTo(right.Steps.Count);
        for (var i = 0; order == 0 && i < left.Steps.Count; i++)
        {
            order = string.CompareOrdinal(left.Steps[i].File, right.Steps[i].File);
            if (order == 0)
                order = left.Steps[i].Start.CompareTo(right.Steps[i].Start);
            if (order == 0)
                order = left.Steps[i].Length.CompareTo(right.Steps[i].Length);
        }

        if (order == 0)
            order = string.CompareOrdinal(left.Prefix, right.Prefix);
        if (order == 0)
            order = left.SinkKinds.CompareTo(right.SinkKinds);
        return order == 0 ? string.CompareOrdinal(left.Source, right.Source) : order;
    }
}
