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
    private IReadOnlyList<FlowFinding>? _all;

    private TaintFlows(Compilation compilation, ModelSet models) => _context = new FlowContext(compilation, models, new RequestHost(models.Sources));

    /// <summary>What the kinds of the rules are called in the models.</summary>
    public ModelSet Models => _context.Models;

    public static TaintFlows Of(Compilation compilation, AnalyzerOptions options, CancellationToken cancellation)
    {
        var all = s_flows.GetValue(compilation, static _ => new ConcurrentDictionary<AnalyzerOptions, TaintFlows>());
        return all.TryGetValue(options, out var known) ? known : all.GetOrAdd(options, new TaintFlows(compilation, TaintModels.Of(options, cancellation)));
    }

    /// <summary>The flows that begin and end in a file and leave it nowhere.</summary>
    public IReadOnlyList<FlowFinding> In(SemanticModel model, CancellationToken cancellation) => Read(model, cancellation).Findings;

    /// <summary>All flows, from the summaries of all files that were shown.</summary>
    public IReadOnlyList<FlowFinding> All(CancellationToken cancellation) =>
        _all ??= Solver.Solve(_files.Values.SelectMany(static file => file.Summaries), cancellation);

    /// <summary>Whether a flow was already told while its file was shown.</summary>
    public IReadOnlyList<FlowFinding> Told(SyntaxTree tree) => _files.TryGetValue(tree, out var file) ? file.Findings : [];

    public IEnumerable<SyntaxTree> Trees => _files.Keys;

    private FileFlows Read(SemanticModel model, CancellationToken cancellation)
    {
        if (_files.TryGetValue(model.SyntaxTree, out var known))
            return known;
        var summaries = _context.Summarize(model, cancellation);
        return _files.GetOrAdd(model.SyntaxTree, new FileFlows(summaries, Solver.Solve(summaries, cancellation)));
    }

    private sealed record FileFlows(IReadOnlyList<BodySummary> Summaries, IReadOnlyList<FlowFinding> Findings);
}
