namespace BackendRules.Cao;

/// <summary>What is known after a request to the orchestrator.</summary>
public enum CaoOutcome
{
    /// <summary>The server answered as asked.</summary>
    Ok,

    /// <summary>No byte of the request left this machine, or the server said that it took nothing: it may be sent again.</summary>
    NotSent,

    /// <summary>The request may or may not have had its effect.</summary>
    Unclear,

    /// <summary>The server refused this request for good.</summary>
    Refused,

    /// <summary>The configuration stands in the way: address, host header, token.</summary>
    Blocked,
}

/// <summary>The answer to one request. Nothing that the server wrote is in <see cref="Reason"/>, because its errors echo the request.</summary>
/// <typeparam name="T">What a good answer holds.</typeparam>
/// <param name="Outcome">What is known.</param>
/// <param name="Value">The answer's content when <see cref="Outcome"/> is <see cref="CaoOutcome.Ok"/>.</param>
/// <param name="Http">The status code, if one came.</param>
/// <param name="Reason">A fixed word for what went wrong.</param>
/// <param name="RetryAfter">How long the server asks to be left alone.</param>
public sealed record CaoReply<T>(CaoOutcome Outcome, T? Value = default, int? Http = null, string? Reason = null, TimeSpan? RetryAfter = null)
    where T : class
{
    /// <summary>The same failure as the answer to another question.</summary>
    internal CaoReply<TOther> As<TOther>()
        where TOther : class
        => new(Outcome, null, Http, Reason, RetryAfter);
}
