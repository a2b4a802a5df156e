using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using BackendRules.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>The flows of one compilation: summaries file by file as the driver shows them, findings of a file alone, and of all files together.</summary>
internal sealed class TaintFlows
{
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<AnalyzerOptions, TaintFlows>> s_flows = new();

    private readonly FlowContext _context;
    private readonly ConcurrentDictionary<SyntaxTree, FileFlows> _files = new();
    private readonly HashSet<BodySummary> _cut = [];
    private IReadOnlyList<FlowFinding>? _all;

    private readonly TaintFacts _facts;
    private int _written;

    private TaintFlows(Compilation compilation, AnalyzerOptions options, CancellationToken cancellation)
    {
        var models = TaintModels.Of(options, cancellation);
        _facts = TaintFacts.Of(options, models, cancellation);
        _context = new FlowContext(compilation, models, new RequestHost(models.Sources, models.Sinks, _facts, GraphRoots.Of(compilation, cancellation), ValidatedTexts.Of(compilation, cancellation), HubClients.Of(compilation, cancellation), MediatorHandlers.Of(compilation, cancellation), MappedHandlers.Of(compilation, cancellation))) { MostVisits = StepBound.Steps.In(options) };
    }

    /// <summary>What the kinds of the rules are called in the models.</summary>
    public ModelSet Models => _context.Models;

    public static TaintFlows Of(Compilation compilation, AnalyzerOptions options, CancellationToken cancellation)
    {
        var all = s_flows.GetValue(compilation, static _ => new ConcurrentDictionary<AnalyzerOptions, TaintFlows>());
        return all.TryGetValue(options, out var known) ? known : all.GetOrAdd(options, new TaintFlows(compilation, options, cancellation));
    }

    /// <summary>The flows that begin and end in a file and leave it nowhere.</summary>
    public IReadOnlyList<FlowFinding> In(SemanticModel model, CancellationToken cancellation) => Read(model, cancellation).Findings;

    /// <summary>All flows, from the summaries of all files that were shown.</summary>
    public IReadOnlyList<FlowFinding> All(CancellationToken cancellation) =>
        _all ??= Solver.Solve(_files.Values.SelectMany(static file => file.Summaries).Concat(_facts.Summaries), cancellation, _cut);

    /// <summary>Bodies of this compilation in which a bound ended the following of values, once everything was joined.</summary>
    public IEnumerable<FlowStep> Cut(CancellationToken cancellation)
    {
        All(cancellation);
        var own = new HashSet<string>(_files.Keys.Select(static tree => tree.FilePath), StringComparer.Ordinal);
        return _cut.Where(body => own.Contains(body.File) && !body.BoundHit).Select(At).Distinct().OrderBy(static at => at.File, StringComparer.Ordinal).ThenBy(static at => at.Start);
    }

    /// <summary>Leaves what other projects need to know, where the build asked for it; once a compilation.</summary>
    public void Leave(Compilation compilation, AnalyzerOptions options)
    {
        if (Interlocked.Exchange(ref _written, 1) == 0)
            TaintFacts.Write(compilation, options, Models, _files.Values.SelectMany(static file => file.Summaries));
    }

    /// <summary>Bodies of a file that cost more steps than a body may.</summary>
    public IEnumerable<FlowStep> Bounds(SemanticModel model, CancellationToken cancellation) =>
        Read(model, cancellation).Summaries.Where(static summary => summary.BoundHit).Select(At);

    /// <summary>Whether a flow was already told while its file was shown.</summary>
    public IReadOnlyList<FlowFinding> Told(SyntaxTree tree) => _files.TryGetValue(tree, out var file) ? file.Findings : [];

    public IEnumerable<SyntaxTree> Trees => _files.Keys;

    private static FlowStep At(BodySummary body) => new(body.File, body.At.Start, body.At.Length);

    private FileFlows Read(SemanticModel model, CancellationToken cancellation)
    {
        if (_files.TryGetValue(model.SyntaxTree, out var known))
            return known;
        var summaries = _context.Summarize(model, cancellation);
        return _files.GetOrAdd(model.SyntaxTree, new FileFlows(summaries, Solver.Solve(summaries, cancellation)));
    }

    private sealed record FileFlows(IReadOnlyList<BodySummary> Summaries, IReadOnlyList<FlowFinding> Findings);
}
