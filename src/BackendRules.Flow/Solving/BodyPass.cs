namespace BackendRules.Flow;

public sealed partial class Solver
{
    /// <summary>Follows the edges of one body, and the facts of what it calls, from where values begin to where they end.</summary>
    private sealed class BodyPass
    {
        private readonly Solver _solver;
        private readonly Method _method;
        private readonly BodySummary _body;
        private readonly IReadOnlyList<Method>[] _callees;
        private readonly Dictionary<(int Call, int Index), List<Edge>> _fromCalls = [];
        private readonly Dictionary<Item, Item> _seen = [];
        private readonly Queue<Item> _waiting = new();
        private readonly IReadOnlyList<Known>[] _proven;
        private bool _changed;

        public BodyPass(Solver solver, Method method, BodySummary body)
        {
            _solver = solver;
            _method = method;
            _body = body;
            _callees = body.Calls.Select(solver.Callees).ToArray();
            _proven = Enumerable.Range(0, body.Guards.Count).Select(guard => solver.Proven(body, guard)).ToArray();
            foreach (var edge in body.Edges)
            {
                if (edge.From.Kind != PortKind.Call)
                    continue;
                var key = (edge.From.Number, edge.From.Index);
                if (!_fromCalls.TryGetValue(key, out var edges))
                    _fromCalls.Add(key, edges = []);
                edges.Add(edge);
            }
        }

        public bool Run()
        {
            foreach (var edge in _body.Edges)
            {
                if (edge.From.Kind != PortKind.Call)
                    Take(edge, Origin(edge.From), "", 0, Prefix.None, null);
            }

            for (var call = 0; call < _callees.Length; call++)
            {
                foreach (var callee in _callees[call])
                {
                    Bring(call, callee, PortKind.Source);
                    Bring(call, callee, PortKind.Static);
                }
            }

            for (var steps = 0; _waiting.Count > 0 && steps < MostSteps && _solver._budget > 0; steps++, _solver._budget--)
            {
                var item = _waiting.Dequeue();
                if (!item.IsOutdone)
                    Enter(item);
            }

            if (_waiting.Count > 0)
                _solver._cut.Add(_body);
            return _changed;
        }

        /// <summary>What a callee leaves in its result, or in what it was given, without being given it.</summary>
        private void Bring(int call, Method callee, PortKind kind)
        {
            foreach (var fact in Facts(callee, kind, 0))
            {
                if (fact.Key.To.Kind == PortKind.Own)
                    Arrive(call, fact.Key.From, fact.Key.To, fact.Key.Cleaned, fact.Key.Prefix, fact.Trail);
            }
        }

        /// <summary>A copy where this very pass may add to them.</summary>
        private IEnumerable<Fact> Facts(Method callee, PortKind kind, int index) =>
            ReferenceEquals(callee, _method) ? callee.From(kind, index).ToArray() : callee.From(kind, index);

        private End Origin(Port port) => port.Kind switch
        {
            PortKind.Source => new End(PortKind.Source, _solver.SourceOf(_body, port.Number), "", ""),
            PortKind.Static => new End(PortKind.Static, 0, _body.Statics[port.Number], port.Path),
            _ => new End(PortKind.Own, port.Index, "", port.Path),
        };

        /// <summary>Goes along an edge; <paramref name="inner"/> is the part of what the edge moves that is meant.</summary>
        private void Take(Edge edge, End origin, string inner, ulong cleaned, string prefix, Trail? before)
        {
            cleaned |= edge.Cleaned;
            IReadOnlyList<Known> within = s_unknown;
            if (edge.Guard >= 0 && _proven[edge.Guard] is { Count: > 0 } known)
            {
                var meant = AccessPath.Join(edge.From.Path, inner);
                cleaned |= KindsAt(known, meant);
                within = Within(known, meant);
            }

            if (cleaned == Kinds.All)
                return;
            prefix = Prefix.Join(edge.Prefix, prefix);
            var trail = Trail.Join(before, new Trail(_body.File, edge.Steps));
            var to = edge.To.Part(inner);
            var except = inner.Length == 0 && edge.Except.Count > 0 ? string.Join("|", edge.Except) : "";
            switch (to.Kind)
            {
                case PortKind.Own:
                    Add(origin, new End(PortKind.Own, to.Index, "", to.Path, except), cleaned, prefix, trail);
                    break;
                case PortKind.Static:
                    Add(origin, new End(PortKind.Static, 0, _body.Statics[to.Number], to.Path, except), cleaned, prefix, trail);
                    break;
                case PortKind.Sink:
                    if ((_body.Sinks[to.Number].Kinds & ~cleaned) != 0)
                        Add(origin, new End(PortKind.Sink, _solver.SinkOf(_body, to.Number), "", ""), cleaned, prefix, trail);
                    break;
                case PortKind.Call:
                    var item = new Item(origin, to, cleaned, prefix, inner.Length == 0 ? edge.Except : [], within, trail);
                    if (_seen.TryGetValue(item, out var same))
                    {
                        if (same.Trail.Length <= trail.Length)
                            break;
                        same.IsOutdone = true;
                        _seen.Remove(same);
                    }
                    else if (_seen.Count >= MostSteps)
                    {
                        _solver._cut.Add(_body);
                        break;
                    }

                    _seen.Add(item, item);
                    _waiting.Enqueue(item);
                    break;
            }
        }

