using System.Globalization;

namespace BackendRules.Build;

/// <summary>A program of the grid: what it is made of, and whether it must be spoken of.</summary>
internal sealed record GridProgram(GridPart Source, GridPart Carrier, GridPart? Guard, GridPart Sink, bool Fires);

/// <summary>Which programs the flow tests make of their page, and their count: every rule with how many sources, carriers, guards and cleanings, and which cells are empty.</summary>
internal static class FlowGrid
{
    /// <summary>The pairs that count, in the order of the page.</summary>
    public static IReadOnlyList<GridProgram> Programs() => Programs(Parts());

    /// <summary>A row a rule; "-" is an empty cell.</summary>
    public static IEnumerable<string> Lines()
    {
        var parts = Parts();
        yield return $"{"rule",-8}{"sinks",8}{"sources",9}{"carriers",10}{"guards",8}{"cleans",8}";
        foreach (var rule in Programs(parts).GroupBy(static program => program.Sink.Rules[0]).OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            var carriers = Count(rule.Select(static program => program.Carrier).Where(static part => part.Kind == "carrier"));
            // The first carrier stands in every program: alone it is no cell.
            yield return $"{rule.Key,-8}{Cell(Count(rule.Select(static program => program.Sink))),8}{Cell(Count(rule.Select(static program => program.Source))),9}{Cell(carriers > 1 ? carriers : 0),10}"
                + $"{Cell(Count(rule.Select(static program => program.Guard).OfType<GridPart>())),8}{Cell(Count(rule.Select(static program => program.Carrier).Where(static part => part.Kind == "clean"))),8}";
        }

        foreach (var source in parts.Where(static part => part.Kind == "source" && part.Rules.Length > 0))
            yield return $"empty: {source.Name} × {string.Join(", ", source.Rules.Select(static rule => rule.Replace("not:", "", StringComparison.Ordinal)))}";
        yield return "not followed: " + string.Join("; ", parts.Where(static part => part.Kind == "unfollowed").Select(static part => part.Name));
    }

    private static List<GridProgram> Programs(IReadOnlyList<GridPart> parts)
    {
        var sources = parts.Where(static part => part.Kind == "source").ToArray();
        var carriers = parts.Where(static part => part.Kind == "carrier").ToArray();
        var sinks = parts.Where(static part => part.Kind == "sink").ToArray();
        var programs = new List<GridProgram>();
        foreach (var source in sources)
        {
            // A message of a queue is no caller's address.
            foreach (var sink in sinks.Where(sink => !source.Rules.Contains("not:" + sink.Rules[0])))
                programs.Add(new GridProgram(source, carriers[0], null, sink, true));
        }

        // SQL takes any text; a program's arguments are another rule with habits of its own.
        foreach (var carrier in carriers.Concat(parts.Where(static part => part.Kind is "clean" or "unfollowed")))
        {
            foreach (var sink in sinks.GroupBy(static sink => sink.Rules[0]).Take(2).Select(static group => group.First()))
                programs.Add(new GridProgram(sources[0], carrier, null, sink, carrier.Kind == "carrier"));
        }

        foreach (var guard in parts.Where(static part => part.Kind == "guard"))
        {
            foreach (var sink in sinks.Where(sink => guard.Protects(sink.Rules[0])))
                programs.Add(new GridProgram(sources[0], carriers[0], guard, sink, false));
        }

        return programs;
    }

    private static IReadOnlyList<GridPart> Parts() => GridPart.Read(Tree.At("tests/BackendRules.Tests/Grid/Grid.md"));

    private static int Count(IEnumerable<GridPart> parts) => parts.Distinct().Count();

    private static string Cell(int count) => count == 0 ? "-" : count.ToString(CultureInfo.InvariantCulture);
}
