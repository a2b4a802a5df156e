namespace BackendRules.Workspaces;

/// <summary>Requests: what was accepted must stay accepted.</summary>
internal sealed class RequestWalk(Subject subject, ApiService before, ApiService after, StyleShift style) : TypeWalk(subject, before, after, style)
{
    protected override Direction Direction => Direction.Request;

    protected override void Differ(Verdict verdict, TypeRef old, TypeRef young, Spot at)
    {
        if (verdict == Verdict.Wider)
            return;
        var what = verdict == Verdict.Unknown ? $"{at.Name} changed from {old} to {young}, which can't be compared"
            : young.Kind == WireKind.Enum ? $"{at.Name} takes only the members of {young} instead of any {old}" : $"{at.Name} changed from {old} to {young}";
        Subject.Report("BRC023", verdict == Verdict.Unknown ? ContractLevel.Potential : ContractLevel.Breaking, Direction, what, At(at, old.ToString(), young.ToString()));
    }

    protected override void Nulls(TypeRef old, TypeRef young, Spot at)
    {
        if (young.IsNullable)
            return;
        // A number is never null; a reference may still be, where nobody checks.
        var isValue = young.Kind == WireKind.Enum || young is { Kind: WireKind.Primitive, Format: not ("string" or "uri" or "base64") };
        Subject.Report("BRC023", isValue || Style.EnforcesNull ? ContractLevel.Breaking : ContractLevel.Potential, Direction, $"{at.Name} no longer takes null", At(at, old.ToString(), young.ToString()));
    }

    protected override void TextOrNumber(WireType old, WireType young, Spot at)
    {
        if (old.IsText && !Style.EnumText)
            Subject.Report("BRC023", ContractLevel.Breaking, Direction, $"{at.Name} is read from numbers instead of text", At(at, "text", "number"));
    }

    protected override void Values(WireType old, WireType young, Spot at)
    {
        Numbers(old, young, at);
        foreach (var value in old.Values)
        {
            if (old.IsText ? young.Values.Any(one => one.Name == value.Name || Style.EnumNaming) : young.Values.Any(one => one.Number == value.Number || one.Name == value.Name))
                continue;
            // A number without a member is still read; what the code does with it can't be told.
            Subject.Report("BRC023", old.IsText ? ContractLevel.Breaking : ContractLevel.Potential, Direction, $"'{value.Name}' is no longer a value of {Short(old)} in requests",
                new Changed(at.Path, value.Name, null) { Key = old.Name + "." + value.Name, Place = young.Place });
        }
    }

    protected override void Properties(WireType old, WireType young, Spot at)
    {
        if (!old.RefusesUnknown && young.RefusesUnknown && !(Style.After.RefusesUnknown && !Style.Before.RefusesUnknown))
            Subject.Report("BRC023", ContractLevel.Breaking, Direction, $"Requests with properties that {Short(young)} doesn't have are refused", new Changed(at.Path, "ignored", "refused") { Key = old.Name + " unknown", Place = young.Place });
        var met = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in old.Properties.Where(static p => p.InRequests))
        {
            var spot = at.Of(old, property);
            if (Same(property, young, static p => p.InRequests) is { } same)
            {
                met.Add(same.Name);
                Kept(property, same, spot with { Place = same.Place });
            }
            else if (Renamed(property, old, young, static p => p.InRequests) is { } renamed)
            {
                met.Add(renamed.Name);
                var demanded = property.IsRequired || renamed.IsRequired || young.RefusesUnknown;
                Subject.Report("BRC022", demanded ? ContractLevel.Breaking : ContractLevel.Potential, Direction, $"{spot.Name} is called '{renamed.Name}' in requests",
                    At(spot, property.Name, renamed.Name) with { Place = renamed.Place });
                Kept(property, renamed, spot with { Place = renamed.Place });
            }
            else if (!young.HasExtensionData)
            {
                var isNowRead = young.Properties.Any(p => p.Name == property.Name);
                Subject.Report("BRC022", young.RefusesUnknown && !isNowRead ? ContractLevel.Breaking : ContractLevel.Potential, Direction, $"{spot.Name} is no longer read from requests",
                    At(spot, property.Type.ToString(), null) with { Place = young.Place });
            }
        }

        foreach (var property in young.Properties.Where(p => p.InRequests && !met.Contains(p.Name)))
        {
            var spot = at.Of(young, property);
            if (property.IsRequired)
                Subject.Report("BRC021", ContractLevel.Breaking, Direction, $"{spot.Name} is new and required", At(spot, null, property.Type.ToString()));
            else if (property.IsExpected)
                Subject.Report("BRC021", ContractLevel.Potential, Direction, $"{spot.Name} is new, and null arrives from requests without it although the code counts on a value", At(spot, null, property.Type.ToString()));
        }
    }

    protected override void Cases(WireType old, WireType young, Spot at)
    {
        if (old.Kind == WireKind.Union && young.Kind == WireKind.Union && old.Discriminator != young.Discriminator)
            Subject.Report("BRC037", ContractLevel.Breaking, Direction, $"The discriminator of {Short(old)} is '{young.Discriminator}' instead of '{old.Discriminator}'", new Changed(at.Path, old.Discriminator, young.Discriminator) { Key = old.Name + " discriminator", Place = young.Place });
        foreach (var one in old.Cases)
        {
            if (!young.Cases.Any(other => other.Value == one.Value))
                Subject.Report("BRC037", ContractLevel.Breaking, Direction, $"Requests can no longer be '{one.Value}' of {Short(old)}", new Changed(at.Path, one.Value, null) { Key = old.Name + "<" + one.Value, Place = young.Place });
        }
    }

    private void Kept(WireProperty old, WireProperty young, Spot spot)
    {
        if (!old.IsRequired && young.IsRequired)
        {
            Subject.Report("BRC023", ContractLevel.Breaking, Direction, $"{spot.Name} became required", At(spot, "optional", "required"));
            Compare(old.Type with { IsNullable = false }, young.Type with { IsNullable = false }, spot);
        }
        else
        {
            Compare(old.Type, young.Type, spot);
        }

        LimitChanges.Report(Subject, Direction, spot.Name, At(spot, null, null), old.Limits, young.Limits);
        LimitChanges.Report(Subject, Direction, "each of " + spot.Name, At(spot with { Path = spot.Path + "[]", Key = spot.Key is null ? null : spot.Key + "[]" }, null, null), old.ElementLimits, young.ElementLimits);
        if (old.Default is { } was && young.Default is { } becomes && was != becomes && DefaultText.IsConstant(was) && DefaultText.IsConstant(becomes))
            Subject.Report("BRC014", ContractLevel.Potential, Direction, $"{spot.Name} is {becomes} instead of {was} when a request leaves it out", At(spot, was, becomes));
    }
}
