namespace BackendRules.Workspaces;

/// <summary>Compares two states of the schema.</summary>
internal sealed class SchemaComparison(SchemaModel before, SchemaModel after)
{
    public SchemaDifference Run() => new() { HasSchema = !before.IsEmpty || !after.IsEmpty, Unresolved = after.Unresolved };
}
