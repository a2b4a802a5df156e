namespace BackendRules.Flow;

/// <summary>
/// Which part of an object is meant: member names joined by dots, <c>[*]</c> for elements, empty for the object itself. At most
/// <see cref="Depth"/> members; what lies deeper counts as the last of them.
/// </summary>
public static class AccessPath
{
    public const string Whole = "";

    public const string Element = "[*]";

    public const int Depth = 3;

    /// <summary>The part <paramref name="rest"/> of the part <paramref name="path"/>.</summary>
    public static string Join(string path, string rest)
    {
        if (rest.Length == 0)
            return path;
        return path.Length == 0 ? Cut(rest) : Cut(path + "." + rest);
    }

    /// <summary>What <paramref name="path"/> is relative to <paramref name="outer"/>, or null when it isn't a part of that.</summary>
    public static string? Under(string path, string outer)
    {
        if (!IsUnder(path, outer))
            return null;
        return outer.Length == 0 ? path : path.Length == outer.Length ? Whole : path.Substring(outer.Length + 1);
    }

    /// <summary>Whether <paramref name="path"/> is <paramref name="outer"/> or a part of it.</summary>
    public static bool IsUnder(string path, string outer) =>
        outer.Length == 0 || path.Length >= outer.Length && (path.Length == outer.Length || path[outer.Length] == '.') && path.StartsWith(outer, StringComparison.Ordinal);

    /// <summary>Whether <paramref name="path"/> is one of these or a part of one.</summary>
    public static bool IsUnderAny(string path, IReadOnlyList<string> outers)
    {
        foreach (var outer in outers)
        {
            if (IsUnder(path, outer))
                return true;
        }

        return false;
    }

    private static string Cut(string path)
    {
        var at = -1;
        for (var i = 0; i < Depth; i++)
        {
            at = path.IndexOf('.', at + 1);
            if (at < 0)
                return path;
        }

        return path.Substring(0, at);
    }
}
