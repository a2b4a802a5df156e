namespace BackendRules.Flow;

/// <summary>Names of kinds and their bits. One table names what values are dangerous as (sinks), another where they come from (sources).</summary>
public sealed class Kinds
{
    private readonly List<string> _names = [];

    /// <summary>Every kind, also those that aren't declared yet.</summary>
    public const ulong All = ulong.MaxValue;

    public IReadOnlyList<string> Names => _names;

    /// <summary>The bit of a kind, or 0 when nothing declares it. <c>*</c> is all of them.</summary>
    public ulong Find(string name)
    {
        if (name == "*")
            return All;
        var index = _names.IndexOf(name);
        return index < 0 ? 0 : 1UL << index;
    }

    /// <summary>The bits of several kinds.</summary>
    public ulong Find(params string[] names)
    {
        ulong kinds = 0;
        foreach (var name in names)
            kinds |= Find(name);
        return kinds;
    }

    /// <summary>The bit of a kind; declares it when it is new.</summary>
    public ulong Declare(string name)
    {
        var known = Find(name);
        if (known != 0)
            return known;
        if (_names.Count == 63)
            throw new InvalidOperationException($"There is no room for the kind '{name}': 63 are declared.");
        _names.Add(name);
        return 1UL << (_names.Count - 1);
    }

    /// <summary>The names behind a mask.</summary>
    public IEnumerable<string> In(ulong mask)
    {
        for (var i = 0; i < _names.Count; i++)
        {
            if ((mask & (1UL << i)) != 0)
                yield return _names[i];
        }
    }
}
