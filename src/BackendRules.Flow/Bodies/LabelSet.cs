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

    /// <summary>Whether one of them stands for a function.</summary>
    public bool HasFunction
    {
        get
        {
            foreach (var label in _labels)
            {
                if (label.Function is not null)
                    return true;
            }

            return false;
        }
    }

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
        var labels = new Label[Math.Min(_labels.Length + other._labels.Length, Most)];
        var traces = new Trace?[labels.Length];
        int i = 0, j = 0, count = 0;
        while ((i < _labels.Length || j < other._labels.Length) && count < Most)
        {
            var left = i < _labels.Length ? _labels[i].Id : int.MaxValue;
            var right = j < other._labels.Length ? other._labels[j].Id : int.MaxValue;
            if (left <= right)
            {
                labels[count] = _labels[i];
                traces[count] = _traces[i];
                i++;
                if (left == right)
                    j++;
            }
            else
            {
                labels[count] = other._labels[j];
                traces[count] = other._traces[j];
                j++;
            }

            count++;
        }

        Array.Resize(ref labels, count);
        Array.Resize(ref traces, count);
        return new LabelSet(labels, traces);
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
        for (var i = 0; i < _labels.Length; i++)
        {
            if (change(_labels[i]) != _labels[i])
                return Changed(change);
        }

        return this;
    }

    private LabelSet Changed(Func<Label, Label?> change)
    {
        var result = Empty;
        for (var i = 0; i < _labels.Length; i++)
        {
            if (change(_labels[i]) is { } changed)
                result = result.Union(Of(changed, _traces[i]));
        }

        return result;
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
