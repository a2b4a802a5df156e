using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules.Tests;

/// <summary>The taint path of a finding: each line of a <c>flow</c> block must occur, in this order, in the source lines of its steps.</summary>
internal static class FlowBlock
{
    public static void Check(Case @case, string flow, ImmutableArray<Diagnostic> seen)
    {
        var finding = Assert.Single(seen);
        var steps = finding.AdditionalLocations.Append(finding.Location)
            .Select(static location => location.SourceTree?.GetText().Lines[location.GetLineSpan().StartLinePosition.Line].ToString().Trim() ?? "").ToList();
        var at = 0;
        foreach (var line in flow.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var next = steps.FindIndex(at, step => step.Contains(line, StringComparison.Ordinal));
            Assert.True(next >= 0, $"{@case.Place}: the flow lacks '{line}' after step {at} of:\n  {string.Join("\n  ", steps)}");
            at = next + 1;
        }
    }
}
