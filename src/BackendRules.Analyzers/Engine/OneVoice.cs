using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>
/// Takes a finding of the SDK's rules back where a rule of ours stands for the same fault (<see cref="Rule.TakesBack"/>). It costs nothing where those rules are off, and ours is never taken
/// back. Where ours is silenced, off or a lesser word than theirs, theirs stays: what broke a build goes on breaking it.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OneVoice : DiagnosticSuppressor
{
    /// <summary>A finding's property: the only one of its rule's <see cref="Rule.TakesBack"/> that means what it means.</summary>
    internal const string Only = "takesBack";

    private static readonly ImmutableArray<Rule> s_rules = Catalog.All().Select(static check => check.Rule).Where(static rule => rule.TakesBack.Length > 0).ToImmutableArray();

    private static readonly ImmutableDictionary<(string Theirs, string Ours), SuppressionDescriptor> s_pairs = s_rules
        .SelectMany(static rule => rule.TakesBack.Select(theirs => (Theirs: theirs, Rule: rule)))
        .ToImmutableDictionary(static pair => (pair.Theirs, pair.Rule.Id), static pair => new SuppressionDescriptor(pair.Rule.Id, pair.Theirs, $"{pair.Rule.Id} says it of the same place"));

    private static readonly ImmutableHashSet<string> s_theirs = s_pairs.Keys.Select(static pair => pair.Theirs).ToImmutableHashSet(StringComparer.Ordinal);

    /// <summary>The compiler shows a suppressor only what it declares: so ours are declared, too, and never taken back.</summary>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } =
        s_pairs.Values.Concat(s_rules.Select(static rule => new SuppressionDescriptor(rule.Id, rule.Id, "Declared to be seen"))).ToImmutableArray();

    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        List<Diagnostic>? ours = null;
        foreach (var theirs in context.ReportedDiagnostics)
        {
            if (!s_theirs.Contains(theirs.Id) || theirs.Location.SourceTree is not { } tree)
                continue;
            ours ??= Ours(context);
            var place = new SaidPlace(tree.GetRoot(context.CancellationToken), theirs);
            foreach (var finding in ours)
            {
                if (finding.Location.SourceTree == tree && finding.Severity >= theirs.Severity && s_pairs.TryGetValue((theirs.Id, finding.Id), out var pair)
                    && (!finding.Properties.TryGetValue(Only, out var only) || only == theirs.Id) && place.Holds(finding))
                {
                    context.ReportSuppression(Suppression.Create(pair, theirs));
                    break;
                }
            }
        }
    }

    private static List<Diagnostic> Ours(SuppressionAnalysisContext context)
    {
        var ours = context.ReportedDiagnostics.Where(static finding => finding.Id.StartsWith("BR", StringComparison.Ordinal)).ToList();
        ours.AddRange(Breaking.Of(context.Compilation));
        return ours;
    }
}
