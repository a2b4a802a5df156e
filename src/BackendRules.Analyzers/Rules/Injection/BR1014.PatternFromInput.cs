using System.Runtime.CompilerServices;
using BackendRules.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>BR1014: a caller decides a regular expression, or gives the text that one takes exponential time on.</summary>
public sealed class PatternFromInput : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR1014",
        nameof(PatternFromInput),
        "A caller can't make a regular expression run for ever",
        "{0} reaches '{1}' as a pattern; escape it with 'Regex.Escape', or give the match a timeout",
        Level.Warning)
    {
        Profile = ["CR1", "SB4"],
        Cwe = [1333, 625],
        Owasp = ["API4"],
        Asvs = ["1.2.9", "1.3.12"],
        TakesBack = ["CA3012"],
        AtEnd = true,
    };

    private const string Explodes =
        "{0} reaches '{1}', whose pattern can read the same text in many ways and tries them all when it fails; use 'RegexOptions.NonBacktracking', give the match a timeout, or let no loop repeat what a loop inside it repeats";

    private static readonly DiagnosticDescriptor s_explodes = Declared.Saying(Explodes);

    private static readonly DiagnosticDescriptor s_explodesLive = Declared.WhileTyping().Saying(Explodes);

    /// <summary>Whether every match of the process ends by time.</summary>
    private static readonly Fact<StrongBox<bool>> s_limited = new(static (compilation, cancellation) =>
        new(compilation.SyntaxTrees.Any(tree => tree.GetText(cancellation).ToString().Contains("\"REGEX_DEFAULT_MATCH_TIMEOUT\""))));

    public PatternFromInput()
        : base(Declared, ["remote", "queue"], "regex", "match")
    {
    }

    protected override DiagnosticDescriptor? Telling(Rule rule, FlowFinding finding, Func<SemanticModel> model, AnalyzerOptions options)
    {
        var place = model();
        if (s_limited.Of(place.Compilation, CancellationToken.None).Value)
            return null;
        var node = place.SyntaxTree.GetRoot().FindNode(new(finding.At.Start, finding.At.Length), getInnermostNodeForTie: true);
        if (PatternUse.Matching(node, place, CancellationToken.None) is not { } call)
            return rule.Descriptor;
        return PatternUse.Of(call) is { } use && use.Explodes ? rule.AtEnd ? s_explodes : s_explodesLive : null;
    }
}
