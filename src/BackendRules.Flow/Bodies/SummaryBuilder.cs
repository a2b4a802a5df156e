using Microsoft.CodeAnalysis;

namespace BackendRules.Flow;

/// <summary>Collects what a body's summary holds. The same place seen twice is one entry.</summary>
internal sealed class SummaryBuilder(FlowContext context, Body body)
{
    /// <summary>Checks by other methods that a value is remembered to have passed.</summary>
    private const int MostGuards = 3;

    private readonly List<CallSite> _calls = [];
    private readonly Dictionary<(SyntaxNode, string), int> _callNumbers = [];
    private readonly List<SourceSite> _sources = [];
    private readonly List<SinkSite> _sinks = [];
    private readonly List<string> _statics = [];
    private readonly List<EntrySite> _entries = [];
    private readonly List<GuardSite> _guards = [];
    private readonly Dictionary<EdgeKey, Edge> _edges = [];

    public List<Proof> Proofs { get; } = [];

    public int Call(SyntaxNode syntax, IMethodSymbol method, bool isVirtual, Func<IReadOnlyList<Step>> arguments) =>
        Call(syntax, context.Key(method), isVirtual, method.Name, _ => arguments());

    /// <summary>A call of whatever is kept in a slot.</summary>
    public int Call(SyntaxNode syntax, string slot, string name, int parameters) =>
        Call(syntax, slot, true, name, at => Enumerable.Repeat(at, parameters + 1).ToArray());

    private int Call(SyntaxNode syntax, string callee, bool isVirtual, string name, Func<Step, IReadOnlyList<Step>> arguments)
    {
        if (!_callNumbers.TryGetValue((syntax, callee), out var number))
        {
            number = _calls.Count;
            _callNumbers.Add((syntax, callee), number);
            var at = new Step(syntax.SpanStart, syntax.Span.Length);
            _calls.Add(new CallSite(callee, isVirtual, at, arguments(at), name));
        }

        return number;
    }

    public int Source(ulong kinds, string words, Step at) => Number(_sources, new SourceSite(kinds, words, at));

    public int Sink(ulong kinds, string words, Step at, string note) => Number(_sinks, new SinkSite(kinds, words, at, note));

    public int Static(ISymbol symbol) => Number(_statics, context.Key(symbol));

    /// <summary>The same, for a value that is a part of the argument and has passed another guard before.</summary>
    public int Guard(int call, int index, Outcome outcome, string part, Label label)
    {
        var site = new GuardSite(call, index, outcome, part, label.From.Path, label.Guard);
        var depth = 0;
        for (var also = label.Guard; also >= 0; also = _guards[also].Also, depth++)
        {
            if (_guards[also] with { Also = label.Guard } == site)
                return label.Guard;
        }

        return depth < MostGuards ? Number(_guards, site) : label.Guard;
    }

    public void Entry(int index, EntryParameter entry, Step at)
    {
        if (!_entries.Exists(known => known.Index == index))
            _entries.Add(new EntrySite(index, entry.Kinds, entry.Words, at));
    }

    public void Edge(Label label, Port to, IReadOnlyList<string> except, Trace? trace)
    {
        var key = new EdgeKey(label, to);
        if (!_edges.TryGetValue(key, out var known))
            _edges.Add(key, new Edge(label.From, to, label.Cleaned, label.Prefix, label.Guard, except, Trace.Steps(trace)));
        else if (known.Except.Count > 0)
            _edges[key] = Narrow(known, except);
    }

    /// <summary>What is left out is what both ways leave out.</summary>
    private static Edge Narrow(Edge known, IReadOnlyList<string> except) =>
        known.Except.Any(path => !except.Contains(path)) ? known with { Except = known.Except.Where(except.Contains).ToArray() } : known;

    public BodySummary? Build(bool boundHit)
    {
        // A function that does nothing is still one of those that may be called.
        if (body.Slots is null && _edges.Count == 0 && _entries.Count == 0 && Proofs.Count == 0 && _calls.Count == 0 && !boundHit)
            return null;
        var method = body.Method;
        return new BodySummary(
            body.Name ?? context.Key(method),
            method.ContainingType is { } type ? context.Key(type) : "",
            body.Syntax.SyntaxTree.FilePath,
            body.Slots ?? Implemented(method),
            _calls,
            _sources,
            _sinks,
            _entries,
            _statics,
            _guards,
            Proofs,
            _edges.Values.ToArray(),
            new Step(body.Syntax.SpanStart, body.Syntax.Span.Length),
            boundHit)
        {
            IsHosted = method.ContainingType is { } owner && context.Host.RunsAlone(owner),
        };
    }

    /// <summary>The declarations that calls may name and still run this method.</summary>
    private List<string> Implemented(IMethodSymbol method)
    {
        var keys = new List<string>();
        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
            keys.Add(context.Key(overridden));
        if (method.ContainingType is not { } type || method.MethodKind == MethodKind.Constructor)
            return keys;
        foreach (var contract in type.AllInterfaces)
        {
            foreach (var member in contract.GetMembers())
            {
                if (member is IMethodSymbol declared && declared.IsStatic == method.IsStatic && (declared.IsAbstract || declared.IsVirtual) && IsNamed(method, declared)
                    && SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(declared), method))
                    keys.Add(context.Key(declared));
            }
        }

        return keys;
    }

    private static bool IsNamed(IMethodSymbol method, IMethodSymbol declared) =>
        method.Name == declared.Name || method.MethodKind == MethodKind.ExplicitInterfaceImplementation && method.Name.EndsWith(declared.Name, StringComparison.Ordinal);

    private static int Number<T>(List<T> list, T item)
    {
        var known = list.IndexOf(item);
        if (known >= 0)
            return known;
        list.Add(item);
        return list.Count - 1;
    }

    /// <summary>A label is one object a body, so that its number says all of it.</summary>
    private readonly struct EdgeKey(Label from, Port to) : IEquatable<EdgeKey>
    {
        private readonly Label _from = from;
        private readonly Port _to = to;

        public bool Equals(EdgeKey other) => _from == other._from && _to == other._to;

        public override bool Equals(object? other) => other is EdgeKey key && Equals(key);

        public override int GetHashCode() => unchecked(((_from.Id * 31 + _to.Number) * 31 + _to.Index) * 31 + (int)_to.Kind + _to.Path.Length);
    }
}
