namespace BackendRules.Flow;

internal sealed record SourceModel(PortRef At, ulong Kinds, string? Words);

internal sealed record SinkModel(PortRef At, ulong Kinds, When? When, int WhenIndex);

internal sealed record CleanModel(ulong Kinds, int Only, When? When, int WhenIndex);

internal sealed record PassModel(PortRef From, PortRef To);

internal sealed record GuardModel(PortRef At, ulong Kinds, bool Outcome, When? When, int WhenIndex);

/// <summary>What the models say about one member, with parameters by number.</summary>
internal sealed class MemberModel
{
    public List<SourceModel> Sources { get; } = [];

    public List<SinkModel> Sinks { get; } = [];

    public List<CleanModel> Cleans { get; } = [];

    public List<PassModel> Passes { get; } = [];

    public List<GuardModel> Guards { get; } = [];

    /// <summary>The result carries everything that goes in.</summary>
    public bool PassesAll { get; set; }

    public bool IsEmpty => Sources.Count + Sinks.Count + Cleans.Count + Passes.Count + Guards.Count == 0 && !PassesAll;

    /// <summary>Whether it says what a function that is given as this argument gets.</summary>
    public bool Gives(int argument) => Passes.Exists(pass => pass.To.IsCallback && pass.To.Index == argument);

    /// <summary>Whether it says where the result of a function that is given as this argument goes.</summary>
    public bool Takes(int argument) => Passes.Exists(pass => pass.From.IsCallback && pass.From.Index == argument);

    /// <summary>Whether it says what the result is made of.</summary>
    public bool SaysResult => PassesAll || Passes.Count > 0 || Cleans.Count > 0 || Sources.Count > 0;
}
