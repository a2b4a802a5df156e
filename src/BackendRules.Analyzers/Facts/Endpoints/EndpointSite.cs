using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>An endpoint and the code behind it.</summary>
/// <param name="Endpoint">What callers see.</param>
/// <param name="Handler">The method, local function or lambda that answers, where it is known.</param>
/// <param name="Location">Where it is declared: the action's name, or the call that maps it.</param>
public sealed record EndpointSite(Endpoint Endpoint, IMethodSymbol? Handler, Location Location);
