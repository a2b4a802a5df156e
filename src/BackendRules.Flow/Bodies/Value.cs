namespace BackendRules.Flow;

/// <summary>What an expression yields: the labels of the value itself, and of parts that differ from what those say.</summary>
internal sealed class Value
{
    private static readonly KeyValuePair<string, LabelSet>[] s_none = [];

    public static readonly Value Clean = new(LabelSet.Empty, s_none);

    /// <summary>A dictionary's functions are its elements, and these are pairs.</summary>
    private const string PairValue = "Value";

    public Value(LabelSet root, KeyValuePair<string, LabelSet>[]? parts = null)
    {
        Root = root;
        Parts = parts ?? s_none;
    }

    public LabelSet Root { get; }

    /// <summary>Parts by path. An empty set says that the part is clean although the whole isn't.</summary>
    public KeyValuePair<string, LabelSet>[] Parts { get; }

    public bool IsClean => Root.IsEmpty && Parts.Length == 0;

    /// <summary>Whether it, or a part of it, may be a function.</summary>
    public bool HasFunction => Root.HasFunction || Array.Exists(Parts, static part => part.Value.HasFunction);

    public static Value Of(LabelSet root) => root.IsEmpty ? Clean : new Value(root);

    /// <summary>An object that holds the value as one of its parts.</summary>
    public Value Under(string path)
    {
        if (IsClean || path.Length == 0)
            return this;
        var parts = new List<KeyValuePair<string, LabelSet>>(Parts.Length + 1);
        Add(parts, path, Root);
        foreach (var part in Parts)
            Add(parts, AccessPath.Join(path, part.Key), part.Value);
        return new Value(LabelSet.Empty, parts.ToArray());
    }

    public Value Union(Value other, Labels labels)
    {
        if (other.IsClean || ReferenceEquals(this, other))
            return this;
        if (IsClean)
            return other;
        if (Parts.Length == 0 && other.Parts.Length == 0)
            return Root.Contains(other.Root) ? this : Of(Root.Union(other.Root));
        if (Covers(other))
            return this;
        var parts = new List<KeyValuePair<string, LabelSet>>(Parts.Length + other.Parts.Length);
        foreach (var part in Parts)
            Add(parts, part.Key, part.Value.Union(other.RootAt(part.Key, labels)));
        foreach (var part in other.Parts)
            Add(parts, part.Key, part.Value.Union(RootAt(part.Key, labels)));
        return new Value(Root.Union(other.Root), parts.ToArray());
    }

    /// <summary>A part of the value.</summary>
    public Value At(string path, Labels labels)
    {
        if (IsClean || path.Length == 0)
            return this;
        if (Parts.Length == 0)
            return Of(Extend(Root, path, labels));
        List<KeyValuePair<string, LabelSet>>? parts = null;
        foreach (var part in Parts)
        {
            if (part.Key.Length > path.Length && AccessPath.Under(part.Key, path) is { } inner)
                Add(parts ??= [], inner, part.Value);
        }

        var root = RootAt(path, labels);
        return parts is null ? Of(root) : new Value(root, parts.ToArray());
    }

    /// <summary>The labels of a part itself: what the nearest part around it says.</summary>
    public LabelSet RootAt(string path, Labels labels)
    {
        if (path.Length == 0)
            return Root;
        var (nearest, length) = (Root, 0);
        foreach (var part in Parts)
        {
            if (part.Key.Length > length && AccessPath.IsUnder(path, part.Key))
                (nearest, length) = (part.Value, part.Key.Length);
        }

        return length == path.Length || nearest.IsEmpty ? nearest : Extend(nearest, AccessPath.Under(path, path.Substring(0, length))!, labels);
    }

    /// <summary>Whether a union with the other would add nothing, as far as that is told without making it.</summary>
    private bool Covers(Value other)
    {
        if (other.Parts.Length > Parts.Length || !Root.Contains(other.Root))
            return false;
        var shared = 0;
        foreach (var part in Parts)
        {
            var at = other.IndexOf(part.Key);
            if (at >= 0 && !part.Value.Contains(other.Parts[at].Value) || at < 0 && !other.IsEmptyAround(part.Key))
                return false;
            shared += at >= 0 ? 1 : 0;
        }

        return shared == other.Parts.Length;
    }

    private bool IsEmptyAround(string path)
    {
        if (!Root.IsEmpty)
            return false;
        foreach (var part in Parts)
        {
            if (!part.Value.IsEmpty && AccessPath.IsUnder(path, part.Key))
                return false;
        }

        return true;
    }

    private int IndexOf(string path)
    {
        for (var i = 0; i < Parts.Length; i++)
        {
            if (Parts[i].Key == path)
                return i;
        }

        return -1;
    }

    /// <summary>Everything in it, as one set.</summary>
    public LabelSet Flat()
    {
        var all = Root;
        foreach (var part in Parts)
            all = all.Union(part.Value);
        return all;
    }

    public Value Map(Func<Label, Label?> change) => Map((_, label) => change(label));

    /// <summary>Changes labels, each told with the part that it is of.</summary>
    public Value Map(Func<string, Label, Label?> change)
    {
        if (IsClean)
            return this;
        var parts = Parts.Length == 0 ? Parts : Array.ConvertAll(Parts, part => new KeyValuePair<string, LabelSet>(part.Key, part.Value.Map(label => change(part.Key, label))));
        return new Value(Root.Map(label => change("", label)), parts);
    }

    public Value Stepped(Step step) => IsClean ? this : new Value(Root.Stepped(step), Parts.Length == 0 ? Parts : SteppedParts(step));

    private KeyValuePair<string, LabelSet>[] SteppedParts(Step step) =>
        Array.ConvertAll(Parts, part => new KeyValuePair<string, LabelSet>(part.Key, part.Value.Stepped(step)));

    public bool SameAs(Value other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (Parts.Length != other.Parts.Length || !Root.SameAs(other.Root))
            return false;
        foreach (var part in other.Parts)
        {
            var at = IndexOf(part.Key);
            if (at < 0 || !Parts[at].Value.SameAs(part.Value))
                return false;
        }

        return true;
    }

    /// <summary>The labels of a part of something with these labels.</summary>
    public static LabelSet Extend(LabelSet set, string path, Labels labels) => path.Length == 0 || set.IsEmpty ? set : Deepen(set, path, labels);

    private static LabelSet Deepen(LabelSet set, string path, Labels labels) =>
        set.Map(label => label.Function is not null ? path == PairValue ? label : null : label.From.Kind == PortKind.Source && label.Guard < 0 ? label : labels.Part(label, path));

    private static void Add(List<KeyValuePair<string, LabelSet>> parts, string path, LabelSet labels)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Key == path)
            {
                parts[i] = new KeyValuePair<string, LabelSet>(path, parts[i].Value.Union(labels));
                return;
            }
        }

        parts.Add(new KeyValuePair<string, LabelSet>(path, labels));
    }
}
