namespace BackendRules;

/// <summary>One way to repair a finding, as the light bulb offers it.</summary>
/// <param name="Title">What the reader chooses, as an imperative.</param>
/// <param name="Key">Tells the ways of one rule apart, for fix-all.</param>
public sealed record Repair(string Title, string Key);
