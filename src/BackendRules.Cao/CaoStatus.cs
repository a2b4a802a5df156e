namespace BackendRules.Cao;

/// <summary>Whether a supervisor can be reached, and why not.</summary>
/// <param name="Reachable">Whether the orchestrator's server answers.</param>
/// <param name="Reason">
/// Why a report would not arrive: not_reachable, address_not_allowed, host_rejected, auth_required, auth_failed, not_in_cao (no terminal id, or
/// one that the server doesn't know), no_supervisor (a person started this terminal), receiver_unknown (the supervisor is gone); <see langword="null"/> when it would.
/// </param>
public sealed record CaoStatus(bool Reachable, string? Reason)
{
    /// <summary>The server's address.</summary>
    public string? Address { get; init; }

    /// <summary>Our terminal.</summary>
    public string? TerminalId { get; init; }

    /// <summary>The supervisor's terminal.</summary>
    public string? Supervisor { get; init; }

    /// <summary>What the supervisor's terminal does.</summary>
    public string? SupervisorStatus { get; init; }

    /// <summary>How many deliveries wait in the outbox.</summary>
    public int OpenDeliveries { get; init; }

    /// <summary>What is wrong with the configuration.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