        /// <summary>A value gets to an argument: what do the callees do with it?</summary>
        private void Enter(Item item)
        {
            foreach (var callee in _callees[item.At.Number])
            {
                foreach (var fact in Facts(callee, PortKind.Own, item.At.Index))
                {
                    var wanted = fact.Key.From.Path;
                    End origin;
                    string rest;
                    ulong proven = 0;
                    if (AccessPath.Under(wanted, item.At.Path) is { } deeper)
                    {
                        if (AccessPath.IsUnderAny(deeper, item.Except))
                            continue;
                        origin = item.Origin.Part(deeper);
                        rest = "";
                        proven = KindsAt(item.Within, deeper);
                    }
                    else if (AccessPath.Under(item.At.Path, wanted) is { } part)
                    {
                        origin = item.Origin;
                        rest = part;
                    }
                    else
                    {
                        continue;
                    }

                    if (fact.Key.To.Lacks(rest))
                        continue;
                    var cleaned = item.Cleaned | fact.Key.Cleaned | proven;
                    if (cleaned == Kinds.All)
                        continue;
                    var prefix = Prefix.Join(fact.Key.Prefix, item.Prefix);
                    var trail = Trail.Join(item.Trail, fact.Trail);
                    var to = fact.Key.To.Kind == PortKind.Sink ? fact.Key.To : fact.Key.To.Part(rest);
                    if (to is { Kind: PortKind.Own, Index: PortRef.This, Path.Length: > 0 } && callee.Bodies is [{ IsHosted: true, Type: var worker }, ..])
                        Add(origin, to with { Kind = PortKind.Static, Index = 0, Name = worker }, cleaned, prefix, trail);
                    if (to.Kind == PortKind.Own)
                        Arrive(item.At.Number, origin, to, cleaned, prefix, trail);
                    else if (to.Kind != PortKind.Sink || (_solver._sinks[to.Index].Site.Kinds & ~cleaned) != 0)
                        Add(origin, to, cleaned, prefix, trail);
                }
            }
        }

        /// <summary>A callee left a value in its result, or in what it was given: who reads that?</summary>
        private void Arrive(int call, End origin, End at, ulong cleaned, string prefix, Trail trail)
        {
            if (!_fromCalls.TryGetValue((call, at.Index), out var edges))
                return;
            foreach (var edge in edges)
            {
                if (AccessPath.Under(edge.From.Path, at.Path) is { } deeper && !at.Lacks(deeper))
                    Take(edge, origin.Part(deeper), "", cleaned, prefix, trail);
                else if (AccessPath.Under(at.Path, edge.From.Path) is { } part && !AccessPath.IsUnderAny(part, edge.Except))
                    Take(edge, origin, part, cleaned, prefix, trail);
            }
        }

        private void Add(End from, End to, ulong cleaned, string prefix, Trail trail)
        {
            if (from == to)
                return;
            if (_method.Count >= MostFacts)
            {
                _solver._cut.Add(_body);
                return;
            }

            _changed |= _method.Add(new FactKey(from, to, cleaned, prefix), trail);
        }

        /// <summary>What is known of parts of a part, told from that part on.</summary>
        private static IReadOnlyList<Known> Within(IReadOnlyList<Known> known, string path)
        {
            List<Known>? parts = null;
            foreach (var one in known)
            {
                if (AccessPath.Under(one.Path, path) is { Length: > 0 } deeper)
                    (parts ??= []).Add(new Known(deeper, one.Kinds));
            }

            return parts ?? s_unknown;
        }

        /// <summary>A value at an argument. Two are equal when they differ by their way alone.</summary>
        private sealed class Item(End origin, Port at, ulong cleaned, string prefix, IReadOnlyList<string> except, IReadOnlyList<Known> within, Trail trail) : IEquatable<Item>
        {
            public End Origin { get; } = origin;

            public Port At { get; } = at;

            public ulong Cleaned { get; } = cleaned;

            public string Prefix { get; } = prefix;

            public IReadOnlyList<string> Except { get; } = except;

            /// <summary>What is known of its parts.</summary>
            public IReadOnlyList<Known> Within { get; } = within;

            public Trail Trail { get; } = trail;

            /// <summary>Whether a shorter way to the same was found while it waited.</summary>
            public bool IsOutdone { get; set; }

            public bool Equals(Item? other) =>
                other is not null && At == other.At && Origin == other.Origin && Cleaned == other.Cleaned && Prefix == other.Prefix && Except.Count == other.Except.Count && Within.Count == other.Within.Count;

            public override bool Equals(object? obj) => Equals(obj as Item);

            public override int GetHashCode() => (At.GetHashCode() * 397 ^ Origin.GetHashCode()) * 31 ^ Cleaned.GetHashCode();
        }
    }
}
