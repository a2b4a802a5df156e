namespace BackendRules.Workspaces;

/// <summary>Answers: what was promised must stay promised.</summary>
internal sealed class ResponseWalk(Subject subject, ApiService before, ApiService after, StyleShift style, Confidence confidence = Confidence.Exact) : TypeWalk(subject, before, after, style)
{
    protected override Direction Direction => Direction.Response;

    protected override void Differ(Verdict verdict, TypeRef old, TypeRef young, Spot at)
    {
        if (verdict == Verdict.Narrower)
            return;
        var wrapped = old.Kind == WireKind.Array && ShapeAfter(young)?.Properties.FirstOrDefault(static p => p.Type.Kind == WireKind.Array) is { } inner ? $": the list moved into '{inner.Name}'" : "";
        var what = verdict == Verdict.Unknown ? $"{at.Name} changed from {old} to {young} in answers, which can't be compared" : $"{at.Name} changed from {old} to {young} in answers{wrapped}";
        Say("BRC035", verdict == Verdict.Unknown ? ContractLevel.Potential : ContractLevel.Breaking, what, At(at, old.ToString(), young.ToString()));
    }

    protected override void Nulls(TypeRef old, TypeRef young, Spot at)
    {
        if (young.IsNullable)
            Say("BRC035", ContractLevel.Breaking, $"{at.Name} can be null in answers", At(at, old.ToString(), young.ToString()));
    }

    protected override void TextOrNumber(WireType old, WireType young, Spot at)
    {
        if (!Style.EnumText)
            Say("BRC035", ContractLevel.Breaking, $"{at.Name} is written as {(young.IsText ? "text" : "a number")} instead of {(old.IsText ? "text" : "a number")}", At(at, old.IsText ? "text" : "number", young.IsText ? "text" : "number"));
    }

    protected override void Values(WireType old, WireType young, Spot at)
    {
        Numbers(old, young, at);
        if (Style.EnumNaming)
            return;
        foreach (var value in young.Values)
        {
            if (!old.Values.Any(one => one.Name == value.Name || !old.IsText && one.Number == value.Number))
                Say("BRC036", ContractLevel.Potential, $"Answers can have the new value '{value.Name}' of {Short(young)}", new Changed(at.Path, null, value.Name) { Key = old.Name + "." + value.Name, Place = young.Place });
        }

        foreach (var value in old.Values)
        {
            if (!young.Values.Any(one => one.Name == value.Name || !old.IsText && one.Number == value.Number))
                Say("BRC036", ContractLevel.Info, $"Answers no longer have the value '{value.Name}' of {Short(young)}", new Changed(at.Path, value.Name, null) { Key = old.Name + "." + value.Name, Place = young.Place });
        }
    }

    protected override void Properties(WireType old, WireType young, Spot at)
    {
        foreach (var property in old.Properties.Where(static p => p.InAnswers))
        {
            var spot = at.Of(old, property);
            if (Same(property, young, static p => p.InAnswers) is { } same)
            {
                spot = spot with { Place = same.Place };
                if (!property.IsOptionalInAnswers && same.IsOptionalInAnswers && !Style.Ignore)
                    Say("BRC035", ContractLevel.Breaking, $"{spot.Name} can be missing from answers", At(spot, "always there", "optional"));
                Compare(property.Type, same.Type, spot);
                continue;
            }

            var isOptional = property.IsOptionalInAnswers || property.Type.IsNullable;
            var renamed = Renamed(property, old, young, static p => p.InAnswers);
            Say(isOptional ? "BRC034" : "BRC033", isOptional ? ContractLevel.Potential : ContractLevel.Breaking, renamed is null ? $"{spot.Name} is gone from answers" : $"{spot.Name} is called '{renamed.Name}' in answers",
                At(spot, property.Name, renamed?.Name) with { Place = renamed?.Place ?? young.Place });
        }
    }

    protected override void Cases(WireType old, WireType young, Spot at)
    {
        if (old.Kind == WireKind.Union && young.Kind == WireKind.Union && old.Discriminator != young.Discriminator)
            Say("BRC037", ContractLevel.Breaking, $"The discriminator of {Short(old)} is '{young.Discriminator}' instead of '{old.Discriminator}'", new Changed(at.Path, old.Discriminator, young.Discriminator) { Key = old.Name + " discriminator", Place = young.Place });
        if (old.Kind == WireKind.Union && young.Kind == WireKind.Object)
            Say("BRC037", ContractLevel.Breaking, $"Answers no longer say which kind of {Short(old)} they are", new Changed(at.Path, old.Discriminator, null) { Key = old.Name + " discriminator", Place = young.Place });
        foreach (var one in young.Cases)
        {
            if (old.Cases.Any(other => other.Value == one.Value))
                continue;
            var moved = old.Cases.FirstOrDefault(other => other.Type.Ref == one.Type.Ref && !young.Cases.Any(still => still.Value == other.Value));
            if (moved is not null)
                Say("BRC037", ContractLevel.Breaking, $"{one.Type} is called '{one.Value}' instead of '{moved.Value}' by the discriminator", new Changed(at.Path, moved.Value, one.Value) { Key = old.Name + "<" + moved.Value, Place = young.Place });
            else
                Say("BRC037", ContractLevel.Potential, $"Answers can be the new kind '{one.Value}' of {Short(young)}", new Changed(at.Path, null, one.Value) { Key = old.Name + "<" + one.Value, Place = young.Place });
        }
    }

    private void Say(string id, ContractLevel level, string what, Changed change) => Subject.Report(id, level, Direction, what, change with { Confidence = confidence });
}
