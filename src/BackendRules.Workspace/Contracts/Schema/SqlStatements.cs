namespace BackendRules.Workspaces;

/// <summary>Raw SQL as operations: verbs and names, never literals.</summary>
internal static class SqlStatements
{
    private const string Rename = "EXEC sp_rename";

    private static readonly string[] s_harmless = ["INSERT", "SELECT", "SET", "GRANT", "REVOKE", "COMMENT", "PRINT", "USE", "ANALYZE", "BEGIN", "COMMIT", "GO", "DECLARE", "IF", "END"];

    /// <summary>The operations, and the line from 1 that each starts in.</summary>
    public static IEnumerable<(SchemaOperation Operation, int Line)> Read(string text)
    {
        var (tokens, starts) = (new List<string>(), new List<int>());
        SqlTokens.Read(text, (token, from, to) =>
        {
            tokens.Add(token);
            starts.Add(from);
        });
        var start = 0;
        for (var i = 0; i <= tokens.Count; i++)
        {
            if (i < tokens.Count && tokens[i] != ";" && !tokens[i].Equals("GO", StringComparison.OrdinalIgnoreCase))
                continue;
            if (i > start && One([.. tokens.Skip(start).Take(i - start)]) is { } operation)
                yield return (operation.Sql == Rename ? Renamed(text[starts[start]..(i < tokens.Count ? starts[i] : text.Length)]) : operation, text.AsSpan(0, starts[start]).Count('\n') + 1);
            start = i + 1;
        }
    }

    private static SchemaOperation? One(IReadOnlyList<string> tokens)
    {
        var words = tokens.Select(static token => token.ToUpperInvariant()).ToList();
        var at = words.FindIndex(static word => word is "DROP" or "TRUNCATE" or "DELETE" or "UPDATE" or "ALTER" or "CREATE" or "INSERT" or "MERGE" or "EXEC" or "EXECUTE" or "CALL" or "RENAME" || Array.IndexOf(s_harmless, word) >= 0);
        if (at < 0)
            return new SchemaOperation("sql") { Sql = "a statement" };
        // What comes before the verb, such as a check whether the object is there, decides whether it runs.
        var verb = words[at];
        if (verb is "IF" or "BEGIN" or "DECLARE")
        {
            var inner = words.FindIndex(at + 1, static word => word is "DROP" or "TRUNCATE" or "DELETE" or "UPDATE" or "ALTER" or "CREATE" or "EXEC");
            return inner < 0 ? null : One([.. tokens.Skip(inner)]) is { } guarded ? guarded with { IsConditional = true } : null;
        }

        switch (verb)
        {
            case "DROP":
                if (Kind(words, at + 1) == "index" && words.IndexOf("ON") is var on and > 0)
                    return new SchemaOperation("drop-index") { Table = Name(tokens, on + 1, out _), Name = Name(tokens, at + 2, out _), Sql = "DROP INDEX" };
                return new SchemaOperation("drop-" + Kind(words, at + 1)) { Table = Kind(words, at + 1) == "table" ? Name(tokens, at + 2, out _) : null, Name = Name(tokens, at + 2, out _), Sql = "DROP " + words.ElementAtOrDefault(at + 1) };
            case "TRUNCATE":
                return new SchemaOperation("sql") { Table = Name(tokens, words.ElementAtOrDefault(at + 1) == "TABLE" ? at + 2 : at + 1, out _), Sql = "TRUNCATE", IsUnbounded = true };
            case "DELETE":
                return new SchemaOperation("sql") { Table = Name(tokens, words.ElementAtOrDefault(at + 1) == "FROM" ? at + 2 : at + 1, out _), Sql = "DELETE", IsUnbounded = !words.Contains("WHERE") && !words.Contains("JOIN") };
            case "UPDATE":
                return new SchemaOperation("sql") { Table = Name(tokens, at + 1, out _), Sql = "UPDATE", IsUnbounded = !words.Contains("WHERE") };
            case "ALTER" when words.ElementAtOrDefault(at + 1) == "TABLE":
                return Alter(tokens, words, at + 2);
            case "CREATE":
                return Create(tokens, words, at + 1);
            case "EXEC" or "EXECUTE" or "CALL" when words.Any(static word => word == "SP_RENAME"):
                return new SchemaOperation("rename-column") { Sql = Rename };
            case "INSERT":
                return new SchemaOperation("sql") { Table = Name(tokens, words.ElementAtOrDefault(at + 1) == "INTO" ? at + 2 : at + 1, out _), Sql = "INSERT" };
            default:
                return Array.IndexOf(s_harmless, verb) >= 0 ? new SchemaOperation("sql") { Sql = verb } : new SchemaOperation("sql") { Sql = verb + " " + words.ElementAtOrDefault(at + 1) };
        }
    }

