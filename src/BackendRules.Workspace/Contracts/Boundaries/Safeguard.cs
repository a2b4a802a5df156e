namespace BackendRules.Workspaces;

/// <summary>What an application runs before its endpoints, for their safety or their speed.</summary>
/// <param name="Project">The project.</param>
/// <param name="Name">The method that adds it, such as <c>UseHsts</c>.</param>
/// <param name="IsSpeed">Whether it is there for speed: compression, caches.</param>
/// <param name="Place">Where it is added first.</param>
public sealed record Safeguard(string Project, string Name, bool IsSpeed, ApiPlace? Place);

/// <summary>A safeguard that came, or that is gone.</summary>
public sealed record SafeguardChange(Safeguard Safeguard, bool IsLost);
