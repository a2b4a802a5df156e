namespace BackendRules.Flow;

public sealed partial class Solver
{
    /// <summary>A source, or a parameter of an entry point.</summary>
    private readonly record struct Beginning(ulong Kinds, string Words);

    private readonly record struct Held(Beginning Source, End At, ulong Cleaned, string Prefix, Trail Trail);

    private List<FlowFinding> Findings()
    {
        var found = new List<FlowFinding>();
        var held = new SortedDictionary<string, List<Held>>(StringComparer.Ordinal);
        foreach (var method in _order)
        {
            foreach (var fact in method.Facts)
            {
                foreach (var (beginning, trail) in Beginnings(method, fact))
                    End(found, held, method, fact, beginning, fact.Key.Cleaned, fact.Key.Prefix, trail);
            }
        }

        FollowHeld(found, held);
        return Shortest(found);
    }

    private IEnumerable<(Beginning, Trail)> Beginnings(Method method, Fact fact)
    {
        var from = fact.Key.From;
        if (from.Kind == PortKind.Source)
        {
            var site = _sources[from.Index].Site;
            yield return (new Beginning(site.Kinds, site.Words), fact.Trail);
        }
        else if (from.Kind == PortKind.Own && from.Index >= 0)
        {
            foreach (var body in method.Bodies)
            {
                foreach (var entry in body.Entries)
                {
                    if (entry.Index == from.Index)
                        yield return (new Beginning(entry.Kinds, entry.Words), Trail.Join(new Trail(body.File, [entry.At]), fact.Trail));
                }
            }
        }
    }

    private void End(List<FlowFinding> found, SortedDictionary<string, List<Held>> held, Method method, Fact fact, Beginning source, ulong cleaned, string prefix, Trail trail)
    {
        var to = fact.Key.To;
        switch (to.Kind)
        {
            case PortKind.Sink:
                var sink = _sinks[to.Index].Site;
                // A flow that never comes here is another project's, which says so itself.
                if ((sink.Kinds & ~cleaned) != 0 && trail.Steps() is { Count: > 0 } steps)
                    found.Add(new FlowFinding(source.Kinds, sink.Kinds & ~cleaned, source.Words, sink.Words, prefix, steps));
                break;
            case PortKind.Static:
                Hold(held, to.Name, new Held(source, to, cleaned, prefix, trail));
                break;
            case PortKind.Own when to.Index == PortRef.This && to.Path.Length > 0 && method.Bodies is [{ Type.Length: > 0 } body, ..]:
                Hold(held, body.Type, new Held(source, to, cleaned, prefix, trail));
                break;
        }
    }

    private static void Hold(SortedDictionary<string, List<Held>> held, string name, Held value)
    {
        if (!held.TryGetValue(name, out var values))
            held.Add(name, values = []);
        if (!values.Exists(known => known.At.Path == value.At.Path && known.At.Except == value.At.Except && known.Cleaned == value.Cleaned && known.Prefix == value.Prefix
            && known.Source == value.Source && known.Trail.Length <= value.Trail.Length))
            values.Add(value);
    }

    /// <summary>Statics, and fields that one method of a type fills and another one reads: what any method left there may be what another one takes.</summary>
    private void FollowHeld(List<FlowFinding> found, SortedDictionary<string, List<Held>> held)
    {
        if (held.Count == 0)
            return;
        for (var round = 0; round < 4; round++)
        {
            var next = new SortedDictionary<string, List<Held>>(StringComparer.Ordinal);
            foreach (var method in _order)
            {
                foreach (var fact in method.Facts)
                {
                    var from = fact.Key.From;
                    var name = from.Kind == PortKind.Static ? from.Name
                        : from is { Kind: PortKind.Own, Index: PortRef.This, Path.Length: > 0 } && method.Bodies is [{ } body, ..] ? body.Type : "";
                    if (name.Length == 0 || !held.TryGetValue(name, out var values))
                        continue;
                    foreach (var value in values)
                    {
                        if (AccessPath.Under(from.Path, value.At.Path) is { } deeper ? value.At.Lacks(deeper) : !AccessPath.IsUnder(value.At.Path, from.Path))
                            continue;
                        End(found, next, method, fact, value.Source, value.Cleaned | fact.Key.Cleaned, Prefix.Join(fact.Key.Prefix, value.Prefix), Trail.Join(value.Trail, fact.Trail));
                    }
                }
            }

            held = next;
        }
    }

    private static List<FlowFinding> Shortest(List<FlowFinding> found)
    {
        found.Sort(FlowFinding.Compare);
        var seen = new HashSet<(FlowStep, FlowStep, ulong, ulong, string)>();
        return found.Where(finding => seen.Add((finding.Steps[0], finding.At, finding.SourceKinds, finding.SinkKinds, finding.Prefix))).ToList();
    }
}
