namespace BackendRules.Workspaces;

/// <summary>What differs between two model snapshots, as operations.</summary>
internal static class SnapshotDifference
{
    public static IEnumerable<SchemaOperation> Of(SchemaContext before, SchemaContext after)
    {
        var old = before.Tables.ToDictionary(static t => t.FullName, StringComparer.Ordinal);
        var young = after.Tables.ToDictionary(static t => t.FullName, StringComparer.Ordinal);
        foreach (var table in before.Tables.Where(t => !young.ContainsKey(t.FullName)))
            yield return On(table, "drop-table");
        foreach (var table in after.Tables)
        {
            if (!old.TryGetValue(table.FullName, out var was))
            {
                yield return On(table, "create-table") with { TableColumns = table.Columns };
                continue;
            }

            foreach (var operation in Tables(was, table))
                yield return operation;
        }
    }

    private static IEnumerable<SchemaOperation> Tables(SchemaTable old, SchemaTable young)
    {
        foreach (var column in old.Columns.Where(c => !young.Columns.Any(other => other.Name == c.Name)))
            yield return On(young, "drop-column") with { Name = column.Name };
        foreach (var column in young.Columns)
        {
            var was = old.Columns.FirstOrDefault(c => c.Name == column.Name);
            if (was is null)
                yield return On(young, "add-column") with { Name = column.Name, Column = column };
            else if (Stored(was) != Stored(column))
                yield return On(young, "alter-column") with { Name = column.Name, Column = column, OldColumn = was };
        }

        if (!old.Key.SequenceEqual(young.Key))
            yield return On(young, "drop-primary-key") with { Columns = young.Key };
        foreach (var index in old.Indexes.Where(i => !young.Indexes.Any(other => other.Key == i.Key)))
            yield return On(young, "drop-index") with { Name = index.Name ?? string.Join(", ", index.Columns), Columns = index.Columns };
        foreach (var index in young.Indexes.Where(i => !old.Indexes.Any(other => other.Key == i.Key)))
            yield return On(young, "create-index") with { Name = index.Name, Columns = index.Columns, IsUnique = index.IsUnique };
        foreach (var key in old.ForeignKeys.Where(k => !young.ForeignKeys.Any(other => other.Key == k.Key)))
            yield return On(young, "drop-foreign-key") with { Name = key.Key, Columns = key.Columns };
        foreach (var key in young.ForeignKeys.Where(k => !old.ForeignKeys.Any(other => other.Key == k.Key)))
            yield return On(young, "add-foreign-key") with { Name = key.Key, Columns = key.Columns };
    }

    private static SchemaOperation On(SchemaTable table, string kind) => new(kind) { Schema = table.Schema, Table = table.Name };

    /// <summary>What the database knows of a column.</summary>
    private static SchemaColumn Stored(SchemaColumn column) => column with { Property = null, ClrType = column.StoreType is null ? column.ClrType : null };
}
