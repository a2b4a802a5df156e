namespace BackendRules.Flow;

/// <summary>What a line of a model says.</summary>
public enum Verb
{
    Source,
    Sink,
    Clean,
    Pass,
    Guard,
}

/// <summary>
/// A condition on a constant argument: <c>when contentType contains "html"</c>. The parameter <c>beside</c> stands for every constant text in the same function:
/// <c>when beside is "-c"</c>. With <c>of</c> it asks for the member that an argument, or <c>this</c>, was made of: <c>when this of "HttpResponse.Body"</c>. A vertical bar separates texts of which one is enough; <c>\n</c> and <c>\r</c> are line breaks.
/// </summary>
public sealed record When(string Parameter, string Test, string Text)
{
    public const string Beside = "beside";

    /// <summary>What else must hold.</summary>
    public When? And { get; init; }

    public bool Accepts(string text)
    {
        foreach (var wanted in Text.Split('|'))
        {
            if (Test switch
            {
                "is" or "of" => string.Equals(text, wanted, StringComparison.OrdinalIgnoreCase),
                "starts" => text.StartsWith(wanted, StringComparison.OrdinalIgnoreCase),
                _ => text.IndexOf(wanted, StringComparison.OrdinalIgnoreCase) >= 0,
            })
                return true;
        }

        return false;
    }
}

/// <summary>From one port to another, as written: <c>source[*] -> selector.0</c>. The target is empty for verbs that name single ports.</summary>
public sealed record WrittenPort(string From, string To);

/// <summary>One line of a <c>.taint</c> file: a fact about members of one type.</summary>
public sealed record ModelLine(
    Verb Verb,
    ulong Kinds,
    string Type,
    IReadOnlyList<string> Members,
    IReadOnlyList<WrittenPort> Ports,
    When? When,
    bool Outcome,
    string? Words,
    string File,
    int Line,
    string Text)
{
    /// <summary>Whether the library that it speaks of was not at hand when it was written.</summary>
    public bool Unverified { get; init; }

    /// <summary>A parameter that an overload must not have.</summary>
    public string? Without { get; init; }
}

/// <summary>A line that says nothing, and why.</summary>
public sealed record ModelError(string File, int Line, string Message);
