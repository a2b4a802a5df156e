using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules.Tests;

/// <summary>Reports what a shared fact knows, one finding a line, so that a page can say what it ought to be.</summary>
internal sealed class Listing(Func<Watch, Func<Compilation, CancellationToken, IEnumerable<string>>> start) : Check(s_rule)
{
    private static readonly Rule s_rule = new("BR0999", nameof(Listing), "Lists a fact", "{0}", Level.Warning) { EndOnly = true, InTests = true };

    public override void Start(Watch watch)
    {
        var read = start(watch);
        watch.End(context =>
        {
            foreach (var line in read(context.Compilation, context.CancellationToken))
                context.ReportDiagnostic(Rule.At(Location.None, line));
        });
    }
}
