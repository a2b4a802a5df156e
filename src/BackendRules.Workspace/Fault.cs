namespace BackendRules.Workspaces;

/// <summary>A failure with a fixed code that callers act on. Its message is for people and names no path outside the root.</summary>
/// <param name="code">The code, such as <c>workspace_not_found</c>.</param>
/// <param name="message">What happened.</param>
/// <param name="hint">What to do about it.</param>
public sealed class Fault(string code, string message, string? hint = null) : Exception(message)
{
    /// <summary>The code.</summary>
    public string Code { get; } = code;

    /// <summary>What to do about it.</summary>
    public string? Hint { get; } = hint;

    /// <summary>What there is to choose from.</summary>
    public IReadOnlyList<string> Candidates { get; init; } = [];

    /// <summary>Whether the same call may succeed later.</summary>
    public bool Retryable { get; init; }
}
