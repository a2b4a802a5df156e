namespace BackendRules.Flow;

/// <summary>What a model line says about: the receiver, the result or a parameter of a member, or a part of one.</summary>
public readonly struct PortRef(int index, string path, int callback = PortRef.NoCallback) : IEquatable<PortRef>
{
    public const int This = -1;

    public const int Return = -2;

    /// <summary>Of a body: the exception that leaves it.</summary>
    public const int Thrown = -3;

    /// <summary>Of a body that returns a reference: what a caller assigns through it.</summary>
    public const int Assigned = -4;

    /// <summary>Not about a delegate.</summary>
    public const int NoCallback = -9;

    public int Index { get; } = index;

    public string Path { get; } = path;

    /// <summary>For a delegate: the number of its parameter, or <see cref="Return"/> for what it returns.</summary>
    public int Callback { get; } = callback;

    public bool IsCallback => Callback != NoCallback;

    public bool Equals(PortRef other) => Index == other.Index && Path == other.Path && Callback == other.Callback;

    public override bool Equals(object? obj) => obj is PortRef other && Equals(other);

    public override int GetHashCode() => (Index * 31 + Callback) ^ StringComparer.Ordinal.GetHashCode(Path);
}
