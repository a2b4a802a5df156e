using Microsoft.CodeAnalysis;

namespace BackendRules.Flow;

/// <summary>A body to summarise.</summary>
/// <param name="Root">What the graph is made of; null for a primary constructor without a body.</param>
/// <param name="Method">The method whose ports the summary speaks of.</param>
/// <param name="Assigned">For an initialiser: the field or property that gets the value.</param>
/// <param name="Syntax">Where it stands.</param>
/// <param name="Model">Answers for expressions of the body: a graph's own operations have forgotten theirs.</param>
internal sealed record Body(IOperation? Root, IMethodSymbol Method, ISymbol? Assigned, SyntaxNode Syntax, SemanticModel Model)
{
    /// <summary>For a function that is kept: its own name, as it has no documentation-comment id.</summary>
    public string? Name { get; init; }

    /// <summary>For a function that is kept: where, see <see cref="FunctionSlot"/>.</summary>
    public IReadOnlyList<string>? Slots { get; init; }
}
