using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>A Razor page as its <c>.cshtml</c> file says it: the markup compiler hands those files to analyzers, and nothing else has the route.</summary>
/// <param name="Path">The file.</param>
/// <param name="Name">The page's name below its root, such as <c>/Orders/Edit</c>.</param>
/// <param name="Area">The area, or null.</param>
/// <param name="Template">What stands behind <c>@page</c>.</param>
/// <param name="Model">The type behind <c>@model</c>, as written.</param>
/// <param name="Marks">Attributes of <c>@attribute</c>, those of the folders above included.</param>
internal sealed record PageFile(string Path, string Name, string? Area, string? Template, string? Model, IReadOnlyList<string> Marks)
{
    private const string Ending = ".cshtml";

    private static readonly Regex s_page = new(@"^\s*@page(?:[ \t]+""(?<route>[^""]*)"")?[ \t]*\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant);
    private static readonly Regex s_model = new(@"^\s*@model[ \t]+(?<type>[\w.:<>, ]+?)[ \t]*\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant);
    private static readonly Regex s_attribute = new(@"^\s*@attribute[ \t]*\[(?<mark>[^\]\r\n]+)\]", RegexOptions.Multiline | RegexOptions.CultureInvariant);

    /// <summary>The route that the file's place and its template make.</summary>
    public string Route
    {
        get
        {
            if (Template is { Length: > 0 } && Template[0] is '/' or '~')
                return RouteText.Join("/", Template.TrimStart('~'));
            var name = Name.EndsWith("/Index", StringComparison.OrdinalIgnoreCase) ? Name.Substring(0, Name.Length - "/Index".Length) : Name;
            return RouteText.Join(RouteText.Join(Area ?? "", name), Template ?? "");
        }
    }

    public static IReadOnlyList<PageFile> Of(AnalyzerOptions options, string root, CancellationToken cancellation)
    {
        var pages = new List<PageFile>();
        var imports = new List<(string Folder, string[] Marks)>();
        options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property.projectdir", out var project);
        foreach (var file in options.AdditionalFiles)
        {
            if (!file.Path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) || file.GetText(cancellation)?.ToString() is not { } text)
                continue;
            var path = file.Path.Replace('\\', '/');
            var marks = s_attribute.Matches(text).Cast<Match>().Select(static match => match.Groups["mark"].Value).ToArray();
            if (path.EndsWith("/_ViewImports" + Ending, StringComparison.OrdinalIgnoreCase) && marks.Length > 0)
                imports.Add((path.Substring(0, path.LastIndexOf('/') + 1), marks));
            if (s_page.Match(text) is not { Success: true } page || Placed(path, project?.Replace('\\', '/'), root) is not var (name, area))
                continue;
            pages.Add(new PageFile(file.Path, name, area, page.Groups["route"] is { Success: true } route ? route.Value : null, s_model.Match(text) is { Success: true } model ? model.Groups["type"].Value : null, marks));
        }

        return pages.ConvertAll(page => page with { Marks = [.. page.Marks, .. imports.Where(import => page.Path.Replace('\\', '/').StartsWith(import.Folder, StringComparison.Ordinal)).SelectMany(static import => import.Marks)] });
    }

    /// <summary>The page's name and area, or null when the file isn't below the root of pages.</summary>
    private static (string Name, string? Area)? Placed(string path, string? project, string root)
    {
        var below = project is { Length: > 0 } && path.StartsWith(project, StringComparison.OrdinalIgnoreCase) ? "/" + path.Substring(project.Length).TrimStart('/') : "/" + path.TrimStart('/');
        below = below.Substring(0, below.Length - Ending.Length);
        if (below.IndexOf("/Areas/", StringComparison.OrdinalIgnoreCase) is var areas and >= 0)
        {
            var rest = below.Substring(areas + "/Areas/".Length);
            var slash = rest.IndexOf('/');
            if (slash > 0 && rest.Substring(slash).StartsWith("/Pages/", StringComparison.OrdinalIgnoreCase))
                return (rest.Substring(slash + "/Pages".Length), rest.Substring(0, slash));
        }

        var folder = "/" + root.Trim('/') + "/";
        if (folder == "//")
            return (below, null);
        var at = below.IndexOf(folder, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : (below.Substring(at + folder.Length - 1), null);
    }
}
