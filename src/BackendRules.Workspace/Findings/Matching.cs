namespace BackendRules.Workspaces;

/// <summary>A finding of an earlier run, as far as recognising it needs.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="File">The file.</param>
/// <param name="Fingerprints">How it is recognised.</param>
/// <param name="Symbol">The member that holds it, where it is known.</param>
public sealed record Recorded(string RuleId, string File, Fingerprints Fingerprints, string? Symbol = null)
{
    /// <summary>A finding as it is recognised.</summary>
    public static Recorded Of(Finding finding) => new(finding.RuleId, finding.Location.File, finding.Fingerprints, finding.Location.Symbol);
}

/// <summary>Which findings of two runs are the same.</summary>
/// <param name="Pairs">Current to previous, by their indexes.</param>
/// <param name="New">Current ones without a previous.</param>
/// <param name="Absent">Previous ones that are gone, in files that were analysed.</param>
/// <param name="Unknown">Previous ones in files that were not analysed.</param>
public sealed record Matches(IReadOnlyDictionary<int, int> Pairs, IReadOnlyList<int> New, IReadOnlyList<int> Absent, IReadOnlyList<int> Unknown);

/// <summary>Recognises findings: by the member and its tokens, then by the tokens and their neighbours, then by the member and the order, then by the member alone.</summary>
public static class Matching
{
    /// <summary>Matches one to one.</summary>
    /// <param name="previous">The earlier findings.</param>
    /// <param name="current">The present ones.</param>
    /// <param name="analysed">Whether a file was analysed in the present run.</param>
    /// <param name="renamed">The present name of an earlier file.</param>
    public static Matches Match(IReadOnlyList<Recorded> previous, IReadOnlyList<Recorded> current, Func<string, bool> analysed, Func<string, string>? renamed = null)
    {
        renamed ??= static file => file;
        var pairs = new Dictionary<int, int>();
        var left = Enumerable.Range(0, previous.Count).ToHashSet();
        Join(static k => k.Fingerprints.Primary, unique: false);
        Join(static k => k.Fingerprints.Text, unique: true);
        Join(static k => k.Fingerprints.Member, unique: true, sameFile: true);
        // Where one of several equal findings of a member was edited, the others take its place in the order: what is left over has to be the edited one.
        Join(static k => k.Symbol, unique: false, sameFile: true);
        var absent = left.Where(i => analysed(renamed(previous[i].File))).Order().ToList();
        return new Matches(
            pairs, [.. Enumerable.Range(0, current.Count).Where(i => !pairs.ContainsKey(i))], absent, [.. left.Except(absent).Order()]);

        void Join(Func<Recorded, string?> key, bool unique, bool sameFile = false)
        {
            var earlier = left.Order().ToLookup(i => Keyed(previous[i], renamed(previous[i].File)));
            var present = Enumerable.Range(0, current.Count).Where(i => !pairs.ContainsKey(i)).ToLookup(i => Keyed(current[i], current[i].File));
            foreach (var group in present.Where(static g => g.Key.Item2 is not null))
            {
                var candidates = earlier[group.Key].ToList();
                if (unique && (candidates.Count != 1 || group.Count() != 1))
                    continue;
                foreach (var (now, before) in group.Zip(candidates))
                {
                    pairs[now] = before;
                    left.Remove(before);
                }
            }

            (string, string?, string) Keyed(Recorded known, string file) => (known.RuleId, key(known), sameFile ? file : "");
        }
    }
}
