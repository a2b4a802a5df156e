using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>Where in a statement a hole stands.</summary>
internal enum SqlPlace
{
    /// <summary>A name, a keyword or a piece of a value: no parameter can stand there.</summary>
    Name,

    /// <summary>A value, with or without quotes around it.</summary>
    Value,

    /// <summary>All values of an <c>IN</c> list.</summary>
    List,
}

/// <summary>A hole, its place, and what has to go around it when a parameter takes its place.</summary>
/// <param name="Before">How many characters of the text before it belong to it: a quote, a wildcard, a parenthesis.</param>
/// <param name="After">The same behind it.</param>
/// <param name="Leading">The wildcard before it, or nothing.</param>
/// <param name="Trailing">The wildcard behind it, or nothing.</param>
internal readonly record struct SqlHole(SqlPlace Place, int Before = 0, int After = 0, string Leading = "", string Trailing = "")
{
    private static readonly Regex s_operator = new(@"(=|<>|!=|<=|>=|<|>|\b(LIKE|ILIKE|BETWEEN|LIMIT|OFFSET|THEN|ELSE|INTERVAL)|\bBETWEEN\s+\S+\s+AND)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex s_list = new(@"\b(IN|VALUES)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public static SqlHole At(IReadOnlyList<TextPart> parts, int index)
    {
        var before = index > 0 ? parts[index - 1].Text ?? "" : "";
        var after = index + 1 < parts.Count ? parts[index + 1].Text ?? "" : "";
        var sofar = string.Concat(parts.Take(index).Select(static part => part.Text ?? "\u0001"));
        return sofar.Count(static c => c == '\'') % 2 == 1 ? Quoted(parts[index], before, after) : Plain(parts[index], Spaced(sofar), before, after);
    }

    private static SqlHole Quoted(TextPart part, string before, string after)
    {
        var open = before.LastIndexOf('\'');
        var close = after.IndexOf('\'');
        if (open < 0 || close < 0)
            return default;
        var leading = before.Substring(open + 1);
        var trailing = after.Substring(0, close);
        if (leading is not ("" or "%") || trailing is not ("" or "%"))
            return default;
        if (IsJoin(part) && leading.Length + trailing.Length == 0 && Around(before.Substring(0, open), after.Substring(close + 1)) is var (left, right))
            return new SqlHole(SqlPlace.List, left + 1, right + 1);
        return IsJoin(part) ? default : new SqlHole(SqlPlace.Value, leading.Length + 1, trailing.Length + 1, leading, trailing);
    }

    private static SqlHole Plain(TextPart part, string sofar, string before, string after)
    {
        var touches = after.Length > 0 && (char.IsLetterOrDigit(after[0]) || after[0] is '_' or '.' or ']' or '"' or '`')
            || before.Length > 0 && (char.IsLetterOrDigit(before[before.Length - 1]) || before[before.Length - 1] is '_' or '.' or '[' or '"' or '`' or '@');
        if (touches)
            return default;
        if (IsJoin(part))
            return Around(before, after) is var (left, right) ? new SqlHole(SqlPlace.List, left, right) : default;
        var text = sofar.TrimEnd();
        if (s_operator.IsMatch(text))
            return new SqlHole(SqlPlace.Value);
        return text.Length > 0 && text[text.Length - 1] is '(' or ',' && IsInList(text) ? new SqlHole(SqlPlace.Value) : default;
    }

    /// <summary>The lengths of <c>IN (</c>'s parenthesis and of the one that closes it.</summary>
    private static (int Left, int Right)? Around(string before, string after)
    {
        var left = Spaced(before).TrimEnd();
        var right = Spaced(after);
        var gap = right.Length - right.TrimStart().Length;
        return left.EndsWith("(", StringComparison.Ordinal) && s_list.IsMatch(left.Substring(0, left.Length - 1)) && right.TrimStart().StartsWith(")", StringComparison.Ordinal)
            ? (before.Length - left.Length + 1, gap + 1) : null;
    }

    private static bool IsInList(string text)
    {
        var depth = 0;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] == ')')
                depth++;
            else if (text[i] == '(' && depth-- == 0)
                return s_list.IsMatch(text.Substring(0, i));
        }

        return false;
    }

    private static bool IsJoin(TextPart part) => part.Hole is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Join" } };

    /// <summary>Escapes of line breaks read as blanks, with the length kept.</summary>
    private static string Spaced(string text) => text.Replace("\\n", "  ").Replace("\\r", "  ").Replace("\\t", "  ");
}
