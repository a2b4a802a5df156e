using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Takes only the name of a file out of what a caller sent, where it is the last piece below a folder of the program.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class PathFromInputFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Take only the name of the file", "BR1004.name"));

    public PathFromInputFix()
        : base("BR1004")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Piece(model, root, finding, cancellation) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var piece in findings.Select(finding => Piece(editor.SemanticModel, editor.OriginalRoot, finding, cancellation)).OfType<ExpressionSyntax>().Distinct())
        {
            var path = ShortName.Of("System.IO.Path", editor.SemanticModel, piece.SpanStart);
            editor.ReplaceNode(piece, SyntaxFactory.ParseExpression($"{path}.GetFileName({piece.WithoutTrivia()})").WithTriviaFrom(piece));
        }
    }

    private static ExpressionSyntax? Piece(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax path)
            return null;
        for (var depth = 0; depth < 4 && path is IdentifierNameSyntax name; depth++)
        {
            if (DeclaredLocal.Of(name, model, cancellation) is not { Initializer.Value: { } value })
                return null;
            path = value;
        }

        var last = path is InvocationExpressionSyntax call
            ? JoinedPath.Is(call, model, cancellation) && call.ArgumentList.Arguments.Count > 1 ? Only(call.ArgumentList.Arguments.Skip(1).Select(static argument => argument.Expression), call.ArgumentList.Arguments.Last().Expression, model, cancellation) : null
            : Ending(path, model, cancellation);
        if (last is BinaryExpressionSyntax or InterpolatedStringExpressionSyntax && last.DescendantTokens().Any(static token => token.Value is string text && !IsEnding(text)))
            last = Ending(last, model, cancellation);
        return last is IdentifierNameSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } or InterpolatedStringExpressionSyntax
            && model.GetTypeInfo(last, cancellation).Type?.SpecialType == SpecialType.System_String && !model.GetConstantValue(last, cancellation).HasValue ? last : null;
    }

    /// <summary>The value that a text ends with, an extension aside.</summary>
    private static ExpressionSyntax? Ending(ExpressionSyntax text, SemanticModel model, CancellationToken cancellation) => text switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum => EndsInText(sum.Right, model, cancellation) && sum.Left is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } rest ? rest.Right : sum.Right,
        InterpolatedStringExpressionSyntax { Contents: { Count: > 1 } contents } => contents.Last() is InterpolatedStringTextSyntax ending && IsEnding(ending.TextToken.ValueText) ? Hole(contents[contents.Count - 2]) : Hole(contents.Last()),
        _ => null,
    };

    private static ExpressionSyntax? Hole(InterpolatedStringContentSyntax content) => content is InterpolationSyntax { FormatClause: null, AlignmentClause: null } hole ? hole.Expression : null;

    private static bool EndsInText(ExpressionSyntax piece, SemanticModel model, CancellationToken cancellation) => model.GetConstantValue(piece, cancellation) is { HasValue: true, Value: string text } && IsEnding(text);

    /// <summary>Whether a text ends the name of a file: its extension.</summary>
    private static bool IsEnding(string text) => text.IndexOfAny(['/', '\\', ':']) < 0;

    /// <summary>The last piece, when nothing before it but the folder could be the caller's too.</summary>
    private static ExpressionSyntax? Only(IEnumerable<ExpressionSyntax> pieces, ExpressionSyntax last, SemanticModel model, CancellationToken cancellation) =>
        pieces.All(piece => piece == last || model.GetConstantValue(piece, cancellation).HasValue) ? last : null;
}
