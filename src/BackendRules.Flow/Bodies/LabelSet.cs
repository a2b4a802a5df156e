namespace BackendRules.Flow;

/// <summary>A set of labels, each with the way it came. Two sets are equal when their labels are; ways don't count.</summary>
internal sealed class LabelSet
{
    /// <summary>More origins than a reader could weigh: what comes later is dropped.</summary>
    private const int Most = 40;

    public static readonly LabelSet Empty = new([], []);

    private readonly Label[] _labels;
    private readonly Trace?[] _traces;

    private LabelSet(Label[] labels, Trace?[] traces)
    {
        _labels = labels;
        _traces = traces;
    }

    public int Count => _labels.Length;

    public bool IsEmpty => _labels.Length == 0;

    public Label this[int index] => _labels[index];

    public Trace? TraceOf(int index) => _traces[index];

    public static LabelSet Of(Label label, Trace? trace) => new([label], [trace]);

    public LabelSet Union(LabelSet other)
    {
        if (other._labels.Length == 0 || ReferenceEquals(this, other))
            return this;
        if (_labels.Length == 0)
            return other;
        if (Contains(other))
            return this;
        var labels = new List<Label>(_labels.Length + other._labels.Length);
        var traces = new List<Trace?>(labels.Capacity);
        int i = 0, j = 0;
        while ((i < _labels.Length || j < other._labels.Length) && labels.Count < Most)
        {
            var left = i < _labels.Length ? _labels[i].Id : int.MaxValue;
            var right = j < other._labels.Length ? other._labels[j].Id : int.MaxValue;
            if (left <= right)
            {
                labels.Add(_labels[i]);
                traces.Add(_traces[i]);
                i++;
                if (left == right)
                    j++;
            }
            else
            {
                labels.Add(other._labels[j]);
                traces.Add(other._traces[j]);
                j++;
            }
        }

        return new LabelSet(labels.ToArray(), traces.ToArray());
    }

    public bool Contains(LabelSet other)
    {
        if (other._labels.Length > _labels.Length)
            return false;
        var i = 0;
        foreach (var label in other._labels)
        {
            while (i < _labels.Length && _labels[i].Id < label.Id)
                i++;
            if (i == _labels.Length || _labels[i] != label)
                return false;
        }

        return true;
    }

    public bool SameAs(LabelSet other) => other._labels.Length == _labels.Length && Contains(other);

    /// <summary>Every label changed; null drops it.</summary>
    public LabelSet Map(Func<Label, Label?> change)
    {
        if (_labels.Length == 0)
            return this;
        var result = Empty;
        var same = true;
        for (var i = 0; i < _labels.Length; i++)
        {
            var changed = change(_labels[i]);
            same &= changed == _labels[i];
            if (changed is not null)
                result = result.Union(Of(changed, _traces[i]));
        }

        return same ? this : result;
    }

    /// <summary>The same labels, one step further.</summary>
    public LabelSet Stepped(Step step)
    {
        if (_labels.Length == 0)
            return this;
        var traces = new Trace?[_traces.Length];
        for (var i = 0; i < traces.Length; i++)
            traces[i] = _labels[i].Function is null ? Trace.After(_traces[i], step) : null;
        return new LabelSet(_labels, traces);
    }
}
