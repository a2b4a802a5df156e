using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace BackendRules;

/// <summary>The variable of a catch clause, given one where it has none.</summary>
internal static class CaughtVariable
{
    /// <summary>The clause's own variable, or a name that is free at the place.</summary>
    public static string Name(CatchClauseSyntax clause, SemanticModel model)
    {
        if (clause.Declaration?.Identifier.ValueText is { Length: > 0 } own)
            return own;
        foreach (var name in new[] { "ex", "exception", "caught" })
        {
            if (!clause.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault()?.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name
                && token.Parent is CatchDeclarationSyntax declaration && declaration.FirstAncestorOrSelf<CatchClauseSyntax>()!.Span.Contains(clause.Span)) ?? true)
            {
                if (!model.LookupSymbols(clause.Block.SpanStart, name: name).Any(static s => s is ILocalSymbol or IParameterSymbol))
                    return name;
            }
        }

        return "failure";
    }

    public static CatchClauseSyntax Named(CatchClauseSyntax clause, string name)
    {
        var identifier = SyntaxFactory.Identifier(name);
        if (clause.Declaration is { } declaration)
        {
            return declaration.Identifier.ValueText.Length > 0 ? clause : clause.WithDeclaration(
                declaration.WithType(declaration.Type.WithTrailingTrivia(SyntaxFactory.Space)).WithIdentifier(identifier));
        }

        var caught = SyntaxFactory.CatchDeclaration(SyntaxFactory.ParseTypeName("System.Exception").WithAdditionalAnnotations(Simplifier.Annotation).WithTrailingTrivia(SyntaxFactory.Space), identifier);
        var trailing = clause.CatchKeyword.TrailingTrivia;
        return clause.WithCatchKeyword(clause.CatchKeyword.WithTrailingTrivia(SyntaxFactory.Space)).WithDeclaration(caught.WithTrailingTrivia(trailing).WithAdditionalAnnotations(Formatter.Annotation));
    }

    /// <summary>The clause with a filter that lets cancellation through.</summary>
    public static CatchClauseSyntax WithoutCancellation(CatchClauseSyntax clause, string name)
    {
        var named = Named(clause, name);
        var declaration = named.Declaration!;
        var filter = SyntaxFactory.CatchFilterClause(
            SyntaxFactory.Token(SyntaxKind.WhenKeyword).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space),
            SyntaxFactory.Token(SyntaxKind.OpenParenToken),
            SyntaxFactory.ParseExpression($"{name} is not OperationCanceledException"),
            SyntaxFactory.Token(SyntaxKind.CloseParenToken));
        return named.WithDeclaration(declaration.WithoutTrailingTrivia()).WithFilter(filter.WithTrailingTrivia(declaration.GetTrailingTrivia()));
    }
}
