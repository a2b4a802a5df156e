using System.Text.RegularExpressions;

namespace BackendRules.Workspaces;

/// <summary>Routes without what callers can't see.</summary>
internal static partial class RouteShape
{
    /// <summary>The route in lower case, its parameters without names and constraints: two routes of the same shape answer the same URLs.</summary>
    public static string Of(string route) => Hole().Replace(RouteText.Shape(route), "{}");

    [GeneratedRegex(@"\{(?!\?)[^{}]*\}")]
    private static partial Regex Hole();
}
