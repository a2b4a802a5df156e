namespace BackendRules.Workspaces;

/// <summary>Reads contexts, their migrations and their snapshots.</summary>
internal sealed class SchemaReader(IReadOnlyList<CodePart> parts)
{
    public SchemaModel Read(CancellationToken cancellation)
    {
        foreach (var part in parts)
            cancellation.ThrowIfCancellationRequested();
        return new SchemaModel();
    }
}