    /// <summary>What SQL Server's procedure renames: the names are its literals.</summary>
    private static SchemaOperation Renamed(string statement)
    {
        var given = new List<string>();
        SqlTokens.Read(statement, (token, from, to) =>
        {
            if (token == "''")
                given.Add(statement[(from + 1)..(to - 1)]);
        });
        var parts = (given.FirstOrDefault() ?? "").Split('.').Select(static part => part.Trim('[', ']', '"')).ToList();
        var isTable = given.Count < 3 || given[2].Equals("OBJECT", StringComparison.OrdinalIgnoreCase);
        return new SchemaOperation(isTable ? "rename-table" : given[2].Equals("INDEX", StringComparison.OrdinalIgnoreCase) ? "rename-index" : "rename-column")
        {
            Table = isTable ? parts[^1] : parts.Count > 1 ? parts[^2] : null,
            Name = isTable ? null : parts[^1],
            NewName = given.ElementAtOrDefault(1)?.Trim('[', ']', '"'),
            Sql = Rename,
        };
    }

    private static SchemaOperation Alter(IReadOnlyList<string> tokens, List<string> words, int at)
    {
        while (words.ElementAtOrDefault(at) is "IF" or "EXISTS" or "ONLY")
            at++;
        var table = Name(tokens, at, out var next);
        var what = words.ElementAtOrDefault(next);
        var sql = "ALTER TABLE " + what;
        var second = words.ElementAtOrDefault(next + 1);
        switch (what)
        {
            case "DROP" when second is "CONSTRAINT":
                return new SchemaOperation("drop-constraint") { Table = table, Name = Name(tokens, next + 2, out _), Sql = sql };
            case "DROP":
                return new SchemaOperation("drop-column") { Table = table, Name = Name(tokens, second == "COLUMN" ? next + 2 : next + 1, out _), Sql = sql };
            case "RENAME" when second == "TO":
                return new SchemaOperation("rename-table") { Table = table, NewName = Name(tokens, next + 2, out _), Sql = sql };
            case "RENAME":
                var old = Name(tokens, second == "COLUMN" ? next + 2 : next + 1, out var after);
                return new SchemaOperation(second is "INDEX" or "KEY" ? "rename-index" : "rename-column") { Table = table, Name = second is "INDEX" or "KEY" ? Name(tokens, next + 2, out _) : old, NewName = words.ElementAtOrDefault(after) == "TO" ? Name(tokens, after + 1, out _) : null, Sql = sql };
            case "ALTER":
                return new SchemaOperation("alter-column") { Table = table, Name = Name(tokens, second == "COLUMN" ? next + 2 : next + 1, out _), Sql = sql };
            case "ADD" when second is "CONSTRAINT" or "FOREIGN" or "CHECK" or "UNIQUE" or "PRIMARY":
                return new SchemaOperation(words.Contains("FOREIGN") ? "add-foreign-key" : words.Contains("CHECK") ? "add-check-constraint" : "add-unique-constraint") { Table = table, Sql = sql, IsConcurrent = words.Contains("INVALID") };
            case "ADD":
                var name = Name(tokens, second == "COLUMN" ? next + 2 : next + 1, out _) ?? "";
                var isNotNull = words.Contains("NULL") && words.ElementAtOrDefault(words.IndexOf("NULL") - 1) == "NOT";
                return new SchemaOperation("add-column") { Table = table, Name = name, Column = new SchemaColumn(name) { IsNullable = !isNotNull, Default = words.Contains("DEFAULT") ? "a value" : null }, Sql = sql };
            default:
                return new SchemaOperation("alter-table") { Table = table, Sql = sql };
        }
    }

    private static SchemaOperation Create(IReadOnlyList<string> tokens, List<string> words, int at)
    {
        var isUnique = words.ElementAtOrDefault(at) == "UNIQUE";
        var kind = Kind(words, isUnique ? at + 1 : at);
        if (kind != "index")
            return new SchemaOperation("create-" + kind) { Table = kind == "table" ? Name(tokens, at + 1, out _) : null, Sql = "CREATE " + kind.ToUpperInvariant() };
        var on = words.IndexOf("ON");
        return new SchemaOperation("create-index") { Name = words.ElementAtOrDefault(isUnique ? at + 2 : at + 1) is null or "ON" ? null : Name(tokens, isUnique ? at + 2 : at + 1, out _), Table = on < 0 ? null : Name(tokens, on + 1, out _), IsUnique = isUnique, IsConcurrent = words.Contains("CONCURRENTLY") || words.Contains("ONLINE"), Sql = "CREATE INDEX" };
    }

    private static string Kind(List<string> words, int at)
    {
        while (words.ElementAtOrDefault(at) is "OR" or "REPLACE" or "ALTER" or "MATERIALIZED" or "NONCLUSTERED" or "CLUSTERED" or "TEMP" or "TEMPORARY" or "UNLOGGED")
            at++;
        return words.ElementAtOrDefault(at)?.ToLowerInvariant() ?? "object";
    }

    /// <summary>The last part of a name that may be quoted and qualified.</summary>
    private static string? Name(IReadOnlyList<string> tokens, int at, out int next)
    {
        while (at < tokens.Count && tokens[at].ToUpperInvariant() is "IF" or "NOT" or "EXISTS" or "ONLY" or "CONCURRENTLY" or "COLUMN")
            at++;
        string? name = null;
        for (; at < tokens.Count; at += 2)
        {
            name = tokens[at].Trim('[', ']', '"', '`');
            if (at + 1 >= tokens.Count || tokens[at + 1] != ".")
                break;
        }

        next = at + 1;
        return name;
    }
}
