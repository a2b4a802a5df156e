namespace BackendRules.Flow;

/// <summary>A stretch of source text in the summary's file.</summary>
public readonly record struct Step(int Start, int Length);

/// <summary>A call whose effect is known when all summaries are joined.</summary>
/// <param name="Callee">The documentation-comment id of the method.</param>
/// <param name="IsVirtual">Whether another method may be run in its place.</param>
/// <param name="At">The call.</param>
/// <param name="Arguments">Where the receiver (first) and the arguments stand, for findings at a project's border.</param>
/// <param name="Name">The method's name, for messages.</param>
public sealed record CallSite(string Callee, bool IsVirtual, Step At, IReadOnlyList<Step> Arguments, string Name);

/// <summary>A place where values come in from outside.</summary>
public sealed record SourceSite(ulong Kinds, string Words, Step At);

/// <summary>A place where values are dangerous.</summary>
/// <param name="Kinds">As what.</param>
/// <param name="Words">The member that takes the value.</param>
/// <param name="At">The value's expression.</param>
/// <param name="Note">More about the place, for the rule's message and fix.</param>
public sealed record SinkSite(ulong Kinds, string Words, Step At, string Note = "");

/// <summary>A parameter that comes in from outside, because the body is an entry point.</summary>
public sealed record EntrySite(int Index, ulong Kinds, string Words, Step At);

/// <summary>When a call proves something about its argument.</summary>
public enum Outcome : byte
{
    False,
    True,

    /// <summary>It returns at all: it throws otherwise.</summary>
    Return,
}

/// <summary>A value is clean of some kinds when a call ended in some way.</summary>
/// <param name="Call">The call.</param>
/// <param name="Index">The argument.</param>
/// <param name="Outcome">How the call ended.</param>
/// <param name="Part">The part of the argument that the value is.</param>
/// <param name="Path">The part of where the value comes from.</param>
/// <param name="Also">Another guard that holds too, or -1.</param>
public sealed record GuardSite(int Call, int Index, Outcome Outcome, string Part = "", string Path = "", int Also = -1)
{
    /// <summary>Instead of a call: the value is in the list that the body is given as this argument.</summary>
    public const int Given = -1;
}

/// <summary>The body proves that a part of a parameter is clean of these kinds when it ends so, and of what a guard of its own proves.</summary>
public sealed record Proof(int Index, ulong Kinds, Outcome Outcome, string Path = "", int Guard = -1);

/// <summary>A value travels from one port to another.</summary>
/// <param name="From">Where it comes from.</param>
/// <param name="To">Where it gets.</param>
/// <param name="Cleaned">The kinds that it is no longer dangerous as.</param>
/// <param name="Prefix">What precedes it in the text it became part of, see <see cref="BackendRules.Flow.Prefix"/>.</param>
/// <param name="Guard">A number in <see cref="BodySummary.Guards"/>, or -1.</param>
/// <param name="Except">Parts, relative to the target, that other edges speak of: they hold something else.</param>
/// <param name="Steps">What it passes on its way, first to last.</param>
public sealed record Edge(Port From, Port To, ulong Cleaned, string Prefix, int Guard, IReadOnlyList<string> Except, IReadOnlyList<Step> Steps);

/// <summary>
/// How values travel through one body: a plain value that holds no symbol, operation or compilation, and so may be kept, compared and sent.
/// </summary>
public sealed record BodySummary(
    string Key,
    string Type,
    string File,
    IReadOnlyList<string> Implements,
    IReadOnlyList<CallSite> Calls,
    IReadOnlyList<SourceSite> Sources,
    IReadOnlyList<SinkSite> Sinks,
    IReadOnlyList<EntrySite> Entries,
    IReadOnlyList<string> Statics,
    IReadOnlyList<GuardSite> Guards,
    IReadOnlyList<Proof> Proofs,
    IReadOnlyList<Edge> Edges,
    Step At,
    bool BoundHit)
{
    /// <summary>Whether it was read in another project: nothing of it is a place here.</summary>
    public bool IsForeign { get; init; }

    /// <summary>Whether there is one object of its type, which the host runs by itself: what callers leave in that object, its own loop takes.</summary>
    public bool IsHosted { get; init; }

    /// <summary>From its place alone: what it holds is long.</summary>
    public override int GetHashCode() => (At.Start * 397) ^ (At.Length * 31) ^ Key.Length;

    /// <summary>Whether another project could learn anything from it.</summary>
    public bool Matters => Edges.Count > 0 || Proofs.Count > 0 || Implements.Any(FunctionSlot.IsSingle);
}
