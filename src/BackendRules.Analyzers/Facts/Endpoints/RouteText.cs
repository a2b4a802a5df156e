using System.Text;

namespace BackendRules;

/// <summary>Route templates as text.</summary>
public static class RouteText
{
    /// <summary>Stands for a part of a route that isn't written in the code.</summary>
    public const string Unknown = "{?}";

    /// <summary>Joins two templates with one slash, and starts with one.</summary>
    public static string Join(string prefix, string template)
    {
        var left = prefix.Trim('/');
        var right = template.Trim('/');
        return left.Length == 0 ? "/" + right : right.Length == 0 ? "/" + left : "/" + left + "/" + right;
    }

    /// <summary>The template without constraints, defaults, catch-all stars and casing of literal parts: <c>/orders/{id}</c> for <c>/Orders/{id:int}</c>.</summary>
    public static string Shape(string route)
    {
        var shape = new StringBuilder(route.Length);
        for (var i = 0; i < route.Length; i++)
        {
            if (route[i] != '{' || i + 1 < route.Length && route[i + 1] == '{')
            {
                shape.Append(char.ToLowerInvariant(route[i]));
                continue;
            }

            var end = Close(route, i);
            shape.Append('{').Append(ParameterName(route.Substring(i + 1, end - i - 1)).ToLowerInvariant()).Append('}');
            i = end;
        }

        return shape.ToString();
    }

    /// <summary>The names of the parameters in a template.</summary>
    public static IEnumerable<string> Parameters(string route)
    {
        for (var i = route.IndexOf('{'); i >= 0 && i < route.Length; i = route.IndexOf('{', i))
        {
            var end = Close(route, i);
            yield return ParameterName(route.Substring(i + 1, Math.Max(0, end - i - 1)));
            i = Math.Min(end + 1, route.Length);
        }
    }

    public static bool Names(string route, string parameter)
    {
        foreach (var name in Parameters(route))
        {
            if (string.Equals(name, parameter, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>The literal segments of a template.</summary>
    public static IEnumerable<string> Literals(string route) =>
        route.Split(['/'], StringSplitOptions.RemoveEmptyEntries).Where(static segment => segment.IndexOf('{') < 0 && segment.IndexOf('[') < 0);

    private static string ParameterName(string inside)
    {
        var start = 0;
        while (start < inside.Length && inside[start] == '*')
            start++;
        var end = inside.IndexOfAny([':', '=', '?'], start);
        if (end == start)
            return inside;
        return end < 0 ? inside.Substring(start) : inside.Substring(start, end - start);
    }

    /// <summary>The brace that closes a parameter; braces inside a regular-expression constraint are doubled.</summary>
    private static int Close(string route, int open)
    {
        for (var i = open + 1; i < route.Length; i++)
        {
            if (route[i] != '}')
                continue;
            if (i + 1 < route.Length && route[i + 1] == '}' && route.IndexOf(':', open) is var colon && colon > 0 && colon < i)
            {
                i++;
                continue;
            }

            return i;
        }

        return route.Length - 1;
    }
}
