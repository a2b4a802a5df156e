namespace BackendRules;

/// <summary>How a name of several words is written.</summary>
internal enum NameStyle
{
    /// <summary>One word in small letters: it fits every style.</summary>
    Plain,

    /// <summary><c>order-items</c></summary>
    Kebab,

    /// <summary><c>order_items</c></summary>
    Snake,

    /// <summary><c>orderItems</c></summary>
    Camel,

    /// <summary><c>OrderItems</c></summary>
    Pascal,
}

/// <summary>Tells the style of a name, and writes it in another.</summary>
internal static class SegmentStyle
{
    public static NameStyle Of(string name)
    {
        if (name.IndexOf('-') > 0)
            return NameStyle.Kebab;
        if (name.IndexOf('_') > 0)
            return NameStyle.Snake;
        var inner = false;
        for (var i = 1; i < name.Length; i++)
            inner |= char.IsUpper(name[i]) && char.IsLower(name[i - 1]);
        return !inner ? NameStyle.Plain : char.IsUpper(name[0]) ? NameStyle.Pascal : NameStyle.Camel;
    }

    public static string Write(string name, NameStyle style)
    {
        var words = Words(name);
        return style switch
        {
            NameStyle.Kebab => string.Join("-", words),
            NameStyle.Snake => string.Join("_", words),
            NameStyle.Pascal => string.Concat(words.Select(Capital)),
            _ => words[0] + string.Concat(words.Skip(1).Select(Capital)),
        };
    }

    public static string Name(NameStyle style) => style switch
    {
        NameStyle.Kebab => "kebab-case",
        NameStyle.Snake => "snake_case",
        NameStyle.Pascal => "PascalCase",
        _ => "camelCase",
    };

    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i < name.Length && name[i] is not ('-' or '_') && !(char.IsUpper(name[i]) && char.IsLower(name[i - 1])))
                continue;
            if (i > start)
                words.Add(name.Substring(start, i - start).Trim('-', '_').ToLowerInvariant());
            start = i;
        }

        words.RemoveAll(static word => word.Length == 0);
        return words;
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word.Substring(1);
}
