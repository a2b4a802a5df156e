using BackendRules.Flow;

namespace BackendRules;

/// <summary>What a route demands of a parameter: <c>{id:guid}</c>, <c>{name:regex(^[[a-z]]+$)}</c>.</summary>
internal static class RouteConstraints
{
    /// <summary>The constraints of a parameter; null when the template doesn't name it.</summary>
    public static IReadOnlyList<string>? Of(string template, string name)
    {
        for (var open = template.IndexOf('{'); open >= 0; open = template.IndexOf('{', open + 1))
        {
            var start = open + 1;
            while (start < template.Length && template[start] == '*')
                start++;
            if (string.Compare(template, start, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) != 0)
                continue;
            var end = start + name.Length;
            if (end >= template.Length || template[end] is not (':' or '}' or '?' or '='))
                continue;
            var close = end;
            while (close < template.Length && (template[close] != '}' || close + 1 < template.Length && template[close + 1] == '}'))
                close += template[close] == '}' ? 2 : 1;
            return Split(template.Substring(end, Math.Min(close, template.Length) - end));
        }

        return null;
    }

    /// <summary>Whether what satisfies a constraint holds letters and digits alone.</summary>
    public static bool Admits(string constraint) =>
        constraint is "int" or "long" or "guid" or "bool" or "decimal" or "double" or "float" or "datetime" or "alpha"
        || constraint.StartsWith("min(", StringComparison.Ordinal) || constraint.StartsWith("max(", StringComparison.Ordinal) || constraint.StartsWith("range(", StringComparison.Ordinal)
        || constraint.StartsWith("regex(", StringComparison.Ordinal) && AnchoredPattern.Admits(Unescaped(constraint)) && !AnchoredPattern.IsDotted(constraint);

    private static string Unescaped(string constraint) =>
        constraint.Substring(6).TrimEnd(')').Replace("[[", "[").Replace("]]", "]").Replace("{{", "{").Replace("}}", "}");

    private static List<string> Split(string text)
    {
        var all = new List<string>();
        var depth = 0;
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length)
                depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (i < text.Length && (text[i] != ':' || depth > 0))
                continue;
            if (i > start)
                all.Add(text.Substring(start, i - start).TrimEnd('?'));
            start = i + 1;
        }

        return all;
    }
}
