using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;

namespace BackendRules;

/// <summary>Throws <c>InvalidOperationException</c>, or <c>ArgumentException</c> where a guard looks at a parameter. Also repairs what the SDK reports as CA2201.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class GeneralExceptionFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_throw = ImmutableArray.Create(new Repair("Throw a type that can be told apart", "BR3008.type"));

    public GeneralExceptionFix()
        : base("BR3008", "CA2201")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Creation(model, root, finding, cancellation) is not null ? s_throw : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Creation(editor.SemanticModel, editor.OriginalRoot, finding, cancellation) is not var (creation, thrown))
                continue;
            var (better, parameter) = GeneralException.Better(thrown);
            var arguments = creation.ArgumentList ?? SyntaxFactory.ArgumentList();
            if (parameter is not null && arguments.Arguments.Count <= 1)
            {
                if (arguments.Arguments.Count == 0)
                    arguments = arguments.AddArguments(SyntaxFactory.Argument(SyntaxFactory.LiteralExpression(SyntaxKind.NullLiteralExpression)));
                arguments = arguments.AddArguments(SyntaxFactory.Argument(SyntaxFactory.ParseExpression($"nameof({parameter})")));
            }

            editor.ReplaceNode(creation, SyntaxFactory.ObjectCreationExpression(SyntaxFactory.ParseTypeName("System." + better).WithAdditionalAnnotations(Simplifier.Annotation))
                .WithNewKeyword(creation.NewKeyword.WithTrailingTrivia(SyntaxFactory.Space)).WithArgumentList(arguments).WithInitializer(creation.Initializer).WithTriviaFrom(creation));
        }
    }

    private static (ObjectCreationExpressionSyntax Creation, IOperation Thrown)? Creation(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        var creation = root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ObjectCreationExpressionSyntax>(node => node.Span == finding.Location.SourceSpan);
        return creation is not null && model.GetOperation(creation, cancellation) is IObjectCreationOperation made && GeneralException.Thrown(made) is { } thrown ? (creation, thrown) : null;
    }
}
