namespace BackendRules.Workspaces;

/// <summary>What an operation is: its risk, its code, what is said of it and how it is done without the risk.</summary>
internal sealed record OperationRisk(SchemaRisk Risk, string? Code, string Message, string? Advice = null, Confidence Confidence = Confidence.Exact)
{
    /// <param name="operation">The operation.</param>
    /// <param name="isFresh">Whether the same migration makes the table: nothing in it can be lost.</param>
    /// <param name="isLarge">Whether somebody said that the table is large.</param>
    public static OperationRisk Of(SchemaOperation operation, bool isFresh, bool isLarge)
    {
        var table = operation.FullTable;
        var column = $"'{operation.Name}' of '{table}'";
        switch (operation.Kind)
        {
            case "drop-schema" or "drop-database":
                return new(SchemaRisk.Destructive, "DS101", $"The schema '{operation.Name}' is dropped with all its tables", "move the data first, and drop the schema in a later release");
            case "drop-table":
                return isFresh ? new(SchemaRisk.Safe, null, $"Table '{table}' is made and dropped again") : new(SchemaRisk.Destructive, "DS102", $"Table '{table}' is dropped with its rows", "stop using it in one release, keep a copy, and drop it in a later one");
            case "drop-column":
                return isFresh ? new(SchemaRisk.Safe, null, $"Column {column} is dropped") : new(SchemaRisk.Destructive, "DS103", $"Column {column} is dropped with its values", "stop reading and writing it in one release, and drop it in a later one");
            case "drop-sequence":
                return new(SchemaRisk.Destructive, "DS101", $"Sequence '{operation.Name}' is dropped with its position", "drop it when no default uses it any more");
            case "delete-data":
                return new(SchemaRisk.Destructive, null, $"Seeded rows of '{table}' are deleted", "make sure that nothing refers to them");
            case "alter-column":
                return Altered(operation, table, column);
            case "add-column":
                return Added(operation, table, isFresh);
            case "create-index" when operation.IsUnique && !isFresh:
                return new(SchemaRisk.DataDependent, "MF101", $"The unique index {Index(operation)} fails if '{table}' has duplicates", "look for duplicates and remove them before");
            case "create-index" when isLarge && !operation.IsConcurrent && !isFresh:
                return new(SchemaRisk.Blocking, null, $"The index {Index(operation)} keeps writers of the large table '{table}' waiting while it is built", "build it concurrently (CONCURRENTLY, ONLINE = ON)");
            case "add-unique-constraint" when !isFresh:
                return new(SchemaRisk.DataDependent, "MF102", $"The unique constraint '{operation.Name}' fails if '{table}' has duplicates", "look for duplicates and remove them before");
            case "add-foreign-key" when !isFresh:
                return new(SchemaRisk.DataDependent, "BRS011", $"The foreign key '{operation.Name}' fails if rows of '{table}' point to nothing{Locks(isLarge)}", "clean the rows before, or add the key without validation and validate it later");
            case "add-check-constraint" when !isFresh:
                return new(SchemaRisk.DataDependent, "BRS012", $"The check '{operation.Name}' fails if rows of '{table}' break it{Locks(isLarge)}", "clean the rows before, or add the check without validation and validate it later");
            case "rename-table":
                return new(SchemaRisk.Incompatible, "BC101", $"Table '{table}' is renamed{To(operation)}: the version that still runs asks for the old name", "add a view of the old name, or deploy with a stop");
            case "rename-column":
                return new(SchemaRisk.Incompatible, "BC102", $"Column {column} is renamed{To(operation)}: the version that still runs asks for the old name", "add a column, copy, and drop the old one in a later release");
            case "drop-foreign-key":
                return new(SchemaRisk.Incompatible, "CD101", $"The foreign key '{operation.Name}' of '{table}' is dropped: rows may point to nothing from now on", "make sure that the code keeps the rows consistent");
            case "drop-primary-key":
                return new(SchemaRisk.DataDependent, null, $"The primary key of '{table}' is dropped", "give it a key in the same migration");
            case "add-primary-key" when !isFresh:
                return new(SchemaRisk.DataDependent, "MF101", $"The primary key of '{table}' fails if there are duplicates", "look for duplicates and remove them before");
            case "restart-sequence":
                return new(SchemaRisk.DataDependent, null, $"Sequence '{operation.Name}' starts again: keys that exist may come again", "start behind the greatest key");
            case "update-data":
                return new(SchemaRisk.DataDependent, null, $"Seeded rows of '{table}' are overwritten", "make sure that nobody edited them");
            case "sql":
                return Raw(operation);
            default:
                return new(SchemaRisk.Safe, null, Plain(operation, table));
        }
    }

