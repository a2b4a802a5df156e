namespace BackendRules;

/// <summary>One statement of an SQL text.</summary>
/// <param name="Verb">Its first word that isn't part of a <c>WITH</c>, in capitals.</param>
/// <param name="Table">The table that it names first, without quotes; empty when unknown.</param>
/// <param name="Words">The keywords at the outermost level, in capitals.</param>
/// <param name="MayHaveMore">Whether an unknown part could hold further clauses.</param>
public sealed record SqlStatement(string Verb, string Table, IReadOnlyList<string> Words, bool MayHaveMore)
{
    private static readonly HashSet<string> s_verbs = new(StringComparer.Ordinal) { "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "TRUNCATE", "DROP", "CREATE", "ALTER", "EXEC", "EXECUTE", "CALL", "UPSERT", "PRAGMA", "VACUUM", "ANALYZE", "REINDEX", "CHECKPOINT", "DBCC" };

    /// <summary>Tokens after which an unknown part is a name or a value, not a clause.</summary>
    private static readonly HashSet<string> s_namesNext = new(StringComparer.Ordinal)
    {
        "FROM", "INTO", "UPDATE", "TABLE", "JOIN", "SET", ".", "=", "<", ">", ",", "(", "+", "-", "*", "/", "LIKE", "IN", "VALUES", "AND", "OR", "NOT", "LIMIT", "OFFSET", "TOP", "FETCH", "NEXT", "FIRST", "BY", "SELECT", "[", "DELETE", "ONLY", "WHERE", "HAVING", "ON",
    };

    public bool Writes => Verb is "INSERT" or "UPDATE" or "DELETE" or "MERGE" or "REPLACE" or "TRUNCATE" or "UPSERT";

    public bool Has(string word)
    {
        foreach (var known in Words)
        {
            if (known == word)
                return true;
        }

        return false;
    }

    internal static IReadOnlyList<SqlStatement> Read(IReadOnlyList<string> tokens)
    {
        var statements = new List<SqlStatement>();
        for (var i = 0; i < tokens.Count;)
        {
            var end = i;
            while (end < tokens.Count && tokens[end] != ";")
                end++;
            if (One(tokens, i, end) is { } statement)
                statements.Add(statement);
            i = end + 1;
        }

        return statements;
    }

    private static SqlStatement? One(IReadOnlyList<string> tokens, int start, int end)
    {
        var words = new List<string>();
        var (verb, table, more, depth) = ("", "", false, 0);
        for (var i = start; i < end; i++)
        {
            var token = tokens[i];
            if (token == "(")
                depth++;
            else if (token == ")")
                depth--;
            else if (token[0] == SqlText.Hole)
                more |= depth == 0 && (i == start || !s_namesNext.Contains(tokens[i - 1].ToUpperInvariant()) || tokens[i - 1] == "WHERE");
            else if (depth == 0 && char.IsLetter(token[0]))
            {
                var word = token.ToUpperInvariant();
                if (verb.Length == 0 && s_verbs.Contains(word))
                    verb = word;
                words.Add(word);
                // MySQL's LIMIT takes what is left out first.
                if (word == "LIMIT" && i + 2 < end && tokens[i + 2] == ",")
                    words.Add("OFFSET");
                if (table.Length == 0 && verb.Length > 0 && (word is "FROM" or "INTO" or "TABLE" || word == verb && word is "UPDATE" or "MERGE" or "TRUNCATE") && Name(tokens, i + 1, end) is { } name)
                    table = name;
            }
        }

        return verb.Length == 0 ? null : new SqlStatement(verb, table, words, more);
    }

    /// <summary>The last part of a possibly qualified name.</summary>
    private static string? Name(IReadOnlyList<string> tokens, int at, int end)
    {
        string? name = null;
        for (; at < end; at++)
        {
            var token = tokens[at];
            if (token.ToUpperInvariant() is "INTO" or "TABLE" or "ONLY" or "FROM" or "TOP" or "IGNORE" or "IF" or "EXISTS")
            {
                if (name is not null || token.ToUpperInvariant() is not ("INTO" or "TABLE" or "ONLY" or "IGNORE" or "IF" or "EXISTS"))
                    break;
                continue;
            }

            if (char.IsLetter(token[0]) || token[0] is '_' or '"' or '`' or '[' or '#')
                name = token.Trim('"', '`', '[', ']');
            else
                break;
            if (at + 1 >= end || tokens[at + 1] != ".")
                break;
            at++;
        }

        return name;
    }
}
