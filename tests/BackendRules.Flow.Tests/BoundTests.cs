using System.Globalization;

namespace BackendRules.Flow.Tests;

/// <summary>A program may ask for more work than anybody wants to wait for: then it is cut, and said to be.</summary>
public sealed class BoundTests
{
    [Fact]
    public void Where_values_go_round_in_too_many_ways_the_bodies_are_named()
    {
        var cut = new List<BodySummary>();
        Solver.Solve(FlowTest.Summaries(FlowTest.Compile(Round(methods: 8, depth: 3))), default, cut);
        Assert.NotEmpty(cut);
        Assert.All(cut, static body => Assert.Equal("0.cs", body.File));
    }

    [Theory]
    [InlineData("var s = new StringBuilder(); s", ".Append(x)", "; Db.Run(s.ToString());")]
    [InlineData("var s = x", ".Trim()", "; Db.Run(s);")]
    [InlineData("var ok = x == \"a\"", " | x == \"b\"", "; if (!ok) Db.Run(x);")]
    public void An_expression_that_is_too_deep_is_cut_and_said_to_be(string head, string piece, string tail)
    {
        var summaries = FlowTest.Summaries(FlowTest.Compile("var x = Web.Input(\"a\"); " + head + string.Concat(Enumerable.Repeat(piece, 1500)) + tail));
        Assert.Contains(summaries, static body => body.BoundHit);
        Assert.DoesNotContain(FlowTest.Summaries(FlowTest.Compile("var x = Web.Input(\"a\"); " + head + string.Concat(Enumerable.Repeat(piece, 100)) + tail)), static body => body.BoundHit);
    }

    [Fact]
    public void Real_recursion_is_followed_to_its_end()
    {
        var cut = new List<BodySummary>();
        var findings = Solver.Solve(FlowTest.Summaries(FlowTest.Compile(Round(methods: 3, depth: 1))), default, cut);
        Assert.Empty(cut);
        Assert.NotEmpty(findings);
    }

    /// <summary>Methods that each hand their arguments to all others, every time in another place of another object.</summary>
    private static string Round(int methods, int depth)
    {
        var text = new System.Text.StringBuilder("using System;\nusing Lib;\npublic class Node { public Node Left; public Node Right; public string Text; }\npublic class Round\n{\n");
        text.Append("    public void Begin() => M0(new Node { Text = Web.Input(\"a\") }, new Node { Text = Web.Input(\"b\") });\n");
        for (var i = 0; i < methods; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"    void M{i}(Node one, Node other)\n    {{\n        if (one == null) return;\n");
            for (var j = 0; j < methods; j++)
            {
                for (var d = 0; d < depth; d++)
                {
                    var (a, b) = d switch { 0 => ("one", "other"), 1 => ("other.Left", "one.Right"), _ => ("new Node { Left = one, Right = other }", "one.Left") };
                    text.Append(CultureInfo.InvariantCulture, $"        M{j}({a}, {b});\n");
                }
            }

            text.Append("        Db.Run(one.Text);\n        Db.File(other.Left.Text);\n    }\n\n");
        }

        return text.Append("}\n").ToString();
    }
}
