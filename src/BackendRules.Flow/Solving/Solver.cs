namespace BackendRules.Flow;

/// <summary>
/// Joins summaries to the least fixpoint: what every method does to values when its calls are followed. Starts from nothing known, so that neither
/// the order of bodies nor recursion matters. Pure: the same summaries give the same findings.
/// </summary>
public sealed partial class Solver
{
    /// <summary>An interface with more implementations than this says nothing about any one of them.</summary>
    private const int MostImplementations = 8;

    /// <summary>Facts that a method may have; what real methods have is far below.</summary>
    private const int MostFacts = 400;

    /// <summary>Times that a method is looked at anew because what it calls was found to do more: recursion through many methods would go on for very long.</summary>
    private const int MostPasses = 40;

    private readonly Dictionary<string, Method> _methods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Method>> _implementations = new(StringComparer.Ordinal);
    /// <summary>Arguments that one pass over a body follows into callees. Real bodies need a few dozen; mutually recursive ones with many paths need thousands, and gigabytes.</summary>
    private const int MostSteps = 1_000;

    /// <summary>What all passes together may follow: it grows with the number of methods, so that the work does too.</summary>
    private const int StepsOfMethod = 200;

    private readonly HashSet<BodySummary> _cut = [];

    private int _budget;

    private readonly List<Method> _order = [];
    private readonly List<(SourceSite Site, string File)> _sources = [];
    private readonly Dictionary<(BodySummary, int), int> _sourceNumbers = [];
    private readonly List<(SinkSite Site, string File)> _sinks = [];
    private readonly Dictionary<(BodySummary, int), int> _sinkNumbers = [];
    private readonly CancellationToken _cancellation;

    private Solver(IEnumerable<BodySummary> summaries, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        foreach (var summary in summaries.OrderBy(static s => s.File, StringComparer.Ordinal).ThenBy(static s => s.At.Start))
            MethodOf(summary.Key).Bodies.Add(summary);
        _order.AddRange(_methods.Values);
        _order.Sort(static (one, other) => string.CompareOrdinal(one.Key, other.Key));
        foreach (var method in _order)
        {
            foreach (var declared in method.Bodies.SelectMany(static body => body.Implements).Distinct(StringComparer.Ordinal))
            {
                if (!_implementations.TryGetValue(declared, out var all))
                    _implementations.Add(declared, all = []);
                all.Add(method);
            }
        }
    }

    /// <summary>Every flow from a source to a sink, ordered; each way between the same two places once, the shortest.</summary>
    /// <param name="summaries">What the bodies do.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <param name="cut">Gets the bodies in which a bound ended the following of values; flows through them may be missing.</param>
    public static IReadOnlyList<FlowFinding> Solve(IEnumerable<BodySummary> summaries, CancellationToken cancellation, ICollection<BodySummary>? cut = null)
    {
        var all = summaries as IReadOnlyCollection<BodySummary> ?? summaries.ToArray();
        // Without both ends there is no flow, and most files have neither.
        if (!all.Any(static body => body.Sources.Count > 0 || body.Entries.Count > 0) || !all.Any(static body => body.Sinks.Count > 0))
            return [];
        var solver = new Solver(all, cancellation);
        solver.Run();
        if (cut is not null)
        {
            foreach (var body in solver._cut)
                cut.Add(body);
        }

        return solver.Findings();
    }

    private void Run()
    {
        for (var number = 0; number < _order.Count; number++)
        {
            foreach (var body in _order[number].Bodies)
            {
                foreach (var call in body.Calls)
                {
                    foreach (var callee in Callees(call))
                        callee.Callers.Add(number);
                }
            }
        }

        _budget = 20_000 + StepsOfMethod * _order.Count;
        var concerned = Concerned();
        var passes = new int[_order.Count];
        var waiting = new SortedSet<int>(concerned);
        while (waiting.Count > 0)
        {
            _cancellation.ThrowIfCancellationRequested();
            var number = waiting.Min;
            waiting.Remove(number);
            var method = _order[number];
            var changed = false;
            foreach (var body in method.Bodies)
                changed |= new BodyPass(this, method, body).Run();
            if (!changed)
                continue;
            if (++passes[number] <= MostPasses)
                waiting.UnionWith(method.Callers.Where(concerned.Contains));
            else
                _cut.UnionWith(method.Bodies);
        }
    }

    /// <summary>
    /// The methods that a flow can go through: those with a source, a sink or a static, entry points, those that call them, and whatever all of these call. The rest can't matter.
    /// </summary>
    private HashSet<int> Concerned()
    {
        var concerned = new HashSet<int>();
        var waiting = new Queue<int>();
        for (var number = 0; number < _order.Count; number++)
        {
            if (_order[number].Bodies.Exists(static body => body.Sources.Count > 0 || body.Entries.Count > 0 || body.Sinks.Count > 0 || body.Statics.Count > 0) && concerned.Add(number))
                waiting.Enqueue(number);
        }

        while (waiting.Count > 0)
        {
            foreach (var caller in _order[waiting.Dequeue()].Callers)
            {
                if (concerned.Add(caller))
                    waiting.Enqueue(caller);
            }
        }

        var numbers = new Dictionary<Method, int>();
        for (var number = 0; number < _order.Count; number++)
            numbers[_order[number]] = number;
        foreach (var number in concerned)
            waiting.Enqueue(number);
        while (waiting.Count > 0)
        {
            foreach (var callee in _order[waiting.Dequeue()].Bodies.SelectMany(static body => body.Calls).SelectMany(Callees))
            {
                if (numbers.TryGetValue(callee, out var number) && concerned.Add(number))
                    waiting.Enqueue(number);
            }
        }

        return concerned;
    }

    private Method MethodOf(string key)
    {
        if (!_methods.TryGetValue(key, out var method))
            _methods.Add(key, method = new Method(key));
        return method;
    }

    /// <summary>The methods that a call may run.</summary>
    private IReadOnlyList<Method> Callees(CallSite call)
    {
        _methods.TryGetValue(call.Callee, out var named);
        if (!call.IsVirtual || !_implementations.TryGetValue(call.Callee, out var others))
            return named is null ? [] : [named];
        if (others.Count > MostImplementations || others.Count > 1 && FunctionSlot.IsSingle(call.Callee))
            return [];
        return named is null ? others : [named, .. others];
    }

    private int SourceOf(BodySummary body, int number)
    {
        if (!_sourceNumbers.TryGetValue((body, number), out var known))
        {
            _sourceNumbers.Add((body, number), known = _sources.Count);
            _sources.Add((body.Sources[number], body.File));
        }

        return known;
    }

    private int SinkOf(BodySummary body, int number)
    {
        if (!_sinkNumbers.TryGetValue((body, number), out var known))
        {
            _sinkNumbers.Add((body, number), known = _sinks.Count);
            _sinks.Add((body.Sinks[number], body.File));
        }

        return known;
    }
}
