namespace BackendRules;

/// <summary>The words of a name as code writes it: <c>_readReplica</c>, <c>TotalPrice</c>, <c>SQLText</c>.</summary>
internal static class NameWords
{
    public static IReadOnlyList<string> Of(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            var isEnd = i == name.Length || name[i] == '_' || name[i - 1] == '_'
                || char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || i + 1 < name.Length && char.IsLower(name[i + 1]));
            if (!isEnd)
                continue;
            if (name[start] != '_')
                words.Add(name.Substring(start, i - start));
            start = i;
        }

        return words;
    }

    /// <summary>Whether the words stand in the name one after the other, in any casing.</summary>
    public static bool Have(string name, params string[] wanted)
    {
        var words = Of(name);
        for (var i = 0; i + wanted.Length <= words.Count; i++)
        {
            var at = 0;
            while (at < wanted.Length && string.Equals(words[i + at], wanted[at], StringComparison.OrdinalIgnoreCase))
                at++;
            if (at == wanted.Length)
                return true;
        }

        return false;
    }
}
