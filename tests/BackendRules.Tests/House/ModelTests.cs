using BackendRules.Flow;
using Microsoft.CodeAnalysis.CSharp;

namespace BackendRules.Tests;

/// <summary>Every line of every shipped model names something in the real library.</summary>
public sealed class ModelTests
{
    private static readonly Lazy<CSharpCompilation> s_compilation = new(static () => CSharpCompilation.Create("Models", [], LibraryReferences.All));

    public static TheoryData<string> Files => new(TaintModels.Files().Select(static file => file.File));

    [Theory, MemberData(nameof(Files))]
    public void Every_line_is_found_in_its_library(string file)
    {
        var models = TaintModels.Shipped;
        var wrong = models.Lines.Where(line => line.File == file).Select(static line => (line, Why: ModelCheck.Unresolved(line, s_compilation.Value)))
            // A library that specifications don't reference can't be asked; its lines say so.
            .Where(static pair => pair.Why is { } why && !(pair.line.Unverified && why.StartsWith("there is no type", StringComparison.Ordinal))).Select(static pair => $"{pair.line.File}:{pair.line.Line}: {pair.Why}").ToArray();
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Every_line_is_read() => Assert.Empty(TaintModels.Shipped.Errors);

    [Fact]
    public void Every_kind_of_sink_has_a_rule()
    {
        var read = Rules.Checks.Values.OfType<TaintRule>().SelectMany(static rule => rule.To).ToHashSet();
        var written = TaintModels.Shipped.Lines.Where(static line => line.Verb == Verb.Sink).SelectMany(static line => TaintModels.Shipped.Sinks.In(line.Kinds)).Distinct();
        Assert.Empty(written.Except(read));
    }
}
