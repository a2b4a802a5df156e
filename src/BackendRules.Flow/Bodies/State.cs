using System.Collections.Immutable;

namespace BackendRules.Flow;

/// <summary>A variable of a body, or a part of one.</summary>
internal readonly record struct Place(int Root, string Path)
{
    public Place Part(string path) => new(Root, AccessPath.Join(Path, path));
}

/// <summary>Kinds that a value is clean of, and a test in another method that may say more; none when negative.</summary>
internal readonly record struct Proven(ulong Kinds, int Guard)
{
    public static readonly Proven Nothing = new(0, -1);

    public bool IsNothing => Kinds == 0 && Guard < 0;
}

/// <summary>What every place holds at one point of a body.</summary>
internal sealed class State
{
    /// <summary>By root, what it and its parts hold. A root that was never written holds what it began with.</summary>
    private Value?[] _roots;

    /// <summary>Whether another state reads the same array: nearly every block is left with what it was entered with, so that copies are made on the first write.</summary>
    private bool _isShared;

    private readonly Func<int, Value> _initial;
    private readonly Labels _labels;

    /// <summary>Members that a model makes sources, and what was proven of them: reading one again yields the same. Nearly always empty, so that copies share it.</summary>
    private ImmutableDictionary<Place, Proven> _proven;

    public State(Func<int, Value> initial, Labels labels)
        : this(initial, labels, [], ImmutableDictionary<Place, Proven>.Empty)
    {
    }

    private State(Func<int, Value> initial, Labels labels, Value?[] roots, ImmutableDictionary<Place, Proven> proven)
    {
        _initial = initial;
        _labels = labels;
        _roots = roots;
        _proven = proven;
    }

    public State Copy()
    {
        _isShared = true;
        return new State(_initial, _labels, _roots, _proven) { _isShared = true };
    }

    public void Prove(Place member, ulong kinds, int guard)
    {
        var known = ProvenOf(member);
        _proven = _proven.SetItem(member, new Proven(known.Kinds | kinds, guard < 0 ? known.Guard : guard));
    }

    public Proven ProvenOf(Place member) => _proven.TryGetValue(member, out var known) ? known : Proven.Nothing;

    public Value Read(Place place) => Root(place.Root).At(place.Path, _labels);

    /// <summary>Puts a value in the place of what was there.</summary>
    public void Write(Place place, Value value)
    {
        if (!_proven.IsEmpty)
            _proven = _proven.RemoveRange(_proven.Keys.Where(member => member.Root == place.Root && AccessPath.IsUnder(member.Path, place.Path)));
        if (place.Path.Length == 0)
        {
            Set(place.Root, value);
            return;
        }

        var before = Root(place.Root);
        var parts = new List<KeyValuePair<string, LabelSet>>();
        foreach (var part in before.Parts)
        {
            if (!AccessPath.IsUnder(part.Key, place.Path))
                parts.Add(part);
        }

        // Also when it is clean: what the whole object carries says nothing about this part any longer.
        if (!value.Root.IsEmpty || !before.At(place.Path, _labels).Root.IsEmpty)
            parts.Add(new KeyValuePair<string, LabelSet>(place.Path, value.Root));
        foreach (var part in value.Parts)
        {
            var path = AccessPath.Join(place.Path, part.Key);
            var at = parts.FindIndex(other => other.Key == path);
            if (at < 0)
                parts.Add(new KeyValuePair<string, LabelSet>(path, part.Value));
            else
                parts[at] = new KeyValuePair<string, LabelSet>(path, parts[at].Value.Union(part.Value));
        }

        Set(place.Root, new Value(before.Root, parts.ToArray()));
    }

    /// <summary>Puts the same value there, of which more is known: what was proven of it before stays.</summary>
    public void Narrow(Place place, Value value)
    {
        var proven = _proven;
        Write(place, value);
        _proven = proven;
    }

    /// <summary>Adds a value to what is there.</summary>
    public void Add(Place place, Value value)
    {
        if (!value.IsClean)
            Write(place, Read(place).Union(value, _labels));
    }

    /// <summary>Adds what another state holds; says whether that was anything new.</summary>
    public bool Join(State other)
    {
        var changed = false;
        if (!ReferenceEquals(_roots, other._roots))
        {
            var there = other._roots;
            for (var root = Math.Max(_roots.Length, there.Length) - 1; root >= 0; root--)
            {
                var mine = At(_roots, root);
                var its = At(there, root);
                if (ReferenceEquals(mine, its))
                    continue;
                var before = mine ?? _initial(root);
                its ??= _initial(root);
                if (!ReferenceEquals(before, its))
                    changed |= Put(root, before, before.Union(its, _labels));
            }
        }

        foreach (var pair in _proven)
        {
            var there = other.ProvenOf(pair.Key);
            var both = there.Kinds == Kinds.All ? pair.Value : pair.Value.Kinds == Kinds.All ? there : new Proven(pair.Value.Kinds & there.Kinds, pair.Value.Guard == there.Guard ? there.Guard : -1);
            if (both == pair.Value)
                continue;
            changed = true;
            _proven = _proven.SetItem(pair.Key, both);
        }

        return changed;
    }

    /// <summary>Adds what changed on a way that others went too; <paramref name="assigned"/> are the roots that got something else in place of what was there.</summary>
    public void Follow(State from, State to, HashSet<int> assigned)
    {
        for (var root = Math.Max(from._roots.Length, to._roots.Length) - 1; root >= 0; root--)
        {
            var was = At(from._roots, root);
            var now = At(to._roots, root);
            if (ReferenceEquals(was, now) || now is null || (was ?? _initial(root)).SameAs(now))
                continue;
            Set(root, assigned.Contains(root) ? now : Root(root).Union(now, _labels));
        }

        foreach (var member in from._proven.Keys)
        {
            if (!to._proven.ContainsKey(member))
                _proven = _proven.Remove(member);
        }
    }

    private bool Put(int root, Value before, Value after)
    {
        if (before.SameAs(after))
            return false;
        Set(root, after);
        return true;
    }

    private void Set(int root, Value value)
    {
        if (ReferenceEquals(Root(root), value))
            return;
        if (_isShared || root >= _roots.Length)
        {
            var roots = new Value?[root < _roots.Length ? _roots.Length : Math.Max(root + 4, _roots.Length * 2)];
            Array.Copy(_roots, roots, _roots.Length);
            (_roots, _isShared) = (roots, false);
        }

        _roots[root] = value;
    }

    private Value Root(int root) => At(_roots, root) ?? _initial(root);

    private static Value? At(Value?[] roots, int root) => root < roots.Length ? roots[root] : null;
}
