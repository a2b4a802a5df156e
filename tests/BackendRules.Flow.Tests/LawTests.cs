using CsCheck;

namespace BackendRules.Flow.Tests;

/// <summary>What must hold of values and of solutions, whatever the program.</summary>
public sealed class LawTests
{
    private static readonly string[] s_paths = ["", "a", "b", "a.b", "a.c", "[*]", "[*].a", "a.b.c"];
    private static readonly Labels s_labels = new();

    private static readonly Gen<LabelSet> s_sets = Gen.Int[0, 5].Array[0, 4].Select(static numbers =>
        numbers.Aggregate(LabelSet.Empty, static (set, n) => set.Union(LabelSet.Of(s_labels.Get(Port.Own(n % 3, n > 2 ? "a" : ""), (ulong)(n & 1)), null))));

    private static readonly Gen<Value> s_values = Gen.Select(s_sets, Gen.Select(Gen.Int[0, s_paths.Length - 1], s_sets).Array[0, 3]).Select(static pair =>
        pair.Item2.Aggregate(Value.Of(pair.Item1), static (value, part) => value.Union(Value.Of(part.Item2).Under(s_paths[part.Item1]), s_labels)));

    [Fact]
    public void Joining_a_value_with_itself_changes_nothing() =>
        s_values.Sample(static value => Same(value, value.Union(value, s_labels)), threads: 1);

    [Fact]
    public void Joining_is_the_same_from_either_side() =>
        Gen.Select(s_values, s_values).Sample(static (left, right) => Same(left.Union(right, s_labels), right.Union(left, s_labels)), threads: 1);

    [Fact]
    public void Joining_is_the_same_in_any_grouping() =>
        Gen.Select(s_values, s_values, s_values).Sample(static (a, b, c) => Same(a.Union(b, s_labels).Union(c, s_labels), a.Union(b.Union(c, s_labels), s_labels)), threads: 1);

    [Fact]
    public void A_part_of_a_join_holds_the_part_of_each() =>
        Gen.Select(s_values, s_values, Gen.Int[0, s_paths.Length - 1]).Sample(static (left, right, path) =>
            left.Union(right, s_labels).At(s_paths[path], s_labels).Root.Contains(left.At(s_paths[path], s_labels).Root), threads: 1);

    [Fact]
    public void What_was_put_under_a_path_is_found_there() =>
        Gen.Select(s_values, Gen.Int[1, 5]).Sample(static (value, path) => value.Root.SameAs(value.Under(s_paths[path]).At(s_paths[path], s_labels).Root), threads: 1);

    [Fact]
    public void A_joined_state_holds_both_and_joins_once()
    {
        var write = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], s_values).Array[0, 5];
        Gen.Select(write, write).Sample(static (left, right) =>
        {
            var (a, b) = (Written(left), Written(right));
            var joined = a.Copy();
            joined.Join(b);
            for (var root = 0; root < 3; root++)
            {
                foreach (var path in s_paths)
                {
                    var place = new Place(root, path);
                    var there = joined.Read(place).Root;
                    if (!there.Contains(a.Read(place).Root) || !there.Contains(b.Read(place).Root))
                        return false;
                }
            }

            return !joined.Join(b) && !joined.Join(a);
        }, threads: 1);
    }

    [Fact]
    public void Findings_do_not_depend_on_the_order_of_bodies()
    {
        var summaries = FlowTest.Summaries(FlowTest.Compile(Program));
        var expected = Describe(Solver.Solve(summaries, default));
        Assert.NotEmpty(expected);
        Gen.Shuffle(summaries).Sample(shuffled => Describe(Solver.Solve(shuffled, default)).SequenceEqual(expected), iter: 100);
    }

    [Fact]
    public void Fewer_bodies_never_find_more()
    {
        var summaries = FlowTest.Summaries(FlowTest.Compile(Program));
        var all = Solver.Solve(summaries, default).Select(static finding => (finding.At, finding.Steps[0])).ToHashSet();
        Gen.Bool.Array[summaries.Count].Sample(kept => Solver.Solve(summaries.Where((_, i) => kept[i]), default).All(finding => all.Contains((finding.At, finding.Steps[0]))), iter: 100);
    }

    private const string Program = """
        class AController { readonly Mid _mid = new(); public void Get(string a, Dto b) { _mid.One(a); _mid.Two(b); Db.Run(_mid.Even(a, 3)); } }
        class Mid { string _kept; public void One(string s) { _kept = s; Three(s + "x"); }
            public void Two(Dto d) { foreach (var t in d.Tags) Three(t); Db.Run(_kept); }
            public void Three(string s) { if (s == "ok") Db.Run(s); else Two(new Dto { Tags = new List<string> { s } }); Db.File(s); }
            public string Even(string s, int n) => n == 0 ? s : Odd(s, n - 1); string Odd(string s, int n) => Even(s, n - 1); }
        """;

    private static State Written((int Root, int Path, Value Value)[] writes)
    {
        var state = new State(static root => Value.Of(LabelSet.Of(s_labels.Get(Port.Own(root, "")), null)), s_labels);
        foreach (var (root, path, value) in writes)
            state.Write(new Place(root, s_paths[path]), value);
        return state;
    }

    private static bool Same(Value left, Value right) =>
        left.Root.SameAs(right.Root) && s_paths.All(path => left.At(path, s_labels).Root.SameAs(right.At(path, s_labels).Root));

    private static string[] Describe(IEnumerable<FlowFinding> findings) =>
        findings.Select(static finding => $"{finding.Source} {finding.Sink} {finding.SinkKinds} " + string.Join(";", finding.Steps)).ToArray();
}
