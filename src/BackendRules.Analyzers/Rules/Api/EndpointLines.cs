using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules;

/// <summary>
/// The surface of an API as text, one endpoint a line: <c>GET /orders/{id}(id: int, body order: Order) -> 200 Order, 404</c>. Shipped lines are what callers rely on;
/// unshipped ones wait for the next release; <c>*REMOVED*</c> before a shipped line in the unshipped file says that it goes.
/// </summary>
internal static class EndpointLines
{
    public const string Shipped = "Endpoints.Shipped.txt";
    public const string Unshipped = "Endpoints.Unshipped.txt";
    public const string Removed = "*REMOVED*";

    public static string Of(Endpoint endpoint)
    {
        var text = new StringBuilder(endpoint.ToString()).Append('(');
        var first = true;
        foreach (var parameter in endpoint.Parameters)
        {
            if (!parameter.IsVisible())
                continue;
            text.Append(first ? "" : ", ").Append(Where(parameter.Binding)).Append(parameter.Name).Append(": ").Append(parameter.Type);
            first = false;
        }

        text.Append(')');
        if (!endpoint.Responses.IsEmpty)
            text.Append(" -> ").Append(string.Join(", ", endpoint.Responses.Select(static response => response.Type is null ? $"{response.Status}" : $"{response.Status} {response.Type}")));
        return text.ToString();
    }

    /// <summary>What stays the same when an endpoint is changed: its verb and its route's shape.</summary>
    public static string Key(string line)
    {
        var space = line.IndexOf(' ');
        var open = line.LastIndexOf(") -> ", StringComparison.Ordinal);
        var end = space < 0 ? -1 : Open(line, open < 0 ? line.LastIndexOf(')') : open);
        return end < 0 ? line : line.Substring(0, space + 1) + RouteText.Shape(line.Substring(space + 1, end - space - 1));
    }

    /// <summary>The key without the names of the route's parameters, which callers don't send.</summary>
    public static string Nameless(string line) => WithoutNames(Key(line));

    /// <summary>Whether an endpoint whose route is written in part could be the one that a line declares.</summary>
    public static bool MayAnswer(EndpointSite site, string line)
    {
        var key = Nameless(line);
        var space = key.IndexOf(' ');
        if (space < 0 || site.Endpoint.Verb != "ANY" && site.Endpoint.Verb != key.Substring(0, space))
            return false;
        var route = key.Substring(space + 1);
        var known = site.Endpoint.Route.Split([RouteText.Unknown], StringSplitOptions.None).Select(static piece => WithoutNames(RouteText.Shape(piece))).ToArray();
        return (site.HasUnknownGroup || route.StartsWith(known[0], StringComparison.Ordinal)) && route.EndsWith(known[known.Length - 1], StringComparison.Ordinal);
    }

    public static bool IsFile(AdditionalText file, string name) =>
        file.Path.EndsWith(name, StringComparison.OrdinalIgnoreCase) && (file.Path.Length == name.Length || file.Path[file.Path.Length - name.Length - 1] is '/' or '\\');

    /// <summary>The lines of a file with their places; comments and empty lines left out.</summary>
    public static IEnumerable<(string Line, TextSpan Span)> Read(SourceText text)
    {
        foreach (var line in text.Lines)
        {
            var written = line.ToString().Trim();
            if (written.Length > 0 && written[0] != '#')
                yield return (written, line.Span);
        }
    }

    /// <summary>The parenthesis that opens the parameters; routes may hold some in constraints.</summary>
    private static int Open(string line, int close)
    {
        var depth = 0;
        for (var i = close; i >= 0; i--)
        {
            if (line[i] == ')')
                depth++;
            else if (line[i] == '(' && --depth == 0)
                return i;
        }

        return -1;
    }

    private static string WithoutNames(string shape)
    {
        var text = new StringBuilder(shape.Length);
        var depth = 0;
        foreach (var letter in shape)
        {
            depth -= letter == '}' ? 1 : 0;
            if (depth <= 0)
                text.Append(letter);
            depth += letter == '{' ? 1 : 0;
        }

        return text.ToString();
    }

    private static string Where(Binding binding) => binding switch
    {
        Binding.Header => "header ",
        Binding.Body => "body ",
        Binding.Form => "form ",
        Binding.Custom => "custom ",
        _ => "",
    };
}
