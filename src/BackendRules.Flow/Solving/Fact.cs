namespace BackendRules.Flow;

/// <summary>Where the values of a fact begin or end, told without numbers of one summary.</summary>
/// <param name="Kind">Own, Source, Sink or Static.</param>
/// <param name="Index">The parameter of the method, or the number of the source or sink in the solver's list.</param>
/// <param name="Name">The static's id.</param>
/// <param name="Path">The part of it.</param>
/// <param name="Except">Parts of that part that hold something else, separated by bars.</param>
internal readonly record struct End(PortKind Kind, int Index, string Name, string Path, string Except = "")
{
    public End Part(string path) => Kind == PortKind.Source || path.Length == 0 ? this : this with { Path = AccessPath.Join(Path, path), Except = "" };

    /// <summary>Whether a part of it holds something else.</summary>
    public bool Lacks(string path) => Except.Length > 0 && AccessPath.IsUnderAny(path, Except.Split('|'));
}

/// <summary>What a method does to values, all its calls included.</summary>
internal readonly record struct FactKey(End From, End To, ulong Cleaned, string Prefix);

internal sealed record Fact(FactKey Key, Trail Trail);

/// <summary>A method: its bodies, and the facts found so far.</summary>
internal sealed class Method(string key)
{
    private readonly Dictionary<FactKey, Fact> _facts = [];
    private readonly Dictionary<(PortKind, int), List<FactKey>> _byOrigin = [];

    public string Key { get; } = key;

    public List<BodySummary> Bodies { get; } = [];

    public SortedSet<int> Callers { get; } = [];

    public IEnumerable<Fact> Facts => _facts.Values;

    public int Count => _facts.Count;

    /// <summary>Keeps a fact, when it is new or its way is shorter.</summary>
    public bool Add(FactKey key, Trail trail)
    {
        if (_facts.TryGetValue(key, out var known))
        {
            if (known.Trail.Length <= trail.Length)
                return false;
        }
        else
        {
            var origin = (key.From.Kind, key.From.Kind == PortKind.Own ? key.From.Index : 0);
            if (!_byOrigin.TryGetValue(origin, out var keys))
                _byOrigin.Add(origin, keys = []);
            keys.Add(key);
        }

        _facts[key] = new Fact(key, trail);
        return true;
    }

    /// <summary>Facts that begin at a parameter, or at any source or static.</summary>
    public IEnumerable<Fact> From(PortKind kind, int index)
    {
        return _byOrigin.TryGetValue((kind, index), out var keys) ? keys.Select(key => _facts[key]) : [];
    }
}
