using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Escapes what a caller puts into a pattern, ends a match by time, or lets it run in linear time.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class PatternFromInputFix : RuleFix
{
    private const string Regex = "System.Text.RegularExpressions.Regex";
    private const string Options = "System.Text.RegularExpressions.RegexOptions";

    private static readonly Repair s_escape = new("Take the text of the caller literally", "BR1014.escape");
    private static readonly Repair s_linear = new("Match in linear time", "BR1014.linear");
    private static readonly Repair s_timeout = new("End the match after a second", "BR1014.timeout");

    private static readonly string[] s_backtracks = ["(?=", "(?!", "(?<=", "(?<!", "(?>", "(?("];

    public PatternFromInputFix()
        : base("BR1014")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (Found(model, root, finding, cancellation) is not { } place)
            return ImmutableArray<Repair>.Empty;
        if (place.Use is null)
            return place.Holes.Length > 0 ? ImmutableArray.Create(s_escape, s_timeout) : ImmutableArray.Create(s_timeout, s_escape);
        var isLinear = model.Compilation.GetTypeByMetadataName(Options)?.GetMembers("NonBacktracking").IsEmpty == false && place.Maker is not AttributeArgumentListSyntax
            && !Array.Exists(s_backtracks, place.Use.Pattern.Contains);
        return isLinear ? ImmutableArray.Create(s_linear, s_timeout) : ImmutableArray.Create(s_timeout);
    }

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var model = editor.SemanticModel;
        var done = new HashSet<SyntaxNode>();
        foreach (var finding in findings)
        {
            if (Found(model, editor.OriginalRoot, finding, cancellation) is not { } place)
                continue;
            if (repair.Key == s_escape.Key)
            {
                foreach (var hole in place.Holes.IsEmpty ? ImmutableArray.Create(place.Node) : place.Holes)
                {
                    if (done.Add(hole))
                        editor.ReplaceNode(hole, SyntaxFactory.ParseExpression($"{ShortName.Of(Regex, model, hole.SpanStart)}.Escape({hole.WithoutTrivia()})").WithTriviaFrom(hole));
                }
            }
            else if (done.Add(place.Maker))
            {
                editor.ReplaceNode(place.Maker, With(place.Maker, repair.Key == s_linear.Key, model, cancellation));
            }
        }
    }

    private static SyntaxNode With(SyntaxNode maker, bool isLinear, SemanticModel model, CancellationToken cancellation)
    {
        var options = ShortName.Of(Options, model, maker.SpanStart);
        if (maker is AttributeArgumentListSyntax attribute)
        {
            if (attribute.Arguments.Count == 1)
                attribute = attribute.AddArguments(SyntaxFactory.AttributeArgument(SyntaxFactory.ParseExpression($"{options}.None").WithLeadingTrivia(SyntaxFactory.Space)));
            return attribute.AddArguments(SyntaxFactory.AttributeArgument(SyntaxFactory.ParseExpression("matchTimeoutMilliseconds: 1000").WithLeadingTrivia(SyntaxFactory.Space)));
        }

        var list = (ArgumentListSyntax)maker;
        var given = list.Arguments.FirstOrDefault(argument => model.GetTypeInfo(argument.Expression, cancellation).Type?.ToDisplayString() == Options);
        if (isLinear && given is not null)
            return list.ReplaceNode(given.Expression, SyntaxFactory.ParseExpression($"{given.Expression} | {options}.NonBacktracking"));
        if (given is null)
            list = Plus(list, $"{options}.{(isLinear ? "NonBacktracking" : "None")}");
        return isLinear ? list : Plus(list, $"{ShortName.Of("System.TimeSpan", model, maker.SpanStart)}.FromSeconds(1)");
    }

    private static ArgumentListSyntax Plus(ArgumentListSyntax list, string text) => list.AddArguments(SyntaxFactory.Argument(SyntaxFactory.ParseExpression(text).WithLeadingTrivia(SyntaxFactory.Space)));

    private static Place? Found(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax node || node.FirstAncestorOrSelf<ArgumentSyntax>()?.Parent is not ArgumentListSyntax list)
            return null;
        if (PatternUse.Matching(node, model, cancellation) is { } call)
            return PatternUse.Of(call) is { } use && (call.Instance is null ? list : use.Maker) is { } maker && maker.SyntaxTree == root.SyntaxTree ? new Place(node, maker, use, ImmutableArray<ExpressionSyntax>.Empty) : null;
        var holes = TextTemplate.Of(node, model, cancellation)?.Parts.Select(static part => part.Hole).OfType<ExpressionSyntax>()
            .Where(hole => model.GetTypeInfo(hole, cancellation).Type?.SpecialType == SpecialType.System_String && !model.GetConstantValue(hole, cancellation).HasValue
                && !(hole is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Escape" } })).ToImmutableArray();
        return new Place(node, list, null, holes ?? ImmutableArray<ExpressionSyntax>.Empty);
    }

    /// <param name="Node">What a caller gave.</param>
    /// <param name="Maker">The arguments that make the regular expression.</param>
    /// <param name="Use">The constant pattern, when the text of the caller is matched with it.</param>
    /// <param name="Holes">Where the text of a caller is put into a pattern.</param>
    private sealed record Place(ExpressionSyntax Node, SyntaxNode Maker, PatternUse? Use, ImmutableArray<ExpressionSyntax> Holes);
}
