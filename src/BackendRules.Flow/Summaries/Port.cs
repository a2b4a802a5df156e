namespace BackendRules.Flow;

/// <summary>Where an edge of a summary begins or ends.</summary>
public enum PortKind : byte
{
    /// <summary>A parameter, the receiver or the result of the body itself.</summary>
    Own,

    /// <summary>A parameter, the receiver or the result of a call that the body makes.</summary>
    Call,

    /// <summary>A place where values come in from outside.</summary>
    Source,

    /// <summary>A place where values are dangerous.</summary>
    Sink,

    /// <summary>A static field or property.</summary>
    Static,
}

/// <summary>One end of an edge.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">The number of the call, source, sink or static in the summary's list; 0 for the body's own.</param>
/// <param name="Index">The parameter, or <see cref="PortRef.This"/> or <see cref="PortRef.Return"/>.</param>
/// <param name="Path">The part of the object.</param>
public readonly record struct Port(PortKind Kind, int Number, int Index, string Path)
{
    public static Port Own(int index, string path) => new(PortKind.Own, 0, index, path);

    public static Port Call(int call, int index, string path) => new(PortKind.Call, call, index, path);

    public static Port Source(int number) => new(PortKind.Source, number, 0, "");

    public static Port Sink(int number) => new(PortKind.Sink, number, 0, "");

    public static Port Static(int number, string path) => new(PortKind.Static, number, 0, path);

    /// <summary>A part of it. All parts of what comes in from outside come in from outside.</summary>
    public Port Part(string path) => path.Length == 0 ? this : this with { Path = AccessPath.Join(Path, path) };
}
