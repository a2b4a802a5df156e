namespace BackendRules.Workspaces;

/// <summary>Walks two types side by side, in one direction: requests may accept more, answers may promise more.</summary>
internal abstract class TypeWalk(Subject subject, ApiService before, ApiService after, StyleShift style)
{
    private readonly HashSet<(string, string)> _seen = [];

    protected Subject Subject => subject;

    protected StyleShift Style => style;

    protected abstract Direction Direction { get; }

    /// <summary>Compares two uses of types.</summary>
    /// <param name="old">As it was.</param>
    /// <param name="young">As it is.</param>
    /// <param name="at">Where.</param>
    public void Compare(TypeRef old, TypeRef young, Spot at)
    {
        var verdict = WireVerdict.Of(old, young, isText: false);
        if (verdict != Verdict.Same)
        {
            Subject.Reshape(Direction, at.Path);
            Differ(verdict, old, young, at);
            return;
        }

        if (!old.IsOblivious && !young.IsOblivious && old.IsNullable != young.IsNullable)
        {
            Subject.Reshape(Direction, at.Path);
            Nulls(old, young, at);
        }

        switch (old.Kind)
        {
            case WireKind.Array or WireKind.Map when old.Item is { } item && young.Item is { } other:
                Compare(item, other, at with { Path = at.Path + (old.Kind == WireKind.Array ? "[]" : ".*") });
                break;
            case WireKind.Enum when Shape(before, old) is { } values && Shape(after, young) is { } others:
                if (values.IsText != others.IsText)
                    TextOrNumber(values, others, at);
                else
                    Enums(values, others, at);
                break;
            case WireKind.Object or WireKind.Union when Shape(before, old) is { } shape && Shape(after, young) is { } other:
                if (_seen.Add((shape.Name, other.Name)))
                    Objects(shape, other, at);
                break;
        }
    }

    protected abstract void Differ(Verdict verdict, TypeRef old, TypeRef young, Spot at);

    protected abstract void Nulls(TypeRef old, TypeRef young, Spot at);

    protected abstract void TextOrNumber(WireType old, WireType young, Spot at);

    protected abstract void Values(WireType old, WireType young, Spot at);

    protected abstract void Properties(WireType old, WireType young, Spot at);

    /// <summary>Whether a property travels in this direction.</summary>
    protected bool Counts(WireProperty property) => Direction == Direction.Request ? property.InRequests : property.InAnswers;

    protected abstract void Cases(WireType old, WireType young, Spot at);

    protected static WireType? Shape(ApiService service, TypeRef type) => type.Ref is { } name ? service.Types.GetValueOrDefault(name) : null;

    protected WireType? ShapeAfter(TypeRef type) => Shape(after, type);

    /// <summary>The property that took the place of an old one: of the same name on the wire, or of the same member where all names changed.</summary>
    protected WireProperty? Same(WireProperty old, WireType young, Func<WireProperty, bool> counts) =>
        young.Properties.FirstOrDefault(one => counts(one) && (Style.Naming ? one.Member == old.Member : one.Name == old.Name));

    /// <summary>The property of the same member under another name.</summary>
    protected WireProperty? Renamed(WireProperty old, WireType olds, WireType young, Func<WireProperty, bool> counts) =>
        Style.Naming ? null : young.Properties.FirstOrDefault(one => counts(one) && one.Member == old.Member && one.Name != old.Name && !olds.Properties.Any(other => other.Name == one.Name));

    /// <summary>A member of an enum whose number is another one, where numbers travel.</summary>
    protected void Numbers(WireType old, WireType young, Spot at)
    {
        if (old.IsText || young.IsText)
            return;
        foreach (var value in old.Values)
        {
            if (young.Values.FirstOrDefault(one => one.Name == value.Name) is { } other && other.Number != value.Number)
            {
                subject.Report("BRC024", ContractLevel.Breaking, Direction.None, $"'{value.Name}' of {Short(old)} changed its number from {value.Number} to {other.Number}, and numbers travel",
                    new Changed(at.Path, value.Number, other.Number) { Key = old.Name + "." + value.Name, Place = young.Place });
            }
        }
    }

    protected static string Short(WireType type) => new TypeRef(WireKind.Object) { Ref = type.Name }.ToString();

    protected static Changed At(Spot at, string? old, string? young) => new(at.Path, old, young) { Key = at.Key, Place = at.Place };

    private void Enums(WireType old, WireType young, Spot at)
    {
        if (!old.Values.SequenceEqual(young.Values) && !Style.EnumNaming)
            Subject.Reshape(Direction, at.Path);
        Values(old, young, at);
    }

    private void Objects(WireType old, WireType young, Spot at)
    {
        Properties(old, young, at);
        foreach (var property in young.Properties.Where(p => Counts(p) && Same(p, old, Counts) is null))
            Subject.Reshape(Direction, $"{at.Path}.{property.Name}");
        if (old.Kind == WireKind.Union || young.Kind == WireKind.Union)
            Cases(old, young, at);
        foreach (var one in old.Cases)
        {
            if (young.Cases.FirstOrDefault(other => other.Value == one.Value) is { } other && Shape(before, one.Type) is { } left && Shape(after, other.Type) is { } right && _seen.Add((left.Name, right.Name)))
                Properties(left, right, at with { Path = $"{at.Path}<{one.Value}>" });
        }
    }
}

/// <summary>A place inside a body.</summary>
/// <param name="Path">As <c>$.items[].total</c>.</param>
/// <param name="Name">As the message calls it.</param>
/// <param name="Key">What all endpoints share that use the type; null for what belongs to the endpoint.</param>
/// <param name="Place">Where it is declared now.</param>
internal sealed record Spot(string Path, string Name, string? Key, ApiPlace? Place)
{
    public static Spot Body(string name) => new("$", name, null, null);

    public Spot Of(WireType owner, WireProperty property) =>
        new(Path + "." + property.Name, $"'{property.Name}' of {(owner.Name.StartsWith('{') ? "the answer" : new TypeRef(WireKind.Object) { Ref = owner.Name }.ToString())}", owner.Name + "." + property.Name, property.Place);
}
