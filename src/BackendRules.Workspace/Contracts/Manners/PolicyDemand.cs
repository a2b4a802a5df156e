using System.Collections.Immutable;

namespace BackendRules.Workspaces;

/// <summary>An authorization policy.</summary>
/// <param name="Demands">All that it asks of a caller.</param>
/// <param name="Place">Where it is made.</param>
public sealed record ApiPolicy(ImmutableArray<PolicyDemand> Demands, ApiPlace? Place);

/// <summary>One thing that an authorization policy asks of a caller; a policy asks for all of its demands.</summary>
/// <param name="Kind">A role, a claim of one type, a scheme, a requirement's class.</param>
/// <param name="OneOf">What fulfils it, any one of them; empty when the kind alone says it.</param>
public sealed record PolicyDemand(string Kind, ImmutableSortedSet<string> OneOf)
{
    /// <summary>Whether code of the application decides: which way a change goes can't be told.</summary>
    public bool IsOwn => Kind is not (PolicyReader.Role or PolicyReader.SignedIn or "user" or "scheme") && !Kind.StartsWith(PolicyReader.Claim, StringComparison.Ordinal);

    /// <summary>Whether who fulfils this fulfils another demand as well.</summary>
    public bool Implies(PolicyDemand other) =>
        Kind == other.Kind && (other.OneOf.IsEmpty || !OneOf.IsEmpty && OneOf.IsSubsetOf(other.OneOf))
        // Somebody with a role or a claim is somebody who is known.
        || other.Kind == PolicyReader.SignedIn && (Kind == PolicyReader.Role || Kind.StartsWith(PolicyReader.Claim, StringComparison.Ordinal));

    /// <inheritdoc/>
    public bool Equals(PolicyDemand? other) => other is not null && Kind == other.Kind && OneOf.SetEquals(other.OneOf);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, OneOf.Count);

    /// <inheritdoc/>
    public override string ToString() => OneOf.IsEmpty ? Kind : $"{Kind}{(Kind.StartsWith(PolicyReader.Claim, StringComparison.Ordinal) ? " =" : "")} {string.Join(" or ", OneOf)}";
}
