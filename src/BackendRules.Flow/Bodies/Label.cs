namespace BackendRules.Flow;

/// <summary>Where a value may come from, and what happened to it since. One object a body for equal labels.</summary>
internal sealed class Label(int id, Port from, ulong cleaned, string prefix, int guard, Lambda? function)
{
    public int Id { get; } = id;

    public Port From { get; } = from;

    public ulong Cleaned { get; } = cleaned;

    public string Prefix { get; } = prefix;

    public int Guard { get; } = guard;

    /// <summary>The delegate that this label stands for, when it stands for one.</summary>
    public Lambda? Function { get; } = function;

    /// <summary>The labels of its parts that were asked for. The same few members are asked for again and again.</summary>
    public List<KeyValuePair<string, Label>>? Parts { get; set; }
}

/// <summary>The labels of one body.</summary>
internal sealed class Labels
{
    private readonly Dictionary<(Port, ulong, string, int), Label> _labels = [];
    private readonly Dictionary<object, Label> _functions = [];
    private int _count;

    public Label Get(Port from, ulong cleaned = 0, string prefix = "", int guard = -1)
    {
        var key = (from, cleaned, prefix, guard);
        if (!_labels.TryGetValue(key, out var label))
            _labels.Add(key, label = new Label(_count++, from, cleaned, prefix, guard, null));
        return label;
    }

    /// <summary>The label of a part of what a label stands for.</summary>
    public Label Part(Label whole, string path)
    {
        if (whole.Parts is { } known)
        {
            foreach (var part in known)
            {
                if (part.Key == path)
                    return part.Value;
            }
        }

        var label = Get(whole.From.Part(path), whole.Cleaned, whole.Prefix, whole.Guard);
        (whole.Parts ??= []).Add(new KeyValuePair<string, Label>(path, label));
        return label;
    }

    public Label Get(object key, Func<Lambda> function)
    {
        if (!_functions.TryGetValue(key, out var label))
            _functions.Add(key, label = new Label(_count++, default, 0, "", -1, function()));
        return label;
    }
}
