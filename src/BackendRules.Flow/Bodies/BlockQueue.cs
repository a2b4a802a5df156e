namespace BackendRules.Flow;

/// <summary>The blocks of a graph that wait for a visit, the first one in source order first.</summary>
internal sealed class BlockQueue(int count)
{
    private readonly bool[] _waits = new bool[count];
    private int _first = count;

    public void Add(int ordinal)
    {
        _waits[ordinal] = true;
        _first = Math.Min(_first, ordinal);
    }

    /// <summary>Takes the first block that waits; negative when none does.</summary>
    public int Take()
    {
        while (_first < _waits.Length && !_waits[_first])
            _first++;
        if (_first == _waits.Length)
            return -1;
        _waits[_first] = false;
        return _first;
    }
}
