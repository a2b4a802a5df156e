namespace BackendRules.Flow;

public sealed partial class Solver
{
    /// <summary>Checks that call checks that call checks: deeper than this nobody looks.</summary>
    private const int DeepestCheck = 6;

    private static readonly IReadOnlyList<Known> s_unknown = [];

    private readonly Dictionary<(BodySummary, int), IReadOnlyList<Known>> _known = [];

    /// <summary>A part of what a value comes from, and what it is clean of.</summary>
    private readonly record struct Known(string Path, ulong Kinds);

    /// <summary>What a guard of a body proves, by the part of what the guarded value comes from.</summary>
    private IReadOnlyList<Known> Proven(BodySummary body, int guard, int depth = 0, Func<int, bool>? isFree = null)
    {
        if (guard < 0 || depth > DeepestCheck)
            return s_unknown;
        if (_known.TryGetValue((body, guard), out var known))
            return known;
        var site = body.Guards[guard];
        var all = new List<Known>();
        if (site.Call == GuardSite.Given)
        {
            if (isFree is not null && isFree(site.Index))
                all.Add(new Known(site.Path, Kinds.All));
            all.AddRange(Proven(body, site.Also, depth, isFree));
            return all;
        }

        foreach (var (path, kinds) in Agreed(body, site, depth))
        {
            if (AccessPath.IsUnder(site.Part, path))
                all.Add(new Known(site.Path, kinds));
            else if (AccessPath.Under(path, site.Part) is { } deeper && AccessPath.Join(site.Path, deeper) is var part && part.EndsWith(deeper, StringComparison.Ordinal))
                all.Add(new Known(part, kinds));
        }

        all.AddRange(Proven(body, site.Also, depth, isFree));
        if (depth == 0)
            _known.Add((body, guard), all);
        return all;
    }

    /// <summary>What all methods that a call may run prove of its argument.</summary>
    private IReadOnlyList<Known> Agreed(BodySummary caller, GuardSite site, int depth)
    {
        IReadOnlyList<Known>? agreed = null;
        foreach (var callee in Callees(caller.Calls[site.Call] with { IsVirtual = true }))
        {
            var its = new List<Known>();
            foreach (var body in callee.Bodies)
            {
                foreach (var proof in body.Proofs)
                {
                    if (proof.Index != site.Index || proof.Outcome != site.Outcome)
                        continue;
                    if (proof.Kinds != 0)
                        its.Add(new Known(proof.Path, proof.Kinds));
                    its.AddRange(Proven(body, proof.Guard, depth + 1, index => IsFree(caller, site.Call, index)));
                }
            }

            agreed = agreed is null ? its : agreed.Select(known => known with { Kinds = known.Kinds & KindsAt(its, known.Path) }).Where(static known => known.Kinds != 0).ToArray();
        }

        return agreed ?? s_unknown;
    }

    /// <summary>Whether an argument holds nothing that the caller was given or that comes in from outside.</summary>
    private static bool IsFree(BodySummary caller, int call, int index)
    {
        foreach (var edge in caller.Edges)
        {
            if (edge.To.Kind == PortKind.Call && edge.To.Number == call && edge.To.Index == index && (edge.From.Kind == PortKind.Source || edge.From is { Kind: PortKind.Own, Index: >= 0 }))
                return false;
        }

        return true;
    }

    /// <summary>What is known of a part: what is known of everything that it lies in.</summary>
    private static ulong KindsAt(IReadOnlyList<Known> known, string path)
    {
        ulong kinds = 0;
        foreach (var one in known)
        {
            if (AccessPath.IsUnder(path, one.Path))
                kinds |= one.Kinds;
        }

        return kinds;
    }
}
