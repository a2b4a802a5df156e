namespace BackendRules;

/// <summary>
/// Regular expressions that take exponential time on text that almost matches: a loop that can read the same text in two ways tries all of them
/// before it gives up. Found as exponential ambiguity of the position automaton (Weideman et al., "Analyzing Matching Time Behavior of Backtracking
/// Regular Expression Matchers by Using Ambiguity of NFA", 2016), where ways through nested loops count apart.
/// </summary>
internal sealed class Backtracking
{
    // Longer patterns are left alone: the search is quadratic.
    private const int MostPositions = 160;
    private const int MostSteps = 2_000_000;

    private readonly List<PatternSet> _sets = [];
    private readonly List<List<int>> _next = [];

    /// <summary>Whether a text exists for which a failing match takes exponential time. False for patterns that can't be read.</summary>
    public static bool Explodes(string pattern, bool ignoreCase)
    {
        if (pattern.IndexOfAny(['*', '+', '{']) < 0 || PatternReader.Read(pattern, ignoreCase) is not { } node)
            return false;
        var graph = new Backtracking();
        return graph.Add(node) is { } whole && graph.Explodes(whole);
    }

    private bool Explodes(Part whole)
    {
        var reached = Enumerable.Range(0, _sets.Count).Select(From).ToArray();
        for (var start = 0; start < reached.Length; start++)
        {
            var loop = reached[start].Where(p => reached[p].Contains(start)).OrderBy(static p => p).ToArray();
            // A loop is asked once. One that may end the match at any time never has to go back.
            if (loop.Length == 0 || loop[0] != start || !whole.EndsLate && loop.Any(whole.Last.Contains))
                continue;
            if (HasTwoWays(start, new HashSet<int>(loop)))
                return true;
        }

        return false;
    }

    private HashSet<int> From(int start)
    {
        var reached = new HashSet<int>();
        var open = new Stack<int>(_next[start]);
        while (open.Count > 0)
        {
            if (reached.Add(open.Peek()))
                _next[open.Pop()].ForEach(open.Push);
            else
                open.Pop();
        }

        return reached;
    }

    /// <summary>Whether the same text leads from a place back to it in two ways.</summary>
    private bool HasTwoWays(int start, HashSet<int> loop)
    {
        var seen = new HashSet<(int Left, int Right, bool Differ)>();
        var open = new Queue<(int Left, int Right, bool Differ)>();
        open.Enqueue((start, start, false));
        var steps = 0;
        while (open.Count > 0)
        {
            var (left, right, differ) = open.Dequeue();
            for (var i = 0; i < _next[left].Count; i++)
            {
                for (var j = 0; j < _next[right].Count; j++)
                {
                    var (one, other) = (_next[left][i], _next[right][j]);
                    if (++steps > MostSteps)
                        return false;
                    if (!loop.Contains(one) || !loop.Contains(other) || !_sets[one].Meets(_sets[other]))
                        continue;
                    var apart = differ || left != right || i != j;
                    if (apart && one == start && other == start)
                        return true;
                    if (seen.Add((one, other, apart)))
                        open.Enqueue((one, other, apart));
                }
            }
        }

        return false;
    }

    private Part? Add(PatternNode node)
    {
        switch (node)
        {
            case PatternNode.One one:
                if (_sets.Count == MostPositions)
                    return null;
                _sets.Add(one.Set);
                _next.Add([]);
                return new Part(false, false, [_sets.Count - 1], [_sets.Count - 1]);
            case PatternNode.End:
                return new Part(true, true, [], []);
            case PatternNode.Row row:
                Part? all = new(true, false, [], []);
                foreach (var item in row.Items)
                {
                    if (all is null || Add(item) is not { } next)
                        return null;
                    all = Then(all, next);
                }

                return all;
            case PatternNode.Choice choice:
                Part? any = null;
                foreach (var item in choice.Items)
                {
                    if (Add(item) is not { } way)
                        return null;
                    any = any is null ? way : new Part(any.CanBeEmpty || way.CanBeEmpty, any.EndsLate && way.EndsLate, [.. any.First, .. way.First], [.. any.Last, .. way.Last]);
                }

                return any;
            case PatternNode.Repeat repeat:
                return Repeat(repeat);
            default:
                return null;
        }
    }

    /// <summary>Copies of what is repeated: <c>a{1,3}</c> is <c>a(a(a)?)?</c>, which reads a text in one way only.</summary>
    private Part? Repeat(PatternNode.Repeat repeat)
    {
        Part? tail = null;
        var copies = repeat.Max ?? Math.Max(repeat.Min, 1);
        if (copies > MostPositions)
            return null;
        for (var copy = copies; copy >= 1; copy--)
        {
            if (Add(repeat.Item) is not { } item)
                return null;
            if (repeat.Max is null && copy == copies)
                Join(item.Last, item.First);
            tail = tail is null ? item : Then(item, tail);
            if (copy > repeat.Min)
                tail = tail with { CanBeEmpty = true };
        }

        return tail ?? new Part(true, false, [], []);
    }

    private Part Then(Part left, Part right)
    {
        Join(left.Last, right.First);
        return new Part(
            left.CanBeEmpty && right.CanBeEmpty,
            right.EndsLate || right.CanBeEmpty && left.EndsLate,
            left.CanBeEmpty ? [.. left.First, .. right.First] : left.First,
            right.CanBeEmpty ? [.. left.Last, .. right.Last] : right.Last);
    }

    private void Join(IReadOnlyList<int> from, IReadOnlyList<int> to)
    {
        foreach (var left in from)
            _next[left].AddRange(to);
    }

    /// <param name="CanBeEmpty">Whether it matches without a character.</param>
    /// <param name="EndsLate">Whether it can fail behind its last character.</param>
    /// <param name="First">Where it begins.</param>
    /// <param name="Last">Where it ends.</param>
    private sealed record Part(bool CanBeEmpty, bool EndsLate, IReadOnlyList<int> First, IReadOnlyList<int> Last);
}
