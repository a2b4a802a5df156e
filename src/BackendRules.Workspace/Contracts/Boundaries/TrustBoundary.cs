namespace BackendRules.Workspaces;

/// <summary>What lies on the other side of a boundary that data crosses.</summary>
public enum BoundaryKind
{
    /// <summary>Another host, by HTTP or gRPC.</summary>
    Host,

    /// <summary>Text or bytes that become objects.</summary>
    Deserializer,

    /// <summary>Another process.</summary>
    Process,

    /// <summary>The file system.</summary>
    File,

    /// <summary>SQL that is written as text.</summary>
    Sql,

    /// <summary>Files that callers send.</summary>
    Upload,
}

/// <summary>A place where data leaves what the compiler knows, or comes from there.</summary>
/// <param name="Kind">What is on the other side.</param>
/// <param name="Project">The project.</param>
/// <param name="What">The host, or the member that is called.</param>
/// <param name="Within">The member that it stands in.</param>
/// <param name="Place">Where it is.</param>
public sealed record TrustBoundary(BoundaryKind Kind, string Project, string What, string Within, ApiPlace? Place);
