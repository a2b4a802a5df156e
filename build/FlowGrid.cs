using System.Globalization;
using System.Text.RegularExpressions;

namespace BackendRules.Build;

/// <summary>The programs that the flow tests make of their page, counted: which rule is tried with how many sources, carriers, guards and cleanings, and which cells are empty.</summary>
internal static partial class FlowGrid
{
    private const string Page = "tests/BackendRules.Tests/Grid/Grid.md";

    /// <summary>A row a rule; "-" is an empty cell.</summary>
    public static IEnumerable<string> Lines()
    {
        var parts = Parts();
        var sinks = parts.Where(static part => part.Kind == "sink").GroupBy(static part => part.Rules[0]).OrderBy(static group => group.Key, StringComparer.Ordinal).ToArray();
        // Carriers and cleanings are tried with the first sink of the first two rules: what a value gets through doesn't depend on where it ends.
        var carried = parts.Where(static part => part.Kind == "sink").Select(static part => part.Rules[0]).Distinct().Take(2).ToArray();
        yield return $"{"rule",-8}{"sinks",8}{"sources",9}{"carriers",10}{"guards",8}{"cleans",8}";
        foreach (var rule in sinks)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{rule.Key,-8}{rule.Count(),8}{Cell(Count("source", part => !part.Rules.Contains("not:" + rule.Key))),9}")
                + $"{Cell(carried.Contains(rule.Key) ? Count("carrier") : 0),10}{Cell(Count("guard", part => part.Rules.Contains("*") || part.Rules.Contains(rule.Key))),8}{Cell(carried.Contains(rule.Key) ? Count("clean") : 0),8}";
        }

        foreach (var source in parts.Where(static part => part.Kind == "source" && part.Rules.Length > 0))
            yield return $"empty: {source.Name} × {string.Join(", ", source.Rules.Select(static rule => rule.Replace("not:", "", StringComparison.Ordinal)))}";
        yield return "not followed: " + string.Join("; ", parts.Where(static part => part.Kind == "unfollowed").Select(static part => part.Name));

        int Count(string kind, Func<(string Name, string Kind, string[] Rules), bool>? of = null) => parts.Count(part => part.Kind == kind && of?.Invoke(part) != false);
    }

    private static string Cell(int count) => count == 0 ? "-" : count.ToString(CultureInfo.InvariantCulture);

    private static List<(string Name, string Kind, string[] Rules)> Parts()
    {
        var parts = new List<(string, string, string[])>();
        var name = "";
        foreach (var line in File.ReadLines(Tree.At(Page)))
        {
            if (line.StartsWith("### ", StringComparison.Ordinal))
                name = line[4..];
            else if (Opening().Match(line) is { Success: true } fence)
                parts.Add((name, fence.Groups["kind"].Value, fence.Groups["rules"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        }

        return parts;
    }

    [GeneratedRegex(@"^```csharp (?<kind>source|carrier|sink|guard|clean|unfollowed)\b(?<rules>.*)$")]
    private static partial Regex Opening();
}
