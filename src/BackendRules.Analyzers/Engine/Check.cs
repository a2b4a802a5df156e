using System.Collections.Immutable;

namespace BackendRules;

/// <summary>
/// How a rule sees. One stateless object a rule; <see cref="Start"/> is called once a compilation and registers what the rule wants to look at.
/// State that belongs to a compilation lives in locals of <see cref="Start"/>.
/// </summary>
public abstract class Check
{
    protected Check(Rule rule) => Rule = rule;

    public Rule Rule { get; }

    /// <summary>The settings that users can give this rule in <c>.editorconfig</c>.</summary>
    public virtual ImmutableArray<Option> Options => ImmutableArray<Option>.Empty;

    /// <summary>
    /// The gate: false when the compilation can't contain a finding, for instance because it doesn't reference the library. Asked before anything else.
    /// </summary>
    public virtual bool Concerns(Known known) => true;

    public abstract void Start(Watch watch);
}
