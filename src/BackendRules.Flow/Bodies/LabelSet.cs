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
        // Counted first: a set lives as long as its body is read, and most unions share labels.
        var size = Math.Min(_labels.Length + other._labels.Length - Shared(other), Most);
        var labels = new Label[size];
        var traces = new Trace?[size];
        int i = 0, j = 0;
        for (var at = 0; at < size; at++)
        {
            var left = i < _labels.Length ? _labels[i].Id : int.MaxValue;
            var right = j < other._labels.Length ? other._labels[j].Id : int.MaxValue;
            if (left <= right)
            {
                labels[at] = _labels[i];
                traces[at] = _traces[i];
                i++;
                if (left == right)
                    j++;
            }
            else
            {
                labels[at] = other._labels[j];
                traces[at] = other._traces[j];
                j++;
            }
        }

        return new LabelSet(labels, traces);
    }

    /// <summary>How many labels both have.</summary>
    private int Shared(LabelSet other)
    {
        int i = 0, j = 0, count = 0;
        while (i < _labels.Length && j < other._labels.Length)
        {
            var (left, right) = (_labels[i].Id, other._labels[j].Id);
            if (left == right)
                count++;
            if (left <= right)
                i++;
            if (right <= left)
                j++;
        }

        return count;
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
            var changed = change(_labels[i]);
            if (changed != _labels[i])
                return Changed(change, i, changed);
        }

        return this;
    }

    /// <summary>The same from the first label on that changes.</summary>
    private LabelSet Changed(Func<Label, Label?> change, int first, Label? changed)
    {
        var labels = new Label[_labels.Length];
        var traces = new Trace?[_labels.Length];
        Array.Copy(_labels, labels, first);
        Array.Copy(_traces, traces, first);
        var count = first;
        for (var i = first; i < _labels.Length; i++)
        {
            if ((i == first ? changed : change(_labels[i])) is not { } label)
                continue;
            var at = count;
            while (at > 0 && labels[at - 1].Id > label.Id)
                at--;
            // Two that became one: the way of the first stays.
            if (at > 0 && labels[at - 1] == label)
                continue;
            Array.Copy(labels, at, labels, at + 1, count - at);
            Array.Copy(traces, at, traces, at + 1, count - at);
            (labels[at], traces[at]) = (label, _traces[i]);
            count++;
        }

        if (count == 0)
            return Empty;
        Array.Resize(ref labels, count);
        Array.Resize(ref traces, count);
        return new LabelSet(labels, traces);
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
