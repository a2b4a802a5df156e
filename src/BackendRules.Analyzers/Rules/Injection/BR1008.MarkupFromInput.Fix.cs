using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Encodes what a caller sent where it is put into markup; what the program built itself is left as it is.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class MarkupFromInputFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Encode what the caller sent", "BR1008.encode"));

    public MarkupFromInputFix()
        : base("BR1008")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Pieces(model, root, finding, cancellation).Any() ? s_offer : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var piece in findings.SelectMany(finding => Pieces(editor.SemanticModel, editor.OriginalRoot, finding, cancellation)).Distinct())
        {
            var encoder = ShortName.Of("System.Text.Encodings.Web.HtmlEncoder", editor.SemanticModel, piece.SpanStart);
            editor.ReplaceNode(piece, SyntaxFactory.ParseExpression($"{encoder}.Default.Encode({piece.WithoutTrivia()})").WithTriviaFrom(piece));
        }
    }

    private static IEnumerable<ExpressionSyntax> Pieces(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax text)
            return [];
        // A whole text may be meant as markup: then it is to be sanitized, which the code doesn't say.
        return TextTemplate.Of(text, model, cancellation)?.Parts.Select(static part => part.Hole).OfType<ExpressionSyntax>().Where(piece => IsGiven(piece, model, cancellation)) ?? [];
    }

    /// <summary>A parameter, or a member of something: no markup that was put together before.</summary>
    private static bool IsGiven(ExpressionSyntax piece, SemanticModel model, CancellationToken cancellation)
    {
        if (model.GetTypeInfo(piece, cancellation).Type?.SpecialType != SpecialType.System_String || model.GetConstantValue(piece, cancellation).HasValue)
            return false;
        return piece switch
        {
            IdentifierNameSyntax name => model.GetSymbolInfo(name, cancellation).Symbol is IParameterSymbol,
            MemberAccessExpressionSyntax or ElementAccessExpressionSyntax => true,
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } choice => IsGiven(choice.Left, model, cancellation),
            _ => false,
        };
    }
}