    private static string Locks(bool isLarge) => isLarge ? ", and keeps writers of the large table waiting while it is checked" : "";

    private static OperationRisk Altered(SchemaOperation operation, string table, string column)
    {
        if (operation.Column is not { } young || operation.OldColumn is not { } old)
            return new(SchemaRisk.DataDependent, null, $"Column {column} is altered by raw SQL", "make sure that every value fits", Confidence.Inferred);
        var change = $"from {StoreTypes.Show(old)} to {StoreTypes.Show(young)}";
        switch (StoreTypes.Compare(old, young))
        {
            case Fit.Narrower:
                return new(SchemaRisk.Destructive, null, $"Column {column} is narrowed {change}: values that don't fit are cut or refused", "add a column of the new type, copy what fits, and look at what doesn't");
            case Fit.Other:
                return new(SchemaRisk.DataDependent, null, $"The values of column {column} are converted {change}", "add a column of the new type, copy, and drop the old one in a later release");
        }

        if (old.IsNullable && !young.IsNullable)
            return new(SchemaRisk.DataDependent, "MF104", $"Column {column} no longer takes NULL, and fails if there is one{(young.Default is null && young.DefaultSql is null ? "" : "; EF Core fills in the default")}", "fill the rows in one release and forbid NULL in a later one");
        if (old.Collation != young.Collation && young.Collation is not null)
            return new(SchemaRisk.DataDependent, null, $"Column {column} is compared by '{young.Collation}': unique values may become duplicates", "look for duplicates under the new collation");
        return new(SchemaRisk.Safe, null, $"Column {column} is altered {change}");
    }

    private static OperationRisk Added(SchemaOperation operation, string table, bool isFresh)
    {
        var column = operation.Column;
        if (isFresh || column is null || column.IsNullable || column.Default is not null || column.DefaultSql is not null || column.Computed is not null || column.IsRowVersion)
            return new(SchemaRisk.Safe, null, $"Column '{operation.Name}' is added to '{table}'");
        return new(SchemaRisk.DataDependent, "MF103", $"Column '{operation.Name}' is added to '{table}' without NULL and without a default: it fails if there are rows", "give it a default, or add it with NULL, fill it, and forbid NULL later");
    }

    private static OperationRisk Raw(SchemaOperation operation)
    {
        var what = operation.Sql ?? "SQL";
        var on = operation.Table is { Length: > 0 } table ? $" on '{table}'" : "";
        return what switch
        {
            "TRUNCATE" => new(SchemaRisk.Destructive, "DS102", $"Raw SQL empties '{operation.Table}'", "keep a copy"),
            "DELETE" when operation.IsUnbounded => new(SchemaRisk.Destructive, "DS102", $"Raw SQL deletes all rows of '{operation.Table}'", "say which rows, and keep a copy"),
            "DELETE" => new(SchemaRisk.DataDependent, null, $"Raw SQL deletes rows{on}", "keep a copy"),
            "UPDATE" => new(SchemaRisk.DataDependent, null, $"Raw SQL overwrites {(operation.IsUnbounded ? "all rows" : "rows")}{on}", "try it on a copy of the data"),
            "INSERT" or "SELECT" or "SET" or "GRANT" or "REVOKE" or "COMMENT" or "PRINT" or "USE" or "ANALYZE" or "COMMIT" => new(SchemaRisk.Safe, null, $"Raw SQL: {what}{on}"),
            _ => new(SchemaRisk.DataDependent, null, $"Raw SQL that can't be judged: {what}{on}", "read it", Confidence.Inferred),
        };
    }

    private static string Plain(SchemaOperation operation, string table) => operation.Kind switch
    {
        "create-table" => $"Table '{table}' is made",
        "create-index" => $"Index {Index(operation)} is added to '{table}'",
        "drop-index" => $"Index '{operation.Name}'{(table.Length > 0 ? $" of '{table}'" : "")} is dropped",
        "rename-index" => $"Index '{operation.Name}' is renamed{To(operation)}",
        "insert-data" => $"Rows are seeded into '{table}'",
        _ => $"{operation.Kind.Replace('-', ' ')}{(operation.Name is { } name ? $" '{name}'" : "")}{(table.Length > 0 ? $" of '{table}'" : "")}",
    };

    private static string Index(SchemaOperation operation) => operation.Name is { } name ? $"'{name}'" : $"on {string.Join(", ", operation.Columns)}";

    private static string To(SchemaOperation operation) => operation.NewName is { } name ? $" to '{name}'" : "";
}
