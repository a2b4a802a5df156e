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

        var last = path switch
        {
            InvocationExpressionSyntax call when JoinedPath.Is(call, model, cancellation) && call.ArgumentList.Arguments.Count > 1
                => Only(call.ArgumentList.Arguments.Skip(1).Select(static argument => argument.Expression), call.ArgumentList.Arguments.Last().Expression, model, cancellation),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum => sum.Right,
            InterpolatedStringExpressionSyntax { Contents: { Count: > 1 } contents } when contents.Last() is InterpolationSyntax { FormatClause: null, AlignmentClause: null } hole => hole.Expression,
            _ => null,
        };
        return last is IdentifierNameSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax && model.GetTypeInfo(last, cancellation).Type?.SpecialType == SpecialType.System_String
            && !model.GetConstantValue(last, cancellation).HasValue ? last : null;
    }

    /// <summary>The last piece, when nothing before it but the folder could be the caller's too.</summary>
    private static ExpressionSyntax? Only(IEnumerable<ExpressionSyntax> pieces, ExpressionSyntax last, SemanticModel model, CancellationToken cancellation) =>
        pieces.All(piece => piece == last || model.GetConstantValue(piece, cancellation).HasValue) ? last : null;
}
