using System.Collections.Immutable;
using BackendRules.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules;

/// <summary>
/// A rule about values that travel: from which kind of source to which kind of sink. What happens within one file is reported while the file is
/// shown, the rest when the whole compilation was read. One sink, one finding: the shortest way to it, whose steps are the additional locations.
/// The message's <c>{0}</c> is the source in words, <c>{1}</c> the member that takes the value.
/// </summary>
public abstract class TaintRule : Check
{
    private readonly string[] _from;
    private readonly string[] _to;

    /// <param name="rule">Declared with <see cref="Rule.AtEnd"/>.</param>
    /// <param name="from">Kinds of sources.</param>
    /// <param name="to">Kinds of sinks.</param>
    protected TaintRule(Rule rule, string[] from, params string[] to)
        : base(rule)
    {
        _from = from;
        _to = to;
    }

    /// <summary>The kinds of sinks that it speaks of.</summary>
    public IReadOnlyList<string> To => _to;

    /// <summary>Whether a way is worth a word; says no for ways that end harmlessly.</summary>
    protected virtual bool Accepts(FlowFinding finding) => true;

    /// <summary>How a way is told, or null for one that the code where it ends makes harmless.</summary>
    /// <param name="rule">The rule as the host speaks: while typing, or in the end.</param>
    /// <param name="finding">The way.</param>
    /// <param name="model">The file where it ends.</param>
    /// <param name="options">The settings there.</param>
    protected virtual DiagnosticDescriptor? Telling(Rule rule, FlowFinding finding, Func<SemanticModel> model, AnalyzerOptions options) => rule.Descriptor;

    public sealed override void Start(Watch watch)
    {
        StartLive(watch, Rule);
        StartEnd(watch);
    }

    /// <summary>The part that speaks while typing.</summary>
    internal Check Live() => new LivePart(this);

    /// <summary>The part that speaks in the end.</summary>
    internal Check End() => new EndPart(this);

    private void StartLive(Watch watch, Rule rule)
    {
        var flows = TaintFlows.Of(watch.Compilation, watch.Options, watch.Cancellation);
        watch.Model(context =>
        {
            // Most files have none, and every rule of flows asks every file.
            var found = flows.In(context.SemanticModel, context.CancellationToken);
            if (found.Count == 0)
                return;
            foreach (var finding in Select(flows.Models, found))
            {
                if (Telling(rule, finding, () => context.SemanticModel, context.Options) is { } descriptor)
                    context.ReportDiagnostic(Describe(descriptor, finding, step => Place(step, context.SemanticModel.SyntaxTree)));
            }
        });
    }

    private void StartEnd(Watch watch)
    {
        var flows = TaintFlows.Of(watch.Compilation, watch.Options, watch.Cancellation);
        watch.End(context =>
        {
            flows.Leave(context.Compilation, context.Options);
            var found = Select(flows.Models, flows.All(context.CancellationToken)).ToArray();
            if (found.Length == 0)
                return;
            var trees = new Dictionary<string, SyntaxTree>(StringComparer.Ordinal);
            var told = new HashSet<FlowStep>();
            foreach (var tree in flows.Trees)
            {
                trees[tree.FilePath] = tree;
                told.UnionWith(Select(flows.Models, flows.Told(tree)).Select(static finding => finding.At));
            }

            foreach (var finding in found)
            {
                if (!told.Contains(finding.At) && Telling(Rule, finding, () => context.Compilation.GetSemanticModel(trees[finding.At.File]), context.Options) is { } descriptor)
                    context.ReportDiagnostic(Describe(descriptor, finding, step => trees.TryGetValue(step.File, out var tree) ? Place(step, tree) : Location.None));
            }
        });
    }

    /// <summary>The rule's own findings, one a sink.</summary>
    private IEnumerable<FlowFinding> Select(ModelSet models, IReadOnlyList<FlowFinding> findings)
    {
        var from = Mask(models.Sources, _from);
        var to = Mask(models.Sinks, _to);
        var seen = new HashSet<FlowStep>();
        foreach (var finding in findings)
        {
            if ((finding.SourceKinds & from) != 0 && (finding.SinkKinds & to) != 0 && Accepts(finding) && seen.Add(finding.At))
                yield return finding;
        }
    }

    private static ulong Mask(Kinds kinds, string[] names)
    {
        ulong mask = 0;
        foreach (var name in names)
            mask |= kinds.Find(name);
        return mask;
    }

    private static Diagnostic Describe(DiagnosticDescriptor descriptor, FlowFinding finding, Func<FlowStep, Location> place)
    {
        var steps = finding.Steps.Take(finding.Steps.Count - 1).Select(place).Where(static location => location.IsInSource);
        return Diagnostic.Create(descriptor, place(finding.At), steps, finding.Source, finding.Sink);
    }

    private static Location Place(FlowStep step, SyntaxTree tree) => Location.Create(tree, new TextSpan(step.Start, step.Length));

    private sealed class LivePart(TaintRule whole) : Check(whole.Rule.WhileTyping())
    {
        public override bool Concerns(Known known) => whole.Concerns(known);

        public override void Start(Watch watch) => whole.StartLive(watch, Rule);
    }

    private sealed class EndPart(TaintRule whole) : Check(whole.Rule)
    {
        public override bool Concerns(Known known) => whole.Concerns(known);

        public override void Start(Watch watch)
        {
            // An end action alone would see the files that the live part was shown; this host may be the only one.
            var flows = TaintFlows.Of(watch.Compilation, watch.Options, watch.Cancellation);
            watch.Model(context => flows.In(context.SemanticModel, context.CancellationToken));
            whole.StartEnd(watch);
        }
    }
}
